/**
 * What `npm run dev` adds to each page: it reloads the page after a build changed it, at the same place and with the
 * same parts open, and shows errors as text.
 */
import type { DevState } from "../dev/state.ts";

interface Place {
  readonly x: number;
  readonly y: number;
  /** The last element that the window's top has passed, and how far it is above. */
  readonly anchor: string | undefined;
  readonly offset: number;
  /** The open parts. */
  readonly open: readonly string[];
}

/** Where the place is kept during a reload. */
const KEY = `dev:${location.pathname}`;

const own = document.currentScript;
if (own instanceof HTMLScriptElement) follow(own);

function follow(own: HTMLScriptElement): void {
  const folder = new URL("../", own.src);
  const shown = { server: own.dataset.server, build: Number(own.dataset.build) };
  const panel = document.createElement("aside");
  panel.className = "dev-panel";
  restorePlace();
  new EventSource(new URL(".dev/events", folder)).addEventListener("message", ({ data }) => {
    const state: DevState = JSON.parse(data);
    const isNewer = (url: string) => (state.changed[nameOf(url, folder)] ?? 0) > shown.build;
    const scripts = [...document.querySelectorAll("script")].map(({ src }) => src);
    if (state.server !== shown.server || isNewer(location.href) || scripts.some(isNewer)) return loadAgain();
    for (const link of document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")) {
      if (isNewer(link.href)) replaceStyles(link, state.build);
    }
    shown.build = state.build;
    showIn(panel, state);
  });
}

/** The file of the report that an address loads. */
function nameOf(address: string, folder: URL): string {
  const { origin, pathname } = new URL(address, location.href);
  const path = decodeURIComponent(origin + pathname).replace(/\/$/, "/index.html");
  return path.startsWith(folder.href) ? path.slice(folder.href.length) : "";
}

/** The old styles stay until the new ones have loaded. */
function replaceStyles(link: HTMLLinkElement, build: number): void {
  const fresh = document.createElement("link");
  const address = new URL(link.href);
  address.search = `build=${build}`;
  fresh.rel = "stylesheet";
  fresh.href = address.href;
  fresh.addEventListener("load", () => link.remove());
  link.after(fresh);
}

function loadAgain(): void {
  const passed = anchors().findLast((element) => element.getBoundingClientRect().top <= 0);
  const place: Place = {
    x: scrollX,
    y: scrollY,
    anchor: passed?.id,
    offset: passed?.getBoundingClientRect().top ?? 0,
    open: parts()
      .filter(([, part]) => part.open)
      .map(([name]) => name),
  };
  sessionStorage.setItem(KEY, JSON.stringify(place));
  history.scrollRestoration = "manual";
  location.reload();
}

function restorePlace(): void {
  const stored = sessionStorage.getItem(KEY);
  if (stored === null) return;
  sessionStorage.removeItem(KEY);
  const place: Place = JSON.parse(stored);
  for (const [name, part] of parts()) part.open = place.open.includes(name);
  const scroll = () => {
    const anchor = anchors().find(({ id }) => id === place.anchor);
    const y = anchor === undefined ? place.y : scrollY + anchor.getBoundingClientRect().top - place.offset;
    scrollTo({ left: place.x, top: y, behavior: "instant" });
  };
  scroll();
  // Heights above may change again, and a hash scrolls after the page has loaded.
  addEventListener("load", () => {
    scroll();
    history.scrollRestoration = "auto";
  });
}

function anchors(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("main [id]")].filter(
    (element) => element instanceof HTMLElement && element.getClientRects().length > 0,
  );
}

/** The parts that can be opened, by their section and their number in it. */
function parts(): (readonly [string, HTMLDetailsElement])[] {
  const counts = new Map<string, number>();
  return [...document.querySelectorAll("details")].map((part) => {
    const section = part.closest("[id]")?.id ?? "";
    const count = (counts.get(section) ?? 0) + 1;
    counts.set(section, count);
    return [`${section}/${count}`, part] as const;
  });
}

function showIn(panel: HTMLElement, { failure, problems, missing }: DevState): void {
  const trials = missing.count === 1 ? "1 trial" : `${missing.count} trials`;
  const notes = [
    ...(failure === null ? [] : [note("The last change does not build", failure)]),
    ...(problems.length === 0 ? [] : [note("npm run build would refuse this", problems.join("\n"))]),
    ...(missing.count === 0
      ? []
      : [
          note(
            missing.areRunning ? `${trials} running` : `${trials} missing`,
            `${missing.slides.join(", ")}${missing.areRunning ? "" : ": press r and Enter in the terminal to run them"}`,
          ),
        ]),
  ];
  panel.replaceChildren(...notes.flat());
  panel.setAttribute("role", failure === null ? "status" : "alert");
  if (notes.length === 0) panel.remove();
  else if (!panel.isConnected) document.body.append(panel);
}

function note(title: string, text: string): HTMLElement[] {
  const head = document.createElement("strong");
  head.textContent = title;
  const body = document.createElement("pre");
  body.textContent = text;
  return [head, body];
}
