/** Typesets a document of the report, again only where its source or its figures have changed. */
import type { CachingEffects } from "../base/cached.ts";
import { reportFaces } from "../drawing/fonts.ts";
import { createTypesetter } from "./typst.ts";

export interface DocumentSource {
  /** In Typst. */
  readonly source: string;
  /** The files that it includes, by path. */
  readonly files: readonly (readonly [path: string, content: string])[];
  /** A document differs for every commit, so the cache keeps only the latest under this name. */
  readonly slot: string;
}

/** The document as PDF/UA-1. */
export async function typesetDocument(
  { source, files, slot }: DocumentSource,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const standard = "ua-1";
  const module = new URL("./typst.ts", import.meta.url);
  const key = { module, input: { faces: reportFaces, source, files, standard }, slot };
  return effects.cached("reports", key, async () => {
    const typesetter = await createTypesetter(reportFaces, effects);
    return typesetter.toPdf({ source, files: new Map(files), standard });
  });
}
