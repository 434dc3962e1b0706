/** A text whose {{expressions}} are filled. Views write it in their markup, and number its citations. */
import type { Reference } from "../../experiments/kit/references.ts";
import { type FindingText, plainFinding } from "./finding-text.ts";

export interface Text {
  /** Without markup: white space collapsed except for no-break spaces, and each citation as the name of its source. */
  readonly plain: string;
  /** Strings are Markdown. */
  readonly parts: readonly TextPart[];
}

export type TextPart = string | FilledFinding | FilledSetting | Cited;

export interface FilledFinding {
  /** The finding's name. */
  readonly finding: string;
  readonly text: FindingText;
  /** Unrounded. */
  readonly value: number | string;
}

export interface FilledSetting {
  /** The setting's path in the config. */
  readonly config: string;
  readonly text: string;
}

export interface Cited {
  /** The source's key in the list of references. */
  readonly cite: string;
  /** A number quoted from it, which comes before the citation. */
  readonly quoted?: string;
}

/** A part without markup; a citation is the name of its source. */
export function plainPart(part: TextPart, references: References): string {
  if (typeof part === "string") return part;
  if ("finding" in part) return plainFinding(part.text);
  if ("config" in part) return part.text;
  const source = references[part.cite];
  if (source === undefined) throw new Error(`no reference ${part.cite}`);
  const { short, year } = source;
  return part.quoted === undefined ? `${short} (${year})` : `${part.quoted} (${short}, ${year})`;
}

/** Sources by their keys. */
export type References = Readonly<Record<string, Reference>>;

/** The keys of the sources that a text cites, in order. */
const citedIn = ({ parts }: Text): string[] =>
  parts.flatMap((part) => (typeof part !== "string" && "cite" in part ? [part.cite] : []));

/** The sources that texts cite. */
export const citedAmong = (references: References, texts: readonly Text[]): References => {
  const cited = new Set(texts.flatMap(citedIn));
  return Object.fromEntries(Object.entries(references).filter(([key]) => cited.has(key)));
};
