/** The list of sources as the page shows it. */
import type { NumberedReference } from "../prose/citations.ts";

export interface ReferenceView {
  readonly key: string;
  readonly number: number;
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  readonly url: string;
  readonly venue: string | null;
  readonly arxiv: string | null;
}

export function referenceViews(cited: readonly NumberedReference[]): ReferenceView[] {
  return cited.map(({ key, number, reference }) => ({
    key,
    number,
    authors: reference.authors,
    year: reference.year,
    title: reference.title,
    url: reference.url,
    venue: reference.venue ?? null,
    arxiv: reference.arxiv ?? null,
  }));
}
