/** Licences of the packages that the report's scripts bundle: how a script names the packages, and the file of texts. */

export interface Licence {
  /** Name and version of the package. */
  readonly name: string;
  readonly version: string;
  /** SPDX expression, e.g. "ISC". */
  readonly kind: string;
  readonly text: string;
}

const NOTHING = "/* Bundles no code of others. */";

const titleOf = ({ name, version }: Pick<Licence, "name" | "version">) => `${name} ${version}`;

/** The first line of a script: which packages it bundles. */
export function bundledLine(licences: readonly Licence[]): string {
  if (licences.length === 0) return NOTHING;
  return `/* Bundles ${licences.map(titleOf).join(", ")}. Their licences are in licences.txt. */`;
}

/** The packages that the first line of a script names; undefined where it does not say what is bundled. */
export function packagesIn(script: string): string[] | undefined {
  const [line = ""] = script.split("\n", 1);
  if (line === NOTHING) return [];
  return /^\/\* Bundles (.+)\. Their licences are in licences\.txt\. \*\/$/.exec(line)?.[1]?.split(", ");
}

const RULE = "-".repeat(80);

/** The file of licences: each text once, below the packages that it holds for. */
export function licencesText(licences: readonly Licence[]): string {
  const sorted = [...licences].sort((one, other) => (titleOf(one) < titleOf(other) ? -1 : 1));
  const texts = [...new Set(sorted.map(({ text }) => text))];
  const parts = texts.map((text) => {
    const titles = sorted.filter((one) => one.text === text).map((one) => `${titleOf(one)} (${one.kind})`);
    return [RULE, ...new Set(titles), "", text, ""].join("\n");
  });
  return ["Licences of the packages in the report's scripts", "", ...parts].join("\n");
}

/** Whether the file of licences has a text for a package, given as "name version". */
export function hasLicence(licences: string, title: string): boolean {
  const parts = licences.split(`${RULE}\n`).slice(1);
  return parts.some((part) => {
    const [titles = "", ...text] = part.split("\n\n");
    return titles.split("\n").some((line) => line.startsWith(`${title} (`)) && text.join("").trim() !== "";
  });
}
