/**
 * Shows the progress of trials: a live line on a terminal; elsewhere a line for each finished trial, and a status line
 * after 10 seconds without output. A trial that takes far longer than expected has a line of its own each time that its
 * time has doubled.
 */
import type { Effects, Terminal } from "../base/effects.ts";
import { firstLine, formatCount, formatSeconds } from "../base/format.ts";
import type { TrialOutcome } from "./dispatch.ts";
import type { KeyedTrial } from "./keys.ts";
import type { RunObserver } from "./run-trials.ts";
import { trialLabels } from "./short-names.ts";
import { lateAfter, type Running, secondsLeft } from "./time-left.ts";

/** How often the live line is redrawn, and how long a plain log may stay silent. */
const LIVE_MILLISECONDS = 250;
const SILENT_MILLISECONDS = 10_000;

/** A trial that runs, as it is shown. */
interface Shown extends Running {
  readonly label: string;
  /** In seconds. */
  readonly expected: number;
  /** Its time in seconds at which a line names it as late. */
  namedAt: number;
}

/** Creates an observer that reports a run of `jobs` workers to the console. */
export function createProgress(jobs: number, { terminal, clock }: Effects): RunObserver {
  const running = new Map<KeyedTrial, Shown>();
  let expected: ReadonlyMap<KeyedTrial, number> = new Map();
  let labels: ReadonlyMap<string, string> = new Map();
  const ended = new Map<KeyedTrial, number | undefined>();
  let spoke = clock.now();
  let stop = () => {};

  const say = (text: string) => {
    terminal.line(`${counter()} ${text}`);
    spoke = clock.now();
  };
  const label = ({ key, trial }: KeyedTrial) => labels.get(key) ?? trial.kind;
  const counter = () => `[${String(ended.size).padStart(String(expected.size).length)}/${expected.size}]`;
  const status = () => {
    const isAllRunning = ended.size + running.size === expected.size;
    const left = secondsLeft({ expected, running, ended }, jobs, clock.now());
    return statusText([...running.values()], isAllRunning, left, clock.now());
  };
  const tick = () => {
    for (const run of running.values()) {
      const elapsed = elapsedSeconds(run, clock.now());
      if (elapsed < run.namedAt) continue;
      run.namedAt = 2 * elapsed;
      say(lateText(run, clock.now()));
    }
    if (terminal.isTerminal) terminal.live(`${counter()} ${status()}`);
    else if (clock.now() - spoke >= SILENT_MILLISECONDS) say(status());
  };
  return {
    begin(stored, missing) {
      expected = missing;
      ended.clear();
      labels = trialLabels([...missing.keys()]);
      if (missing.size === 0) return;
      terminal.line(`${formatCount(missing.size, "trial")} to run, ${stored} stored`);
      spoke = clock.now();
      stop = clock.every(terminal.isTerminal ? LIVE_MILLISECONDS : SILENT_MILLISECONDS / 4, tick);
    },
    start(trial) {
      const seconds = expected.get(trial) ?? 0;
      const run = { label: label(trial), expected: seconds, namedAt: lateAfter(seconds) };
      running.set(trial, { ...run, started: clock.now(), fraction: 0 });
    },
    progress(trial, fraction) {
      const entry = running.get(trial);
      if (entry !== undefined) entry.fraction = Math.min(1, Math.max(0, fraction));
    },
    finish(trial, outcome) {
      running.delete(trial);
      ended.set(trial, outcome.state === "ran" ? outcome.seconds : undefined);
      say(`${label(trial)}  ${outcomeText(outcome, terminal)}`);
    },
    end() {
      stop();
      terminal.live("");
    },
  };
}

const elapsedSeconds = ({ started }: Running, now: number): number => (now - started) / 1000;

const nameText = ({ label, fraction }: Shown): string =>
  fraction > 0 ? `${label} ${Math.round(fraction * 100)} %` : label;

const lateText = (run: Shown, now: number): string =>
  `running for ${formatSeconds(elapsedSeconds(run, now))}, expected ${formatSeconds(run.expected)}: ${nameText(run)}`;

/** The late trials with their times, and the time that the rest will take, if there is any. */
function statusText(running: readonly Shown[], isAllRunning: boolean, left: number, now: number): string {
  const isLate = (run: Shown) => elapsedSeconds(run, now) >= lateAfter(run.expected);
  const late = running.filter(isLate).map((run) => lateText(run, now));
  if (isAllRunning && late.length === running.length) return late.join(" · ");
  const others = running.filter((run) => !isLate(run)).map(nameText);
  return [...late, `about ${formatSeconds(left)} left: ${others.join(" · ")}`].join(" · ");
}

function outcomeText(outcome: TrialOutcome, { paint }: Terminal): string {
  if (outcome.state === "failed") return `${paint("error", "FAILED:")} ${firstLine(outcome.cause)}`;
  return "seconds" in outcome ? formatSeconds(outcome.seconds) : outcome.state;
}
