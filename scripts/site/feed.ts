/** The Atom feed of a site's editions. */
import { Feed } from "feed";
import type { Edition } from "./editions.ts";

interface Fed {
  readonly title: string;
  readonly authors: readonly string[];
  /** Of the list of editions, which is also the feed's id. */
  readonly address: string;
  readonly feedAddress: string;
  /** The newest first, with their addresses. */
  readonly editions: readonly (Edition & { readonly address: string })[];
}

/** Its dates are those of the editions' commits. */
export function feedXml({ title, authors, address, feedAddress, editions }: Fed): string {
  const [newest] = editions;
  const feed = new Feed({
    id: address,
    title: `Editions of ${title}`,
    link: address,
    feedLinks: { atom: feedAddress },
    generator: false,
    ...(newest !== undefined && { updated: new Date(newest.date) }),
  });
  for (const { id, address: link, date, verdicts, changes } of editions) {
    const since = changes === undefined ? "" : ` Since edition ${changes.since}: ${changes.summary}.`;
    feed.addItem({
      id: link,
      title: `Edition ${id}`,
      link,
      date: new Date(date),
      description: `${verdicts}.${since}`,
      author: authors.map((name) => ({ name })),
    });
  }
  return `${feed.atom1()}\n`;
}
