// Marks the section being read in the list of contents, and sorts the table of claims. The page needs neither.
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll('.contents a[href^="#"]')) {
    const section = document.querySelector(link.getAttribute("href"));
    if (section && section.id !== "top") links.set(section, link);
  }
  const sections = [...links.keys()];

  function mark() {
    const line = innerHeight / 3;
    const current = sections.findLast((section) => section.getBoundingClientRect().top <= line);
    for (const [section, link] of links) {
      if (section === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  let waiting = false;
  function markSoon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  mark();
})();

(() => {
  for (const head of document.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(head));
    head.append(button);
  }

  function sortBy(head) {
    const isDown = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
    const sign = isDown ? -1 : 1;
    const sortValue = (row) => row.cells[head.cellIndex].dataset.value;
    const compare =
      head.dataset.sort === "number"
        ? (one, other) => Number(sortValue(one)) - Number(sortValue(other))
        : (one, other) => sortValue(one).localeCompare(sortValue(other), "en");
    const body = head.closest("table").tBodies[0];
    body.append(...[...body.rows].sort((one, other) => sign * compare(one, other)));
  }
})();
