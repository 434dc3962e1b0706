/** A source that the report cites. */
export interface Reference {
  /** As the list prints them. */
  readonly authors: string;
  /** As running text names them, e.g. "Hu et al.". */
  readonly short: string;
  readonly title: string;
  readonly year: number;
  /** Journal, conference or publisher. */
  readonly venue?: string;
  readonly url: string;
  /** arXiv identifier, if there is one. */
  readonly arxiv?: string;
}

/** A paper on arXiv, with where it was published since. */
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

/** A data set that an npm package carries, at the version that the report reads. */
export function npm(name: string, version: string, authors: string, title: string, year: number): Reference {
  return web(
    `https://www.npmjs.com/package/${name}/v/${version}`,
    authors,
    title,
    year,
    `npm package ${name}`,
  );
}

/** "Hu, Shen, Wallis, et al." -> "Hu et al."; one and two authors are named in full. */
function shortName(authors: string): string {
  const names = authors.split(/, | and /);
  const [first, second] = names;
  if (first === undefined || second === undefined) {
    return authors;
  }
  return names.length === 2 && second !== "et al." ? `${first} and ${second}` : `${first} et al.`;
}
