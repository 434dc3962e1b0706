/** The site's script for pages of editions: says on those of an earlier one that a newer one exists, and what it changes. */
import type { Notices } from "../site/notices.ts";

/** Claims that the notice names; the rest are counted. */
const MOST_NAMED = 3;

/** Shows nothing on pages of the newest edition. The script is in editions/, and so are the folders of all editions. */
export function showNotice({ newest, pages, changes }: Notices): void {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const home = new URL("./", script.src).href;
  const here = location.href.replace(/[?#].*/, "");
  if (!here.startsWith(home)) return;
  const [, edition = "", file = ""] = /^([^/]+)\/(.*)$/.exec(here.slice(home.length)) ?? [];
  const changed = changes[edition];
  if (changed === undefined) return;
  const page = file === "" || file.endsWith("/") ? `${file}index.html` : file;
  const isThere = pages.includes(page);
  const target = `${home}${newest}/${isThere ? page : "index.html"}`;
  const note = document.createElement("p");
  note.className = "notice wrap";
  note.setAttribute("role", "note");
  const title = document.createElement("strong");
  title.textContent = `A newer edition, ${newest}, exists.`;
  note.append(
    title,
    ` ${sentencesOf(changed[page] ?? [])} `,
    link(target, isThere ? `This page in edition ${newest}` : `Edition ${newest}`),
    " · ",
    link(`${home}index.html`, "All editions"),
  );
  document.querySelector("header")?.after(note);
}

function sentencesOf(changed: readonly string[]): string {
  if (changed.length === 0) return "No claim on this page has changed.";
  const more = changed.length - MOST_NAMED;
  const counted = more > 0 ? [`${more} more ${more === 1 ? "claim" : "claims"} changed.`] : [];
  return [...changed.slice(0, MOST_NAMED), ...counted].join(" ");
}

function link(href: string, text: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.textContent = text;
  return anchor;
}
