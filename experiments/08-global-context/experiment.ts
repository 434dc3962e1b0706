/**
 * How much a model makes of its context, by where its adapters are: losses by position in the sequence. And what adapters
 * of one size learn in two places of a model that has been pre-trained.
 */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import type { ModelConfig } from "../lib/nn/config.ts";
import { countParameters } from "../lib/nn/costs.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { meanRange } from "../lib/stats/intervals.ts";
import { zip } from "../lib/tables.ts";
import { adaptedArms, adaptedRuns, novelRuns } from "../lib/trials/adaptation.ts";
import { type Arm, frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import {
  type Coverage,
  coverageArm,
  coverageRun,
  coverageSteps,
  matchedQueryValue,
  tunedRate,
} from "./coverage-runs.ts";

const common = {
  /** The deck's rank, of the adapters everywhere. */
  rank: 4,
  /** Steps of the runs with adapters on some kinds of matrices, and of those that they are compared with. */
  coverageSteps,
  /** The part of the sequence, counted from its end, over which the loss with much context is averaged. */
  lateShare: 0.25,
};

/** The arms in the order of the figures. */
export const arms: Readonly<Record<Coverage | "frozen", Arm>> = {
  full: coverageArm("full"),
  everywhere: coverageArm("everywhere"),
  oneLayer: coverageArm("oneLayer"),
  queryValue: coverageArm("queryValue"),
  feedForward: coverageArm("feedForward"),
  frozen: frozenArm,
};

/** The arms that go on from the model that was pre-trained in full. */
export const novelArms = {
  full: adaptedArms.full,
  everywhere: { ...adaptedArms.r4, name: arms.everywhere.name },
  matched: matchedQueryValue,
  small: { ...adaptedArms.queryValue, name: "query and value, small", color: "gray" },
} as const;
const novelKeys = ["full", "everywhere", "matched", "small"] as const;

const longArms = ["full", "everywhere", "oneLayer", "frozen"] as const;
const shortArms = ["full", "everywhere", "queryValue", "feedForward"] as const;

type Run = ResultOf<typeof pretrain>;

/** Fall of the loss from the first position, which sees one character, to the mean over the last ones, nats. */
export function contextGain(lossByPosition: readonly number[], lateShare: number): number {
  const [first] = lossByPosition;
  if (first === undefined) throw new RangeError("missing losses: no position was measured");
  const late = Math.max(1, Math.round(lateShare * lossByPosition.length));
  return first - mean(lossByPosition.slice(-late));
}

/** Loss at each position, from 1, over seeds. */
function positionRows(arm: string, runs: readonly Run[]) {
  const positions = runs[0]?.lossByPosition.length ?? 0;
  return Array.from({ length: positions }, (_, index) => {
    const losses = runs.map(({ lossByPosition }) => lossByPosition[index] ?? Number.NaN);
    const { mean: loss, low, high } = meanRange(losses);
    return { arm, position: index + 1, loss, low, high };
  });
}

/** Each seed's context gain of an arm, and the losses beside it. */
const gainRows = (
  arm: string,
  steps: number,
  lateShare: number,
  seeds: readonly number[],
  runs: readonly Run[],
) =>
  zip(seeds, runs).map(([seed, { lossByPosition, finalLoss }]) => ({
    arm,
    steps,
    seed,
    gain: contextGain(lossByPosition, lateShare),
    firstLoss: lossByPosition[0] ?? Number.NaN,
    finalLoss,
  }));

type GainRow = ReturnType<typeof gainRows>[number];

const gainsOf = (rows: readonly GainRow[], arm: string) =>
  rows.filter((row) => row.arm === arm).map(({ gain }) => gain);

/** Context gain of each arm but full training, less full training's on the same seeds. */
const placeRows = (rows: readonly GainRow[]) =>
  shortArms.slice(1).map((name) => {
    const differences = pairedDifferences(gainsOf(rows, arms[name].name), gainsOf(rows, arms.full.name));
    const { mean: difference, low, high } = meanRange(differences);
    return { arm: arms[name].name, difference, low, high };
  });

/** Rank and size of the adapters in each place. */
const countRows = (model: ModelConfig) =>
  (["everywhere", "oneLayer", "queryValue", "feedForward"] as const).map((name) => {
    const { trains } = coverageArm(name, model);
    return {
      arm: arms[name].name,
      rank: trains.kind === "full" ? null : trains.rank,
      trained: countParameters(model, trains).trainedBody,
    };
  });

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, ...novelRuns.quick, coverageSteps: 20 },
    default: { ...common, ...headline.default, ...novelRuns.default },
    paper: { ...common, ...headline.paper, ...novelRuns.paper, coverageSteps: 2000 },
  },
  trials: (config) => {
    const { training, rateScale, seeds, rank, steps, coverageSteps: shortSteps } = config;
    const runs = (coverage: Coverage, after: number) => {
      const arm = coverageArm(coverage, training.model);
      return seeds.map((seed) => coverageRun(arm, { training, rateScale, steps: after, seed }));
    };
    return {
      long: {
        full: headlineRuns(fullArm, config),
        everywhere: headlineRuns(loraArm(rank), config),
        oneLayer: runs("oneLayer", steps),
        frozen: headlineRuns(frozenArm, config),
      },
      short: {
        full: runs("full", shortSteps),
        everywhere: runs("everywhere", shortSteps),
        queryValue: runs("queryValue", shortSteps),
        feedForward: runs("feedForward", shortSteps),
      },
      adapted: novelKeys.map((name) =>
        adaptedRuns(novelArms[name], config, tunedRate).map(({ adapted }) => adapted),
      ),
    };
  },
  tables: ({ long, short, adapted }, { seeds, training, lateShare, steps, coverageSteps: shortSteps }) => {
    const rowsOf = (arm: string, runs: readonly Run[], after: number) =>
      gainRows(arm, after, lateShare, seeds, runs);
    const longGains = longArms.flatMap((name) => rowsOf(arms[name].name, long[name], steps));
    const shortGains = shortArms.flatMap((name) => rowsOf(arms[name].name, short[name], shortSteps));
    const learned = zip(novelKeys, adapted).flatMap(([name, runs]) =>
      zip(seeds, runs).map(([seed, { before, after }]) => ({
        arm: novelArms[name].name,
        seed,
        learned: before.novel - after.novel,
      })),
    );
    const model = { ...training.model, vocabSize: long.full[0]?.vocabSize ?? Number.NaN };
    return {
      positions: longArms.flatMap((name) => positionRows(arms[name].name, long[name])),
      gains: [...longGains, ...shortGains],
      gain: longArms.map((name) => {
        const { mean: gain, low, high } = meanRange(gainsOf(longGains, arms[name].name));
        return { arm: arms[name].name, gain, low, high };
      }),
      places: placeRows(shortGains),
      learned,
      adapted: novelKeys.map((name) => {
        const ofArm = learned.filter(({ arm }) => arm === novelArms[name].name);
        const { mean: gain, low, high } = meanRange(ofArm.map((row) => row.learned));
        const { trainedBody } = countParameters(model, novelArms[name].trains);
        return { arm: novelArms[name].name, learned: gain, low, high, trained: trainedBody };
      }),
      counts: countRows(model),
    };
  },
});
