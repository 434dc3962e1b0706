/**
 * The presentation's keys, clicks, overview and window of notes. Without this script, screens scroll one by one, with their
 * notes below.
 */
import { oncePerFrame } from "../dom.ts";
import { startClock } from "./clock.ts";
import { followPointer, listenToSwipes } from "./pointer.ts";
import { typedNumber } from "./typed-number.ts";

/** Opens the page as the window of notes. */
const SPEAKER = "?notes";
/** Opens the page on its short route. */
const SHORT = "?short";
/** Share of the width on each side where a click changes the screen. */
const CLICK_ZONE = 0.2;

const root = document.documentElement;
const screens = [...document.querySelectorAll<HTMLElement>(".slide-screen")];
const help = document.querySelector<HTMLDialogElement>(".help");
const isSpeaker = location.search === SPEAKER;

let current = Math.max(
  0,
  screens.findIndex(({ id }) => location.hash === `#${id}`),
);
/** The window of notes; in that window, the one that opened it. */
let partner: Window | null = isSpeaker ? opener : null;

const clock = startClock(document.querySelector(".clock"), () => {
  const walked = screens.filter(isWalked);
  return { before: walked.filter((screen) => screens.indexOf(screen) < current).length, all: walked.length };
});
const number = typedNumber((slide) => {
  const id = `slide-${slide.padStart(2, "0")}`;
  const place = Number(slide) === 0 ? 0 : screens.findIndex((screen) => screen.id === id);
  if (place >= 0) show(place);
});

const actions: Readonly<Record<string, () => void>> = {
  next: () => show(after(1)),
  previous: () => show(after(-1)),
  first: () => show(0),
  last: () => show(screens.length - 1),
  overview: () => setOverview(!isOverview(), current),
  escape: () => (isOn("black") ? setMode("black", false) : setOverview(!isOverview(), current)),
  short: () => setMode("short", !isOn("short")),
  black: () => setMode("black", !isOn("black")),
  spot: () => root.classList.toggle("pointing"),
  notes: openNotes,
  pause: clock.pause,
  restart: clock.restart,
  fullScreen: toggleFullScreen,
  help: () => help?.showModal(),
};

const keys: Readonly<Record<string, string>> = {
  arrowright: "next",
  arrowdown: "next",
  pagedown: "next",
  " ": "next",
  "shift ": "previous",
  arrowleft: "previous",
  arrowup: "previous",
  pageup: "previous",
  home: "first",
  end: "last",
  o: "overview",
  escape: "escape",
  r: "short",
  b: "black",
  ".": "black",
  l: "spot",
  n: "notes",
  p: "pause",
  f: "fullScreen",
  "?": "help",
};

root.classList.add("scripted");
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-does]")) {
  button.hidden = false;
  button.addEventListener("click", () => actions[button.dataset.does ?? ""]?.());
}
addEventListener("keydown", onKey);
addEventListener("message", onMessage);
if (location.search === SHORT) setMode("short", true);
if (isSpeaker) startSpeaker();
else startScreens();

function startScreens(): void {
  show(current);
  const followScrolling = () => {
    const seen = isOverview() ? current : screenInView();
    if (seen !== current) setCurrent(seen);
  };
  addEventListener("scroll", oncePerFrame(followScrolling), { passive: true });
  addEventListener("resize", scrollToCurrent);
  document.querySelector("main")?.addEventListener("click", onClick);
  followPointer();
  listenToSwipes((step) => {
    if (!isOverview()) show(after(step));
  });
}

/** Whether the talk has this screen: on its short route, it skips the others. */
function isWalked({ dataset }: HTMLElement): boolean {
  return !isOn("short") || dataset.route !== undefined;
}

/** The place of the screen that comes after the current one, or before it; the current one at the ends. */
function after(step: number): number {
  let place = current + step;
  for (let screen = screens[place]; screen !== undefined; screen = screens[place]) {
    if (isWalked(screen)) return place;
    place += step;
  }
  return current;
}

function show(index: number): void {
  setMode("black", false);
  setCurrent(Math.min(screens.length - 1, Math.max(0, index)));
  scrollToCurrent();
  screens[current]?.focus({ preventScroll: true });
}

function scrollToCurrent(): void {
  screens[current]?.scrollIntoView({ behavior: "instant", block: isOverview() ? "nearest" : "start" });
}

function screenInView(): number {
  const middle = innerHeight / 2;
  return Math.max(
    0,
    screens.findLastIndex((screen) => screen.getBoundingClientRect().top <= middle),
  );
}

/** Records the current screen: in the address, so that a reload keeps it, and in the other window. */
function setCurrent(index: number): void {
  const isNew = index !== current;
  current = index;
  markScreens();
  const hash = `#${screens[current]?.id}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
  if (isNew) tellPartner(state());
}

function markScreens(): void {
  const following = after(1);
  for (const [place, screen] of screens.entries()) {
    screen.classList.toggle("current", place === current);
    screen.classList.toggle("following", place === following && place !== current);
  }
  clock.write();
}

/** "short": the short route. "black": nothing is shown. Both windows have the same modes. */
type Mode = "short" | "black";

function isOn(mode: Mode): boolean {
  return root.classList.contains(mode);
}

function setMode(mode: Mode, isWanted: boolean): void {
  if (isOn(mode) === isWanted) return;
  root.classList.toggle(mode, isWanted);
  document.querySelector(`[data-does="${mode}"]`)?.setAttribute("aria-pressed", String(isWanted));
  markScreens();
  tellPartner(state());
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  const isPress = event.key === " " || event.key === "Enter";
  if (isPress && isControl(event.target)) return;
  const key = event.key.toLowerCase();
  const action =
    number.actionOf(event.key) ??
    ((isOverview() && overviewAction(key)) ||
      actions[keys[event.shiftKey && isPress ? `shift${key}` : key] ?? ""]);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("a, button, summary") !== null;
}

function onClick({ target, clientX }: MouseEvent): void {
  if (!(target instanceof Element) || isControl(target)) return;
  if (isOverview()) {
    const chosen = screens.findIndex((screen) => screen.contains(target));
    if (chosen >= 0) setOverview(false, chosen);
    return;
  }
  if (getSelection()?.isCollapsed === false) return;
  const share = clientX / innerWidth;
  if (share < CLICK_ZONE) show(after(-1));
  else if (share > 1 - CLICK_ZONE) show(after(1));
}

function isOverview(): boolean {
  return root.classList.contains("overview");
}

function setOverview(isShown: boolean, chosen: number): void {
  if (isSpeaker) return;
  root.classList.toggle("overview", isShown);
  show(chosen);
}

/** In the overview, up and down move by a row; Enter and space choose a screen. */
function overviewAction(key: string): (() => void) | undefined {
  const top = screens[0]?.offsetTop;
  const columns = screens.findIndex(({ offsetTop }) => offsetTop !== top);
  const move = (step: number) => () => {
    if (screens[current + step] !== undefined) show(current + step);
  };
  const choose = () => setOverview(false, current);
  return {
    arrowright: move(1),
    arrowleft: move(-1),
    arrowdown: move(columns),
    arrowup: move(-columns),
    enter: choose,
    " ": choose,
  }[key];
}

function toggleFullScreen(): void {
  const done = document.fullscreenElement === null ? root.requestFullscreen() : document.exitFullscreen();
  // A browser may refuse full screen; the page then stays as it is.
  done.catch(() => undefined);
}

function openNotes(): void {
  if (!isSpeaker)
    partner = open(`${SPEAKER}#${screens[current]?.id}`, "notes", "popup,width=1280,height=800");
}

/** What one window says to the other: what it shows, or a question for it. */
type Said = State | "which";

interface State {
  readonly place: number;
  readonly isShort: boolean;
  readonly isBlack: boolean;
}

function state(): State {
  return { place: current, isShort: isOn("short"), isBlack: isOn("black") };
}

/** Pages opened from disk have no origin, so a window checks the sender instead. */
function tellPartner(said: Said): void {
  partner?.postMessage(said, "*");
}

function onMessage({ data, source }: MessageEvent<Said>): void {
  const other = source as Window | null;
  if (other === null || (isSpeaker ? other !== opener : other.opener !== window)) return;
  partner = other;
  if (data === "which") {
    tellPartner(state());
    return;
  }
  follow(data);
}

/** Shows what the other window shows, without an answer: it would come too late after further keys. */
function follow({ place, isShort, isBlack }: State): void {
  const other = partner;
  partner = null;
  setMode("short", isShort);
  if (screens[place] !== undefined && place !== current) show(place);
  setMode("black", isBlack);
  partner = other;
}

/** The window of notes follows the screens. It asks every second, so it finds them again after a reload. */
function startSpeaker(): void {
  root.classList.add("speaker");
  setCurrent(current);
  const tick = () => {
    clock.write();
    tellPartner("which");
  };
  setInterval(tick, 1000);
  tick();
}
