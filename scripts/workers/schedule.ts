/** Decides which trial runs next. Pure: no processes, no clock. */

export interface ScheduledTrial {
  readonly key: string;
  /** Keys of its inputs; inputs that are not scheduled count as finished. */
  readonly inputs: readonly string[];
  /** The module that runs it: a worker that has loaded this module can be reused. */
  readonly module: string;
  /** Runs alone. */
  readonly measuresTime: boolean;
  /** Expected duration. */
  readonly seconds: number;
}

export interface Schedule {
  /** Takes the trial to start now on a worker that has loaded `module`, or undefined if none may start. */
  take(module: string | undefined): ScheduledTrial | undefined;
  /** Records that a taken trial has finished. */
  finish(key: string): void;
  /** Records that a taken trial has failed; returns the keys of all trials that can no longer run. */
  fail(key: string): readonly string[];
}

/** For a shorter trial, starting a worker takes a considerable part of the time. */
const SHORT_SECONDS = 5;

/**
 * Creates a schedule. Inputs run before the trials that take them. Of the trials that are ready, the one with the
 * longest chain of dependants runs first (its own time included), but a worker prefers short trials of the module that
 * it has loaded. Exclusive trials run one by one, when no other trial can.
 */
export function createSchedule(trials: readonly ScheduledTrial[]): Schedule {
  const length = chainLengths(trials);
  const waiting = new Map(
    [...trials]
      .sort((a, b) => (length.get(b.key) ?? 0) - (length.get(a.key) ?? 0))
      .map((trial) => [trial.key, trial]),
  );
  const running = new Map<string, ScheduledTrial>();
  const isReady = ({ inputs }: ScheduledTrial) =>
    inputs.every((key) => !waiting.has(key) && !running.has(key));

  const choose = (module: string | undefined): ScheduledTrial | undefined => {
    if ([...running.values()].some(({ measuresTime }) => measuresTime)) return undefined;
    const ready = [...waiting.values()].filter(isReady);
    const shared = ready.filter(({ measuresTime }) => !measuresTime);
    const [longest] = shared;
    if (longest === undefined) return running.size === 0 ? ready[0] : undefined;
    if (longest.seconds >= SHORT_SECONDS) return longest;
    return shared.find((trial) => trial.module === module) ?? longest;
  };
  return {
    take(module) {
      const trial = choose(module);
      if (trial === undefined) return undefined;
      waiting.delete(trial.key);
      running.set(trial.key, trial);
      return trial;
    },
    finish: (key) => void running.delete(key),
    fail(key) {
      running.delete(key);
      const lost: string[] = [];
      loseDependants(key, waiting, lost);
      return lost;
    },
  };
}

function loseDependants(cause: string, waiting: Map<string, ScheduledTrial>, lost: string[]): void {
  for (const { key, inputs } of [...waiting.values()]) {
    if (!inputs.includes(cause) || !waiting.delete(key)) continue;
    lost.push(key);
    loseDependants(key, waiting, lost);
  }
}

/** Seconds of the longest chain of dependent trials that starts with each trial, by key. */
function chainLengths(trials: readonly ScheduledTrial[]): ReadonlyMap<string, number> {
  const dependants = new Map<string, ScheduledTrial[]>();
  for (const trial of trials) {
    for (const key of trial.inputs) dependants.set(key, [...(dependants.get(key) ?? []), trial]);
  }
  const lengths = new Map<string, number>();
  const lengthOf = ({ key, seconds }: ScheduledTrial): number => {
    const known = lengths.get(key);
    if (known !== undefined) return known;
    const length = seconds + Math.max(0, ...(dependants.get(key) ?? []).map(lengthOf));
    lengths.set(key, length);
    return length;
  };
  trials.forEach(lengthOf);
  return lengths;
}
