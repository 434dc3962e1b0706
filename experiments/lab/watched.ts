/**
 * Which runs of the core setup are logged. Logs take time, so only runs that a figure or a claim needs have one.
 * Slides take their seeds from here, and say by `needs` what they read.
 */
import { canonicalJson } from "../kit/digest.ts";
import { type Arm, frozenArm, fullArm, loraArm } from "./arms.ts";
import { reportSeeds } from "./setup.ts";

interface Watched {
  readonly arms: readonly Arm[];
  readonly length: "short" | "middle" | "long";
  readonly seeds: readonly number[];
}

/** The test loss during a run, its gradients, and frequent losses on fixed test sequences, which show the noise. */
export type Log = "curve" | "gradients" | "noise";

export const watched: Readonly<Record<Log, Watched>> = {
  curve: { arms: [fullArm, loraArm(4), frozenArm], length: "long", seeds: reportSeeds(1) },
  gradients: { arms: [loraArm(4)], length: "middle", seeds: reportSeeds(1) },
  noise: { arms: [fullArm, loraArm(4)], length: "long", seeds: reportSeeds(4) },
};

/** A run of the core model. */
interface Run {
  readonly length: string;
  readonly seed: number;
}

export function isWatched(log: Log, { trains }: Pick<Arm, "trains">, { length, seed }: Run): boolean {
  const { arms, length: ofLength, seeds } = watched[log];
  const own = canonicalJson(trains);
  return length === ofLength && seeds.includes(seed) && arms.some((arm) => canonicalJson(arm.trains) === own);
}

/** Throws a RangeError with arm and seed for a run without the log that a slide reads. */
export function requireWatched(log: Log, arm: Arm, run: Run): void {
  if (isWatched(log, arm, run)) return;
  const { arms, length, seeds } = watched[log];
  const message = `missing ${log} of ${arm.name}, ${run.length} length, seed ${run.seed}`;
  throw Object.assign(new RangeError(message), {
    help: `experiments/lab/watched.ts lists ${arms.map(({ name }) => name).join(", ")} at the ${length} length with seeds ${seeds.join(", ")}; more there are logged too`,
  });
}
