/** A source that the report cites. */
export interface Reference {
  /** Authors in the list of references. */
  readonly authors: string;
  /** Authors in running text, e.g. "Hu et al.". */
  readonly short: string;
  readonly title: string;
  readonly year: number;
  /** Journal, conference or publisher. */
  readonly venue?: string;
  readonly url: string;
  /** arXiv identifier, if there is one. */
  readonly arxiv?: string;
}

/** A paper on arXiv, and where it was published later. */
export function arxiv(id: string, authors: string, title: string, year: number, venue?: string): Reference {
  const base = {
    authors,
    short: shortName(authors),
    title,
    year,
    arxiv: id,
    url: `https://arxiv.org/abs/${id}`,
  };
  return venue === undefined ? base : { ...base, venue };
}

/** A source on the web. */
export function web(url: string, authors: string, title: string, year: number, venue: string): Reference {
  return { authors, short: shortName(authors), title, year, venue, url };
}

/** A data set in an npm package, at the version that the report reads. */
export function npm(name: string, version: string, authors: string, title: string, year: number): Reference {
  return web(
    `https://www.npmjs.com/package/${name}/v/${version}`,
    authors,
    title,
    year,
    `npm package ${name}`,
  );
}

/** "Hu, Shen, Wallis, et al." -> "Hu et al."; one or two authors are all named. */
function shortName(authors: string): string {
  const names = authors.split(/, | and /);
  const [first, second] = names;
  if (first === undefined || second === undefined) {
    return authors;
  }
  return names.length === 2 && second !== "et al." ? `${first} and ${second}` : `${first} et al.`;
}
