/** Which trial runs next. Pure: knows nothing of processes and time. */

export interface ScheduledTrial {
  readonly key: string;
  /** Keys of its inputs; those that are not scheduled themselves count as finished. */
  readonly inputs: readonly string[];
  /** The module that runs it: a worker that has loaded it need not start anew. */
  readonly module: string;
  /** Runs when nothing else does. */
  readonly exclusive: boolean;
  /** How long it will take, as far as is known. */
  readonly seconds: number;
}

export interface Schedule {
  /** Takes the trial to start now on a worker that has loaded `module`, beside those that are running, if any may. */
  take(module: string | undefined): ScheduledTrial | undefined;
  /** Notes that a taken trial has finished. */
  finish(key: string): void;
  /** Notes that a taken trial has failed; returns the keys of all that now cannot run. */
  fail(key: string): readonly string[];
}

/** Below this a trial is so short that starting a worker for it would cost a good part of its time. */
const SHORT_SECONDS = 5;

/**
 * Orders trials: inputs before what needs them, then the longest first, where a trial's length counts the longest chain
 * that waits for it. A worker prefers short trials of the module that it has loaded. Exclusive ones come when nothing
 * else can run, one by one.
 */
export function createSchedule(trials: readonly ScheduledTrial[]): Schedule {
  const length = chainLengths(trials);
  const waiting = new Map(
    [...trials]
      .sort((one, other) => (length.get(other.key) ?? 0) - (length.get(one.key) ?? 0))
      .map((trial) => [trial.key, trial]),
  );
  const running = new Map<string, ScheduledTrial>();
  const isReady = ({ inputs }: ScheduledTrial) =>
    inputs.every((key) => !waiting.has(key) && !running.has(key));

  const choose = (module: string | undefined): ScheduledTrial | undefined => {
    if ([...running.values()].some(({ exclusive }) => exclusive)) return undefined;
    const ready = [...waiting.values()].filter(isReady);
    const shared = ready.filter(({ exclusive }) => !exclusive);
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

/** Seconds of the longest chain of trials that starts with each. */
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
