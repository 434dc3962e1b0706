/** Reads citations with Citation.js, by others: BibTeX, RIS and CSL-JSON become entries of CSL. It ships no types. */
import { createRequire } from "node:module";

export interface CslName {
  readonly family?: string;
  readonly given?: string;
  readonly literal?: string;
}

export interface CslEntry {
  readonly id: string;
  readonly "citation-key"?: string;
  readonly type: string;
  readonly title: string;
  readonly author: readonly CslName[];
  readonly issued?: { readonly "date-parts": readonly (readonly number[])[] };
  readonly note?: string;
  readonly version?: string;
  readonly keyword?: string;
  readonly DOI?: string;
  readonly URL?: string;
}

interface Library {
  readonly Cite: new (
    text: string,
    options: { readonly forceType: string },
  ) => {
    readonly data: readonly CslEntry[];
    format(form: "bibliography", options: { readonly template: "apa"; readonly format: "text" }): string;
  };
}

const require = createRequire(import.meta.url);
const { Cite }: Library = require("@citation-js/core");
require("@citation-js/plugin-bibtex");
require("@citation-js/plugin-csl");
require("@citation-js/plugin-ris");

const types = { bibtex: "@bibtex/text", ris: "@ris/file", csl: "@csl/list+object" } as const;

/** The entries of a text in this form. */
export function readEntries(text: string, form: keyof typeof types): readonly CslEntry[] {
  return new Cite(form === "csl" ? JSON.parse(text) : text, { forceType: types[form] }).data;
}

/** The entries as a citation processor sets them in APA's style. */
export function inApa(text: string): string {
  return new Cite(JSON.parse(text), { forceType: types.csl }).format("bibliography", {
    template: "apa",
    format: "text",
  });
}
