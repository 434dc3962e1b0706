/**
 * The search: a dialog with a field and a list of links, opened by a button or by "/". The index and the script that
 * searches it are loaded when it first opens.
 */
import { element, scriptLoader } from "./dom.ts";
import type { Found, Pieces } from "./search.ts";

/** Results that are listed. */
const MOST_LISTED = 30;

const FAILED = "The search could not be loaded. Reload the page.";

interface Search {
  readonly dialog: HTMLDialogElement;
  readonly field: HTMLInputElement;
  readonly list: HTMLOListElement;
  /** Read out by screen readers when it changes. */
  readonly status: HTMLElement;
}

/** Shows the buttons and lets them open the search. `script` is the address of a script in assets/. */
export function prepareSearch(script: string): void {
  const search = createSearch();
  const assets = new URL(".", script).href;
  const load = scriptLoader(assets);
  const show = () => showResults(search, new URL("..", assets));
  const open = () => {
    document.body.append(search.dialog);
    search.dialog.showModal();
    search.field.select();
    load("search/index.js")
      .then(() => load("search.js"))
      .then(show, () => search.status.replaceChildren(FAILED));
  };
  for (const button of document.querySelectorAll<HTMLElement>(".search-open")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
  search.field.addEventListener("input", show);
  search.dialog.addEventListener("keydown", (event) => onKey(search, event));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    event.preventDefault();
    open();
  });
}

/** Whether a key belongs to a field or to an open dialog. */
const isBusy = (target: EventTarget | null): boolean =>
  (target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null) ||
  document.querySelector("dialog[open]") !== null;

function createSearch(): Search {
  const field = element("input", {
    type: "search",
    placeholder: "Claims, findings, figures, sections",
    autocomplete: "off",
    spellcheck: false,
  });
  const close = element("button", { type: "button", className: "search-close" }, "Close");
  const status = element("p", { className: "search-status" });
  const list = element("ol", { className: "search-results" });
  const dialog = element(
    "dialog",
    { className: "search" },
    element("div", { className: "search-head" }, field, close),
    status,
    list,
  );
  field.setAttribute("aria-label", "Search claims, findings, figures and sections");
  status.setAttribute("role", "status");
  list.setAttribute("aria-label", "Results");
  dialog.setAttribute("aria-label", "Search the report");
  close.addEventListener("click", () => shut(dialog));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => {
    // The dialog itself is the target only outside its content: on the backdrop.
    if (target === dialog || (target instanceof Element && target.closest("a") !== null)) dialog.close();
  });
  return { dialog, field, list, status };
}

/** Closes the dialog, and removes it at once: a link in it would keep the focus until its event of closing. */
function shut(dialog: HTMLDialogElement): void {
  dialog.close();
  dialog.remove();
}

/** Lists what matches the field. `home` is the report's folder. */
function showResults({ field, list, status }: Search, home: URL): void {
  const query = field.value.trim();
  // The script may still be loading; it shows the results when it is there.
  if (!("searchReport" in globalThis)) return;
  const found = query === "" ? [] : searchReport(query);
  const listed = found.slice(0, MOST_LISTED);
  list.replaceChildren(...listed.map((one) => itemOf(one, home)));
  status.replaceChildren(query === "" ? "" : countText(found.length, query));
}

function countText(count: number, query: string): string {
  if (count === 0) return `Nothing found for “${query}”.`;
  const results = `${count} ${count === 1 ? "result" : "results"}`;
  return count > MOST_LISTED ? `${results}, the best ${MOST_LISTED} are shown.` : `${results}.`;
}

function itemOf({ kind, page, href, title, text }: Found, home: URL): HTMLLIElement {
  const lines = [["search-title", title] as const, ["search-text", text] as const].filter(
    ([, pieces]) => pieces.length > 0,
  );
  const link = element(
    "a",
    { href: new URL(href, home).href },
    element("span", { className: "search-kind" }, kind),
    " ",
    element("span", { className: "search-page" }, page),
    ...lines.flatMap(([className, pieces]) => [" ", element("span", { className }, ...marked(pieces))]),
  );
  return element("li", {}, link);
}

const marked = (pieces: Pieces): readonly (Node | string)[] =>
  pieces.map(({ text, isMatch }) => (isMatch ? element("mark", {}, text) : text));

/** Arrows move between the field and the results, Enter in the field follows the first result. */
function onKey({ dialog, field, list }: Search, event: KeyboardEvent): void {
  const { activeElement } = document;
  const stops: readonly HTMLElement[] = [field, ...list.querySelectorAll("a")];
  const place = activeElement instanceof HTMLElement ? stops.indexOf(activeElement) : -1;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) stops[Math.max(0, place + step)]?.focus();
  else if (event.key === "Enter" && place === 0) stops[1]?.click();
  // In a search field, some browsers only empty it.
  else if (event.key === "Escape") shut(dialog);
  else return;
  event.preventDefault();
}
