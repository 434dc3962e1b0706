/** The pointer in the presentation: a spot to point with, tools that wake as it moves, and swipes. */

/** Shortest swipe, px. */
const SWIPE = 50;
/** How long the tools stay after the pointer moves, ms. */
const AWAKE = 2000;

const root = document.documentElement;

/** Moves the spot with the pointer, and shows the tools while it moves. */
export function followPointer(): void {
  const spot = document.querySelector<HTMLElement>(".spot");
  let timer = 0;
  addEventListener("pointermove", ({ pointerType, movementX, movementY, clientX, clientY }) => {
    if (spot !== null) spot.style.translate = `${clientX}px ${clientY}px`;
    // Browsers also report a move when the page moves below a resting pointer.
    if (pointerType === "touch" || (movementX === 0 && movementY === 0)) return;
    root.classList.add("awake");
    clearTimeout(timer);
    timer = window.setTimeout(() => root.classList.remove("awake"), AWAKE);
  });
}

/** Horizontal swipes turn the screens by a `step` of 1 or -1; vertical ones scroll. */
export function listenToSwipes(turn: (step: number) => void): void {
  let start: Touch | undefined;
  const begin = ({ touches }: TouchEvent) => {
    start = touches.length === 1 ? touches[0] : undefined;
  };
  const end = ({ changedTouches: [touch] }: TouchEvent) => {
    if (start === undefined || touch === undefined) return;
    const [across, down] = [touch.clientX - start.clientX, touch.clientY - start.clientY];
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0 ? 1 : -1);
  };
  addEventListener("touchstart", begin, { passive: true });
  addEventListener("touchend", end);
}
