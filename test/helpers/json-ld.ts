/** Reads JSON-LD with jsonld, by others, offline: every term must be one of RO-Crate's context, which has those of schema.org. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** A node after expansion: its properties are full addresses, their values lists. */
export interface ExpandedNode {
  readonly "@id"?: string;
  readonly "@type"?: readonly string[];
  readonly [property: string]: unknown;
}

interface Library {
  expand(document: object, options: object): Promise<readonly ExpandedNode[]>;
}

const require = createRequire(import.meta.url);
const library: Library = require("jsonld");
/** Of version 1.2: 1.3 has all of its terms. It has no rule for other terms, so they would be dropped. */
const context = JSON.parse(readFileSync(require.resolve("ro-crate/lib/context.json"), "utf8"));

const contexts: readonly string[] = ["https://schema.org", "https://w3id.org/ro/crate/1.3/context"];

/** Expands a document of a page at `base`. Fails if a term or an id would be dropped. */
export function expand(document: object, base: string): Promise<readonly ExpandedNode[]> {
  const documentLoader = async (url: string) => {
    if (!contexts.includes(url)) throw new Error(`unexpected context: ${url}`);
    return { contextUrl: null, documentUrl: url, document: context };
  };
  return library.expand(document, { base, documentLoader, safe: true });
}

const SCHEMA = "http://schema.org/";

export const isA = (node: ExpandedNode, type: string): boolean =>
  node["@type"]?.includes(SCHEMA + type) ?? false;

/** The values of a property of schema.org: texts, numbers, ids or nodes. */
export function valuesOf(node: ExpandedNode | undefined, property: string): readonly unknown[] {
  const values = node?.[SCHEMA + property];
  if (!Array.isArray(values)) return [];
  return values.map(
    (value) => value["@value"] ?? (Object.keys(value).length === 1 ? value["@id"] : value) ?? value,
  );
}
