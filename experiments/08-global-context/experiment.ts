/** How much a model makes of its context, by where its adapters are: losses by position in the window. */
import { full as fullLook, rankZero } from "../lib/charts/arms.ts";
import { defineExperiment, type ResultTree } from "../lib/experiment.ts";
import { countParameters } from "../lib/nn/count.ts";
import { zip } from "../lib/rows.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanInterval } from "../lib/stats/intervals.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/core.ts";
import { type Coverage, coverageArm, coverageRun, coverageSteps } from "../lib/trials/coverage-arms.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";

const common = {
  /** The deck's rank, of the adapters everywhere. */
  rank: 4,
  /** Steps of the runs that differ in where the adapters are. */
  coverageSteps,
  /** The part of the window, counted from its end, over which the loss with much context is averaged. */
  lateShare: 0.25,
};

/** The arms in the order of the figures, by the names that tables give them. */
export const coverageNames: Readonly<Record<Coverage, string>> = {
  full: fullLook.name,
  everywhere: "everywhere",
  oneLayer: "first layer",
  queryValue: "query and value",
  feedForward: "feed-forward",
  frozen: rankZero.name,
};

const coverages = Object.keys(coverageNames) as Coverage[];

type Run = ResultTree<ReturnType<typeof pretrain>>;

/** Fall of the loss from the first position, which sees one character, to the mean over the last ones, nats. */
export function contextGain(lossByPosition: readonly number[], lateShare: number): number {
  const [first] = lossByPosition;
  if (first === undefined) throw new RangeError("missing losses: no position was measured");
  const late = Math.max(1, Math.round(lateShare * lossByPosition.length));
  return first - mean(lossByPosition.slice(-late));
}

/** Mean over seeds with its interval; a single seed has none, and its point stands for it. */
function summary(samples: readonly number[]) {
  const [centre, interval] = [mean(samples), meanInterval(samples)];
  return { mean: centre, low: interval?.low ?? centre, high: interval?.high ?? centre };
}

/** Loss at each position, from 1, over seeds. */
function positionRows(arm: string, runs: readonly Run[]) {
  const positions = runs[0]?.lossByPosition.length ?? 0;
  return Array.from({ length: positions }, (_, index) => {
    const {
      mean: loss,
      low,
      high,
    } = summary(runs.map(({ lossByPosition }) => lossByPosition[index] ?? Number.NaN));
    return { arm, position: index + 1, loss, low, high };
  });
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, coverageSteps: 20 },
    default: { ...common, ...headline.default },
    paper: { ...common, ...headline.paper, coverageSteps: 2000 },
  },
  trials: (config) => {
    const { training, rateScale, seeds, coverageSteps: steps, rank } = config;
    return {
      coverage: coverages.map((coverage) =>
        seeds.map((seed) => coverageRun(coverage, { training, rateScale, steps, seed })),
      ),
      long: {
        full: headlineRuns(fullArm, config),
        everywhere: headlineRuns(loraArm(rank), config),
        frozen: headlineRuns(frozenArm, config),
      },
    };
  },
  tables: ({ coverage: runs, long }, { seeds, training, lateShare, steps, coverageSteps: shortSteps }) => {
    const arms = zip(coverages, runs);
    const gainRows = (coverage: Coverage, ofArm: readonly Run[], after: number) =>
      zip(seeds, ofArm).map(([seed, { lossByPosition, finalLoss }]) => ({
        arm: coverageNames[coverage],
        steps: after,
        seed,
        gain: contextGain(lossByPosition, lateShare),
        firstLoss: lossByPosition[0] ?? Number.NaN,
        finalLoss,
      }));
    return {
      positions: arms.flatMap(([coverage, ofArm]) => positionRows(coverageNames[coverage], ofArm)),
      gains: [
        ...arms.flatMap(([coverage, ofArm]) => gainRows(coverage, ofArm, shortSteps)),
        ...gainRows("full", long.full, steps),
        ...gainRows("everywhere", long.everywhere, steps),
        ...gainRows("frozen", long.frozen, steps),
      ],
      gain: arms.map(([coverage, ofArm]) => {
        const {
          mean: gain,
          low,
          high,
        } = summary(ofArm.map(({ lossByPosition }) => contextGain(lossByPosition, lateShare)));
        return { arm: coverageNames[coverage], gain, low, high };
      }),
      counts: arms.map(([coverage, [first]]) => {
        const arm = coverageArm(coverage, training.model);
        const model = { ...training.model, vocabSize: first?.vocabSize ?? Number.NaN };
        return {
          arm: coverageNames[coverage],
          rank: arm.kind === "full" ? null : arm.rank,
          trained: countParameters(model, arm).trainedBody,
        };
      }),
    };
  },
});
