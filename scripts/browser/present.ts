/**
 * The presentation's keys, clicks, swipes, overview and window of notes. Without this script, screens scroll one by
 * one, with their notes below.
 */
import { oncePerFrame } from "./dom.ts";

/** Opens the page as the window of notes. */
const SPEAKER = "?notes";
/** Share of the width on each side where a click changes the screen. */
const CLICK_ZONE = 0.2;
/** Shortest swipe, px. */
const SWIPE = 50;
/** How long the tools stay after the pointer moves, ms. */
const AWAKE = 2000;

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

const actions: Readonly<Record<string, () => void>> = {
  next: () => show(current + 1),
  previous: () => show(current - 1),
  first: () => show(0),
  last: () => show(screens.length - 1),
  overview: () => setOverview(!isOverview(), current),
  notes: openNotes,
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
  escape: "overview",
  n: "notes",
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
  wakeTools();
  listenToSwipes();
}

function show(index: number): void {
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
  for (const [place, screen] of screens.entries()) {
    screen.classList.toggle("current", place === current);
    screen.classList.toggle("following", place === current + 1);
  }
  const hash = `#${screens[current]?.id}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
  if (isNew) tellPartner(current);
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || help?.open) return;
  const isPress = event.key === " " || event.key === "Enter";
  if (isPress && isControl(event.target)) return;
  const key = event.key.toLowerCase();
  const action =
    (isOverview() && overviewAction(key)) ||
    actions[keys[event.shiftKey && isPress ? `shift${key}` : key] ?? ""];
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
  if (share < CLICK_ZONE) show(current - 1);
  else if (share > 1 - CLICK_ZONE) show(current + 1);
}

/** Shows the tools while the pointer moves. Browsers also report a move when the page moves below a resting pointer. */
function wakeTools(): void {
  let timer = 0;
  addEventListener("pointermove", ({ pointerType, movementX, movementY }) => {
    if (pointerType === "touch" || (movementX === 0 && movementY === 0)) return;
    root.classList.add("awake");
    clearTimeout(timer);
    timer = window.setTimeout(() => root.classList.remove("awake"), AWAKE);
  });
}

/** Horizontal swipes change the screen; vertical ones scroll. */
function listenToSwipes(): void {
  let start: Touch | undefined;
  const begin = ({ touches }: TouchEvent) => {
    start = touches.length === 1 ? touches[0] : undefined;
  };
  const end = ({ changedTouches: [touch] }: TouchEvent) => {
    if (start === undefined || touch === undefined || isOverview()) return;
    const [across, down] = [touch.clientX - start.clientX, touch.clientY - start.clientY];
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) {
      show(current + (across < 0 ? 1 : -1));
    }
  };
  addEventListener("touchstart", begin, { passive: true });
  addEventListener("touchend", end);
}

function isOverview(): boolean {
  return root.classList.contains("overview");
}

function setOverview(isOn: boolean, chosen: number): void {
  if (isSpeaker) return;
  root.classList.toggle("overview", isOn);
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
  return { arrowdown: move(columns), arrowup: move(-columns), enter: choose, " ": choose }[key];
}

function toggleFullScreen(): void {
  const done = document.fullscreenElement === null ? root.requestFullscreen() : document.exitFullscreen();
  // A browser may refuse full screen; the page then stays as it is.
  done.catch(() => undefined);
}

function openNotes(): void {
  if (!isSpeaker)
    partner = open(`${SPEAKER}#${screens[current]?.id}`, "notes", "popup,width=1100,height=700");
}

/** Messages between the windows: the current screen, or a question for it. */
type Said = number | "which";

/** Pages opened from disk have no origin, so a window checks the sender instead. */
function tellPartner(said: Said): void {
  partner?.postMessage(said, "*");
}

function onMessage({ data, source }: MessageEvent<unknown>): void {
  const other = source as Window | null;
  if (other === null || (isSpeaker ? other !== opener : other.opener !== window)) return;
  partner = other;
  if (data === "which") tellPartner(current);
  else if (typeof data === "number" && screens[data] !== undefined && data !== current) show(data);
}

/** The window of notes follows the screens. It asks every second, so it finds them again after a reload. */
function startSpeaker(): void {
  root.classList.add("speaker");
  setCurrent(current);
  let began = performance.now();
  const clock = document.querySelector(".clock");
  const time = document.querySelector(".clock time");
  const tick = () => {
    const seconds = Math.floor((performance.now() - began) / 1000);
    if (time !== null)
      time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    tellPartner("which");
  };
  clock?.querySelector("button")?.addEventListener("click", () => {
    began = performance.now();
    tick();
  });
  setInterval(tick, 1000);
  tick();
}
