/**
 * Shows the progress of trials: a live line on a terminal; elsewhere a line for each finished trial, and a status line
 * after 10 seconds without output.
 */
import type { Effects } from "../base/effects.ts";
import { firstLine, formatCount, formatSeconds } from "../base/format.ts";
import type { TrialOutcome } from "./dispatch.ts";
import type { KeyedTrial } from "./keys.ts";
import type { RunObserver } from "./run-trials.ts";
import { trialLabels } from "./short-names.ts";
import { type Running, secondsLeft } from "./time-left.ts";

/** How often the live line is redrawn, and how long a plain log may stay silent. */
const LIVE_MILLISECONDS = 250;
const SILENT_MILLISECONDS = 10_000;

/** Creates an observer that reports a run of `jobs` workers to the console. */
export function createProgress(jobs: number, { terminal, clock }: Effects): RunObserver {
  const running = new Map<KeyedTrial, Running>();
  let expected: ReadonlyMap<KeyedTrial, number> = new Map();
  let labels: ReadonlyMap<string, string> = new Map();
  const ended = new Map<KeyedTrial, number | undefined>();
  let spoke = clock.now();
  let stop = () => {};

  const say = (text: string) => {
    terminal.line(text);
    spoke = clock.now();
  };
  const label = ({ key, trial }: KeyedTrial) => labels.get(key) ?? trial.kind;
  const counter = () => `[${String(ended.size).padStart(String(expected.size).length)}/${expected.size}]`;
  const status = () => {
    const names = [...running].map(([trial, { fraction }]) => {
      const percent = fraction > 0 ? ` ${Math.round(fraction * 100)} %` : "";
      return `${label(trial)}${percent}`;
    });
    const left = formatSeconds(secondsLeft({ expected, running, ended }, jobs, clock.now()));
    return `${counter()} about ${left} left: ${names.join(" · ")}`;
  };
  const tick = () => {
    if (terminal.isTerminal) terminal.live(status());
    else if (clock.now() - spoke >= SILENT_MILLISECONDS) say(status());
  };
  return {
    begin(stored, missing) {
      expected = missing;
      ended.clear();
      labels = trialLabels([...missing.keys()]);
      if (missing.size === 0) return;
      say(`${formatCount(missing.size, "trial")} to run, ${stored} stored`);
      stop = clock.every(terminal.isTerminal ? LIVE_MILLISECONDS : SILENT_MILLISECONDS / 4, tick);
    },
    start(trial) {
      running.set(trial, { started: clock.now(), fraction: 0 });
    },
    progress(trial, fraction) {
      const entry = running.get(trial);
      if (entry !== undefined) entry.fraction = Math.min(1, Math.max(0, fraction));
    },
    finish(trial, outcome) {
      running.delete(trial);
      ended.set(trial, outcome.state === "ran" ? outcome.seconds : undefined);
      say(`${counter()} ${label(trial)}  ${outcomeText(outcome)}`);
    },
    end() {
      stop();
      terminal.live("");
    },
  };
}

function outcomeText(outcome: TrialOutcome): string {
  if (outcome.state === "failed") return `FAILED: ${firstLine(outcome.cause)}`;
  return "seconds" in outcome ? formatSeconds(outcome.seconds) : outcome.state;
}
