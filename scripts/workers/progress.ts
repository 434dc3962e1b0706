/**
 * Shows the progress of trials: a live line on a terminal; elsewhere a line for each finished trial, and a status line after
 * 10 seconds without output. The time left is the expected time of earlier runs times the pace of this run.
 */

import type { Effects, Terminal } from "../base/effects.ts";
import { firstLine, formatCount, formatSeconds } from "../base/format.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { trialLabels } from "../trials/names.ts";
import type { TrialOutcome } from "./dispatch.ts";
import type { RunObserver } from "./run-trials.ts";

/** How often the live line is redrawn, and how long a plain log may stay silent. */
const LIVE_MILLISECONDS = 250;

const SILENT_MILLISECONDS = 10_000;

/** A trial that runs, as it is shown. */
interface Shown extends Running {
  readonly label: string;
  /** In seconds. */
  readonly expected: number;
  /** The seconds after which a line names it as late. */
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
      const left = secondsLeft({ expected, running, ended }, jobs, clock.now());
      terminal.line(
        `${formatCount(missing.size, "trial")} to run, ${stored} stored: about ${formatSeconds(left)} with ${formatCount(jobs, "worker")}`,
      );
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
  fraction > 0 ? `${label} ${Math.round(fraction * 100)}%` : label;

const lateText = (run: Shown, now: number): string =>
  `running for ${formatSeconds(elapsedSeconds(run, now))}, expected ${formatSeconds(run.expected)}: ${nameText(run)}`;

/** The late trials with their times, and the time that the rest will take, if there is any. */
function statusText(running: readonly Shown[], isAllRunning: boolean, left: number, now: number): string {
  const isLate = (run: Shown) => elapsedSeconds(run, now) >= lateAfter(run.expected);
  const late = running.filter(isLate).map((run) => lateText(run, now));
  if (isAllRunning && late.length === running.length) return late.join(" · ");
  const onTime = running.filter((run) => !isLate(run)).map(nameText);
  return [...late, `about ${formatSeconds(left)} left: ${onTime.join(" · ")}`].join(" · ");
}

function outcomeText(outcome: TrialOutcome, { paint }: Terminal): string {
  if (outcome.state === "failed") return `${paint("error", "FAILED:")} ${firstLine(outcome.cause)}`;
  return "seconds" in outcome ? formatSeconds(outcome.seconds) : outcome.state;
}

/** A trial that runs. */
interface Running {
  /** By the clock, in milliseconds. */
  readonly started: number;
  /** From 0 to 1. */
  fraction: number;
}

export interface RunSoFar {
  /** Expected seconds of each trial. */
  readonly expected: ReadonlyMap<KeyedTrial, number>;
  readonly running: ReadonlyMap<KeyedTrial, Running>;
  /** The seconds that each ended trial took; undefined for one that failed. */
  readonly ended: ReadonlyMap<KeyedTrial, number | undefined>;
}

/** Weight of the expected pace, in seconds of trials, so that the first short trials do not decide. */
const PRIOR_SECONDS = 10;

/** After this many seconds a trial is late: estimates are rough, and a busy machine is several times slower. */
const lateAfter = (expectedSeconds: number): number => Math.max(30, 10 * expectedSeconds);

/** Seconds until `jobs` workers have finished; `now` by the clock, in milliseconds. */
function secondsLeft({ expected, running, ended }: RunSoFar, jobs: number, now: number): number {
  let left = 0;
  let taken = PRIOR_SECONDS;
  let foreseen = PRIOR_SECONDS;
  for (const [trial, seconds] of expected) {
    const took = ended.get(trial);
    if (took !== undefined) {
      taken += took;
      foreseen += seconds;
    }
    if (ended.has(trial)) continue;
    const { started, fraction } = running.get(trial) ?? { started: now, fraction: 0 };
    left += seconds * (1 - fraction);
    if (fraction === 0) continue;
    taken += (now - started) / 1000;
    foreseen += seconds * fraction;
  }
  return (left * (taken / foreseen)) / Math.min(jobs, Math.max(1, expected.size - ended.size));
}
