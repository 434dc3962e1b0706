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
  curve: { arms: [fullArm, loraArm(4), frozenArm], length: "middle", seeds: reportSeeds(3) },
  gradients: { arms: [fullArm, loraArm(4)], length: "middle", seeds: reportSeeds(3) },
  noise: { arms: [fullArm, loraArm(4)], length: "middle", seeds: reportSeeds(5) },
};

interface Run {
  readonly length: string;
  readonly seed: number;
  /** Only runs of the plan's own width are logged. */
  readonly width?: number;
}

export function isWatched(log: Log, { trains }: Pick<Arm, "trains">, { length, seed, width }: Run): boolean {
  const { arms, length: ofLength, seeds } = watched[log];
  const own = canonicalJson(trains);
  return (
    width === undefined &&
    length === ofLength &&
    seeds.includes(seed) &&
    arms.some((arm) => canonicalJson(arm.trains) === own)
  );
}

/** Throws a RangeError with arm and seed for a run without the log that a slide reads. */
export function requireWatched(log: Log, arm: Arm, run: Run): void {
  if (isWatched(log, arm, run)) return;
  const { arms, length, seeds } = watched[log];
  const ofWidth = run.width === undefined ? "" : `, width ${run.width}`;
  const message = `missing ${log} of ${arm.name}, ${run.length} length${ofWidth}, seed ${run.seed}`;
  throw Object.assign(new RangeError(message), {
    help: `experiments/lab/watched.ts lists ${arms.map(({ name }) => name).join(", ")} at the ${length} length with seeds ${seeds.join(", ")}; more there are logged too`,
  });
}
