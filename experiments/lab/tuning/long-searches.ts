/**
 * Searches for the rates of arms that only the long profile trains. Arms with a rule have a whole search. For the others a
 * small one begins at the choice of the nearest arm: three rates of the body a factor of the root of 2 apart, then the best
 * two with all seeds. Models wider than the core model take their rate from a line through three narrower ones, checked at
 * three points with one seed.
 */

import { exp, log } from "../../kit/exact-math.ts";
import { mean } from "../../kit/stats/describe.ts";
import {
  apolloArm,
  fullArm,
  galoreArm,
  loraArm,
  loraPlusArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../arms.ts";
import { findShared, type Rates, requiredRates, tuningSeeds } from "../settings.ts";
import { coreWidth } from "../setup.ts";
import { adaptationSearchName, adaptedArms } from "../trials/adaptation.ts";
import { type RunSize, searchFor } from "../trials/language-runs.ts";
import { checkOf, type GridSearch, type RateGrid } from "./rate-grid.ts";
import { alternativeSearch, languageSearch, longAdaptationSearch, searchFrom } from "./searches.ts";

const long = { length: "long" } as const;

const STEP = Math.SQRT2;

const around = (rate: number): readonly number[] => [rate / STEP, rate, rate * STEP];

/** A small search that begins at the choice of another one. */
const nearSearch = (arm: TunedArm<Training>, size: RunSize, nearest: string): GridSearch<Rates> =>
  searchFrom(arm, size, {
    needs: [nearest],
    seeds: tuningSeeds,
    grid: () => {
      const { learningRate, outerLearningRate } = requiredRates(findShared, nearest);
      return {
        learningRate: { rates: around(learningRate), step: STEP },
        outerLearningRate: { rates: [outerLearningRate] },
      };
    },
  });

/** Widths whose searches lead to the rates of wider models. */
const narrowWidths = [16, 32, coreWidth] as const;

/** An arm at each width of the ladder: in full, or LoRA at a share of the width. */
type ArmOfWidth = (width: number) => TunedArm;

/** The value at a width of the straight line of log rate on log width, by least squares. */
export function rateOnLine(
  rates: readonly (readonly [width: number, rate: number])[],
  width: number,
): number {
  const widths = rates.map(([of]) => log(of));
  const logs = rates.map(([, rate]) => log(rate));
  const [middle, level] = [mean(widths), mean(logs)];
  const spread = widths.reduce((sum, of) => sum + (of - middle) ** 2, 0);
  const slope =
    widths.reduce((sum, of, index) => sum + (of - middle) * ((logs[index] ?? 0) - level), 0) / spread;
  return exp(level + slope * (log(width) - middle));
}

/** The check of a wide model's rate with one seed; `checksOuter` also tries half and twice the outer rate. */
function wideSearch(armOf: ArmOfWidth, width: number, checksOuter = false): GridSearch<Rates> {
  const nameAt = (of: number) => searchFor(armOf(of), { length: "ladder", width: of });
  const grid = (): RateGrid<Rates> => {
    const rates = narrowWidths.map((of) => [of, requiredRates(findShared, nameAt(of)).learningRate] as const);
    const outer = requiredRates(findShared, nameAt(coreWidth)).outerLearningRate;
    return {
      learningRate: { rates: around(rateOnLine(rates, width)), step: STEP },
      outerLearningRate: { rates: checksOuter ? [outer / 2, outer, 2 * outer] : [outer] },
    };
  };
  return searchFrom(
    armOf(width),
    { length: "ladder", width },
    { needs: narrowWidths.map(nameAt), seeds: tuningSeeds.slice(0, 1), grid, gridSteps: checkOf },
  );
}

const quarter: ArmOfWidth = (width) => loraArm(width / 4);

const sixteenth: ArmOfWidth = (width) => loraArm(width / 16);

/** The ladder beyond the widths of the default profile, and its lowest share at these. */
const ladderSearches = (): readonly GridSearch<Rates>[] => [
  languageSearch(sixteenth(16), { length: "ladder", width: 16 }, 0.0565685),
  languageSearch(sixteenth(32), { length: "ladder", width: 32 }, 0.0141421),
  wideSearch(() => fullArm, 96, true),
  wideSearch(quarter, 96, true),
  wideSearch(sixteenth, 96),
  wideSearch(() => fullArm, 128),
  wideSearch(quarter, 128),
  wideSearch(sixteenth, 128),
];

const longNameOf = (arm: TunedArm<Training>) => searchFor(arm, long);

/** Further ranks at full length, and the higher ranks at the shorter ones. */
const rankSearches = (): readonly GridSearch<Rates>[] => [
  ...[1, 2, 8].map((rank) => nearSearch(loraArm(rank), long, longNameOf(loraArm(4)))),
  nearSearch(loraArm(32), long, longNameOf(loraArm(16))),
  ...(["middle", "short"] as const).flatMap((length) => [
    nearSearch(loraArm(16), { length }, searchFor(loraArm(4), { length })),
    nearSearch(loraArm(coreWidth), { length }, searchFor(loraArm(16), { length })),
  ]),
];

const alternativeSearches = (): readonly GridSearch<Rates>[] => [
  alternativeSearch(galoreArm(16), long, 0.02),
  alternativeSearch(apolloArm, long, 0.00565685),
  alternativeSearch(reLoraArm(4), long, 0.00707107),
  alternativeSearch(warmStartArm(4), long, 0.00707107),
  languageSearch(loraPlusArm(4, 4), long, 0.0035),
  languageSearch(loraPlusArm(4, 16), long, 0.0018),
  nearSearch(galoreArm(32), long, longNameOf(galoreArm(16))),
  ...[0.1, 0.2].map((share) => nearSearch(warmStartArm(4, share), long, longNameOf(warmStartArm(4)))),
  nearSearch(lowRankArm(16), long, longNameOf(loraArm(16))),
  ...[40, 48, 56].map((width) => nearSearch(fullArm, { length: "long", width }, longNameOf(fullArm))),
];

/** Fine-tuning as long as a middle pre-training. */
const adaptationSearches = (): readonly GridSearch[] =>
  Object.values(adaptedArms).map((arm) => longAdaptationSearch(arm, adaptationSearchName(arm), STEP));

export const longSearches = (): readonly GridSearch[] => [
  ...ladderSearches(),
  ...rankSearches(),
  ...alternativeSearches(),
  ...adaptationSearches(),
];
