/** The scripts of the pages: a bundle of each entry of templates/client/, and beside them the licences of what they bundle. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { CachingEffects } from "../base/cached.ts";
import { bundleForBrowser } from "../report/browser-bundle.ts";
import { LICENCES_FILE } from "../report/files.ts";
import { type Licence, licencesText } from "../report/licences.ts";

/**
 * The bundle of templates/client/NAME.ts for each name, by path in the report, and the licences of what these and the
 * report's other scripts bundle.
 */
export async function clientScripts(
  names: readonly string[],
  others: readonly Licence[],
  effects: CachingEffects,
): Promise<[string, string][]> {
  const bundles = await Promise.all(
    names.map((name) => {
      const module = pathToFileURL(path.join(effects.root, "templates", "client", `${name}.ts`));
      return bundleForBrowser({ name, module, input: null }, effects);
    }),
  );
  return [
    ...names.map((name, index): [string, string] => [`assets/${name}.js`, bundles[index]?.code ?? ""]),
    [LICENCES_FILE, licencesText([...bundles.flatMap(({ licences }) => licences), ...others])],
  ];
}
