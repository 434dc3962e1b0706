/** What a page of an earlier edition says of the newest one. Types only, for the site and for its script. */
export interface Notices {
  readonly newest: string;
  /** The newest edition's pages, by path in it. */
  readonly pages: readonly string[];
  /** A sentence for each changed claim on a page; by edition, then by the page's path in it. */
  readonly changes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
