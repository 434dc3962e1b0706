/** Marks the section being read in the list of contents, and sorts the table of claims. The page needs neither. */

markContents();
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
