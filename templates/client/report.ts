/**
 * Marks the section being read in the list of contents, sorts the table of claims, and loads the script of a study's panel
 * when it is first used. The page can be read without any of it.
 */

markContents();
preparePanel();
for (const head of document.querySelectorAll<HTMLTableCellElement>("th[data-sort]")) makeSortable(head);

function markContents(): void {
  const links = new Map<Element, Element>();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.contents a[href^="#"]')) {
    const section = document.querySelector(link.hash);
    if (section && section.id !== "top") links.set(section, link);
  }
  const sections = [...links.keys()];
  const mark = () => {
    const line = innerHeight / 3;
    const current = sections.findLast((section) => section.getBoundingClientRect().top <= line);
    for (const [section, link] of links) {
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let isWaiting = false;
  const markSoon = () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      mark();
    });
  };
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  mark();
}

/** Makes the head of a column a button that sorts the table. */
function makeSortable(head: HTMLTableCellElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sortBy(head));
  head.append(button);
}

function sortBy(head: HTMLTableCellElement): void {
  const body = head.closest("table")?.tBodies[0];
  if (body === undefined) return;
  const isDown = head.getAttribute("aria-sort") === "ascending";
  for (const other of head.parentElement?.children ?? []) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  const sign = isDown ? -1 : 1;
  const sortValue = (row: HTMLTableRowElement) => row.cells[head.cellIndex]?.dataset.value ?? "";
  const compare =
    head.dataset.sort === "number"
      ? (one: string, other: string) => Number(one) - Number(other)
      : (one: string, other: string) => one.localeCompare(other, "en");
  body.append(...[...body.rows].sort((one, other) => sign * compare(sortValue(one), sortValue(other))));
}

/** Shows the panel that repeats trials. Its script is loaded by the first press of a button, or by a link to a run. */
function preparePanel(): void {
  const form = document.querySelector<HTMLFormElement>(".run-panel");
  if (form === null) return;
  form.hidden = false;
  let isLoaded = false;
  const load = (then: () => void = () => {}) => {
    if (isLoaded) return;
    isLoaded = true;
    const script = document.createElement("script");
    script.src = `${form.dataset.root ?? ""}assets/live.js`;
    script.addEventListener("load", then);
    document.head.append(script);
  };
  const press = (event: Event) => {
    const { target } = event;
    if (isLoaded || !(target instanceof HTMLButtonElement)) return;
    event.preventDefault();
    load(() => target.click());
  };
  form.addEventListener("click", press);
  if (location.hash.startsWith("#run=")) {
    load();
    document.querySelector("#run")?.scrollIntoView();
  }
}
