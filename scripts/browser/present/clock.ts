/** The speaker's clock, which can pause, and the pace of the talk against a plan of equal times per screen. */

/** Planned for a screen: eight of them make ten minutes. */
const SECONDS_PER_SCREEN = 75;

/** How many screens the talk has, and how many of them come before the current one. */
export interface Progress {
  readonly before: number;
  readonly all: number;
}

export interface Clock {
  /** Writes the time and the pace. */
  readonly write: () => void;
  readonly pause: () => void;
  readonly restart: () => void;
}

/** A clock that starts now, in the element `place`. */
export function startClock(place: Element | null, progress: () => Progress): Clock {
  let passed = 0;
  let began: number | undefined = performance.now();
  const elapsed = () => passed + (began === undefined ? 0 : performance.now() - began);
  const write = () => {
    const seconds = Math.floor(elapsed() / 1000);
    writeIn(place, "time", timeText(seconds));
    writeIn(place, ".clock-pace", paceText(seconds, progress()));
    writeIn(place, ".clock-pause", began === undefined ? "Go on" : "Pause");
  };
  return {
    write,
    pause: () => {
      passed = elapsed();
      began = began === undefined ? performance.now() : undefined;
      write();
    },
    restart: () => {
      passed = 0;
      if (began !== undefined) began = performance.now();
      write();
    },
  };
}

function writeIn(place: Element | null, selector: string, text: string): void {
  const element = place?.querySelector(selector);
  if (element !== null && element !== undefined) element.textContent = text;
}

function timeText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "of 10:00, this screen until 3:45: on time". */
function paceText(seconds: number, { before, all }: Progress): string {
  const from = before * SECONDS_PER_SCREEN;
  const to = from + SECONDS_PER_SCREEN;
  const pace = paceOf(seconds, from, to);
  return `of ${timeText(all * SECONDS_PER_SCREEN)}, this screen until ${timeText(to)}: ${pace}`;
}

function paceOf(seconds: number, from: number, to: number): string {
  if (seconds < from) return `${timeText(from - seconds)} ahead`;
  return seconds > to ? `${timeText(seconds - to)} behind` : "on time";
}
