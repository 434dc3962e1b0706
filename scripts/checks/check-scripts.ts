/** Checks the report's scripts: each says which packages it bundles, their licences are there, and figures can be explored. */
import { isExplored } from "../page/explored-figures.ts";
import type { OutputFiles, SlideRecord } from "../record/record.ts";
import { exploredFile, LICENCES_FILE } from "../report/files.ts";
import { hasLicence, packagesIn } from "../report/licences.ts";

/** Lists the problems of the scripts. */
export function checkScripts(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  // The files below assets/explore/ hold data alone.
  const scripts = [...files.keys()].filter((file) => /^assets\/[^/]+\.js$/.test(file));
  return [...scripts.flatMap((file) => checkLicences(file, files)), ...checkExplored(files, slides)];
}

/** Finds packages in a script whose licence the report lacks. */
function checkLicences(file: string, files: OutputFiles): string[] {
  const packages = packagesIn(String(files.get(file)));
  if (packages === undefined) return [`${file}: its first line does not say which packages it bundles`];
  const licences = String(files.get(LICENCES_FILE) ?? "");
  return packages
    .filter((title) => !hasLicence(licences, title))
    .map((title) => `${LICENCES_FILE}: no licence of ${title}, which ${file} bundles`);
}

/** Finds measured figures that the page could not explore. */
function checkExplored(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  const wanted = slides.flatMap(({ figures }) =>
    figures.filter(isExplored).map(({ id }) => exploredFile(id)),
  );
  return wanted.filter((file) => !files.has(file)).map((file) => `missing file to explore a figure: ${file}`);
}
