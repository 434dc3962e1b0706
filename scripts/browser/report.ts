/**
 * Marks the current section in the lists of contents, updates the bar of narrow windows, sorts the table of claims,
 * opens the search, and loads the script of a study's panel. The page is readable without it.
 */
import { prepareCopies } from "./copy-claim.ts";
import { oncePerFrame, scriptLoader } from "./dom.ts";
import { prepareSearch } from "./search-dialog.ts";

const bar = document.querySelector<HTMLElement>(".bar");
if (bar !== null) followContents(bar);
preparePanel();
prepareCopies();
if (location.protocol !== "file:") completeEmbeds();
if (document.currentScript instanceof HTMLScriptElement) prepareSearch(document.currentScript.src);
for (const head of document.querySelectorAll<HTMLTableCellElement>("th[data-sort]")) makeSortable(head);

/** The side and the bar list the same sections in the order of the page, then its top. */
function followContents(bar: HTMLElement): void {
  const ring = [...bar.querySelectorAll<HTMLAnchorElement>("details a")];
  const all = document.querySelectorAll<HTMLAnchorElement>(".toc a");
  const sections = ring.flatMap((link) => {
    const section = link.hash === "#top" ? null : document.querySelector(link.hash);
    return section === null ? [] : [{ link, section }];
  });
  let marked: string | undefined;
  const mark = () => {
    const line = innerHeight / 3;
    const current = sections.findLast(({ section }) => section.getBoundingClientRect().top <= line)?.link;
    if (marked === (current?.hash ?? "")) return;
    marked = current?.hash ?? "";
    for (const link of all) {
      if (link.hash === marked) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    showInBar(bar, ring, current);
  };
  const markSoon = oncePerFrame(mark);
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  closeMenu(bar);
  mark();
}

/** In a bar that links neighbouring sections, shows the current one; above the first, the bar's own words. */
function showInBar(
  bar: HTMLElement,
  ring: readonly HTMLAnchorElement[],
  current: HTMLAnchorElement | undefined,
): void {
  const steps = bar.querySelectorAll<HTMLAnchorElement>("[data-step]");
  const label = bar.querySelector<HTMLElement>(".bar-current");
  if (steps.length === 0 || label === null) return;
  label.dataset.words ??= label.textContent;
  label.textContent = current === undefined ? label.dataset.words : nameOf(current);
  const place = current === undefined ? -1 : ring.indexOf(current);
  for (const step of steps) {
    // The top of the page is last in the list, but before its first section.
    const target = ring.at((place + Number(step.dataset.step)) % ring.length);
    if (target === undefined) continue;
    step.href = target.hash;
    step.setAttribute("aria-label", `${step.dataset.step === "1" ? "Next" : "Previous"}: ${nameOf(target)}`);
    step.hidden = false;
  }
}

/** The number and the title of a section. */
function nameOf(link: HTMLAnchorElement): string {
  const parts = [...link.querySelectorAll(".contents-number, .contents-text")];
  return parts.map((part) => part.textContent).join(" ");
}

/** Following a link of the menu closes it; so does Escape. */
function closeMenu(bar: HTMLElement): void {
  const menu = bar.querySelector("details");
  if (menu === null) return;
  menu.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("a") !== null) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

/** Makes a column's head a button that sorts the table. */
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

/** Gives the elements that embed a figure its whole address. */
function completeEmbeds(): void {
  for (const code of document.querySelectorAll(".embed-code")) {
    const whole = (address: string) => new URL(address, location.href).href;
    code.textContent = code.textContent.replace(/(?<=^<iframe src=")[^"]*/, whole);
  }
}

/** Loads the script of the panel that repeats trials, which enables it. */
function preparePanel(): void {
  const form = document.querySelector<HTMLFormElement>(".run-panel");
  if (form === null) return;
  const load = scriptLoader(new URL(`${form.dataset.root ?? ""}assets/`, location.href).href);
  load(form.dataset.script ?? "").catch(() => {
    const status = form.querySelector(".run-status");
    if (status !== null)
      status.textContent = "The script of this panel could not be loaded. Reload the page.";
  });
}
