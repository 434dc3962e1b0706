/**
 * The comparison at several lengths of training. Each length has a schedule that ends with it and rates that were tuned
 * for it: a loss read off a longer run would be one at a rate that had not come down yet.
 */
import type { TunedArm } from "../lib/trials/arms.ts";
import { alternativeSteps, coreSteps, coreTraining, seedsFrom100, tuningName } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

/** The length between that of the alternatives and that of the headline, for which rates are searched here. */
export const middleSteps = 800;

/** One length, and the one for which its rates were tuned, which is another only where a build is to be quick. */
interface Horizon {
  readonly steps: number;
  readonly tunedFor: number;
}

const lengths = [alternativeSteps, middleSteps, coreSteps];
const tunedLengths: readonly Horizon[] = lengths.map((steps) => ({ steps, tunedFor: steps }));

/** The shortest and the longest. */
const endsOf = (all: readonly Horizon[]): readonly Horizon[] => [...all.slice(0, 1), ...all.slice(-1)];

const quickLengths = lengths.map((steps): Horizon => ({ steps: steps / 50, tunedFor: steps }));

/**
 * Lengths, seeds and model in each profile: the core model in all of them, as the rates were tuned for it. `highLengths`
 * are those of LoRA at the high rank.
 */
export const horizons = {
  quick: {
    training: { ...coreTraining, validationWindows: 64 },
    lengths: quickLengths,
    highLengths: endsOf(quickLengths),
    seeds: seedsFrom100(1),
  },
  default: {
    training: coreTraining,
    lengths: tunedLengths,
    highLengths: endsOf(tunedLengths),
    seeds: seedsFrom100(3),
  },
  paper: {
    training: coreTraining,
    lengths: tunedLengths,
    highLengths: tunedLengths,
    seeds: seedsFrom100(5),
  },
};

export type Horizons = (typeof horizons)[keyof typeof horizons];

/** The name of an arm's search for a length in tuned.json. */
export const horizonTuning = (arm: TunedArm, steps: number): string =>
  steps === middleSteps ? `horizon-${middleSteps}/${arm.tuning}` : tuningName(arm, steps);

/** A run of a length, for a search or for the report. */
export const horizonRun = (
  { trains }: TunedArm,
  { steps, seed, training = coreTraining }: { steps: number; seed: number; training?: typeof coreTraining },
  learningRate: number,
) => pretrain({ ...training, arm: trains, steps, seed, evalEvery: steps, learningRate });

/** An arm's runs at each length, one a seed: the headline's and the comparison's own at their lengths. */
export const horizonRuns = (
  arm: TunedArm,
  { training, lengths: ofProfile, seeds }: Pick<Horizons, "training" | "lengths" | "seeds">,
) =>
  ofProfile.map(({ steps, tunedFor }) => {
    if (steps === coreSteps) return headlineRuns(arm, { ...headline.default, seeds });
    const learningRate = tunedRate(horizonTuning(arm, tunedFor));
    return seeds.map((seed) => horizonRun(arm, { steps, seed, training }, learningRate));
  });
