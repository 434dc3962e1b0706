/**
 * How much a model gains from its context, by the place of its adapters: losses by position in the sequence. Also
 * what adapters of one size learn in two places of a pre-trained model.
 */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { armDifferences, mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, runRows, zip } from "../kit/tables.ts";
import { frozenArm } from "../lab/arms.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import { adaptedArms, adaptedRuns } from "../lab/trials/adaptation.ts";
import { type Length, trainingPlans } from "../lab/trials/language-runs.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";
import { coverageArms, coverageRuns, findSettings, matchedQueryValue, RANK } from "./coverage-runs.ts";

// Config: slide.md shows its values by {{config "lateShare"}}, so that no number is typed in prose.

const common = {
  /** Of the adapters that are everywhere. */
  rank: RANK,
  /** The last part of the sequence: its mean loss is the loss with much context. */
  lateShare: 0.25,
  /** Of the claims' arms. */
  seeds: reportSeeds(8),
  /** Of the other arms. */
  studySeeds: reportSeeds(3),
};

// Arms: what is compared. An arm has a name in tables, a style in figures, and what it trains.

/** The arms that are trained from random weights. */
export const arms = { ...coverageArms(), frozen: frozenArm };
const longArms = ["full", "everywhere", "oneLayer", "frozen"] as const;
const shortArms = ["full", "everywhere", "queryValue", "feedForward"] as const;

/** The arms that continue from the fully pre-trained model. */
export const novelArms = {
  full: adaptedArms.full,
  everywhere: { ...adaptedArms.r4, name: arms.everywhere.name },
  matched: matchedQueryValue,
  small: { ...adaptedArms.queryValue, name: "query and value, small", color: "gray" },
} as const;
const novelKeys = ["full", "everywhere", "matched", "small"] as const;

// Rows: functions from the results of runs to rows of a table.

type Run = ResultOf<typeof pretrain>;
type ArmKey = keyof typeof arms;

/** Fall of the loss from the first position, which sees one character, to the mean over the last ones, in nats. */
export function contextGain(lossByPosition: readonly number[], lateShare: number): number {
  const [first] = lossByPosition;
  if (first === undefined) throw new RangeError("missing losses: no position was measured");
  const late = Math.max(1, Math.round(lateShare * lossByPosition.length));
  return first - mean(lossByPosition.slice(-late));
}

/** An arm's loss at each position, from 1, over seeds. */
const positionRows = (key: ArmKey, runs: readonly Run[]) =>
  (runs[0]?.lossByPosition ?? []).map((_, index) => {
    const losses = runs.map(({ lossByPosition }) => lossByPosition[index] ?? Number.NaN);
    return { arm: arms[key].name, position: index + 1, ...meanAs("loss", losses) };
  });

/** The context gain of each run of an arm. */
const gainRows = (
  key: ArmKey,
  length: Length,
  runs: readonly Run[],
  { seeds, lateShare }: { readonly seeds: readonly number[]; readonly lateShare: number },
) =>
  zip(seeds.slice(0, runs.length), runs).map(([seed, { lossByPosition, finalLoss }]) => ({
    arm: arms[key].name,
    length,
    seed,
    gain: contextGain(lossByPosition, lateShare),
    firstLoss: lossByPosition[0] ?? Number.NaN,
    finalLoss,
  }));

export const experiment = defineExperiment({
  // One config per profile. `quick` is for looking at the page, `paper` for a cluster.
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1), studySeeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default },
    paper: { ...common, ...trainingPlans.paper },
  },

  // What to run, in any tree of records and lists; nothing runs here. A trial's config identifies it. A run that
  // other slides list too, such as full training, runs once for all of them, and not at all if the store has it.
  trials: (config) => {
    const ofModel = { ...coverageArms(config.training.model), frozen: frozenArm };
    const runs = (key: ArmKey, length: Length, seeds: readonly number[]) =>
      coverageRuns(ofModel[key], { length, seeds }, config);
    const { seeds, studySeeds } = config;
    return {
      long: {
        full: runs("full", "middle", seeds),
        everywhere: runs("everywhere", "middle", seeds),
        oneLayer: runs("oneLayer", "middle", seeds),
        frozen: runs("frozen", "middle", studySeeds),
      },
      short: {
        full: runs("full", "short", studySeeds),
        everywhere: runs("everywhere", "short", studySeeds),
        queryValue: runs("queryValue", "short", studySeeds),
        feedForward: runs("feedForward", "short", studySeeds),
      },
      adapted: novelKeys.map((key) =>
        adaptedRuns(novelArms[key], { length: "adaptation", seeds: studySeeds }, config, findSettings),
      ),
    };
  },

  // The results, in the same tree, as tables of plain rows: each is a CSV file of the report. A figure draws a table
  // of means with intervals. Another table has a row per seed, from which findings and claims come.
  tables: ({ long, short, adapted }, config) => {
    const { studySeeds, training } = config;
    const model = modelOf(training, long.full);
    const ofModel = coverageArms(training.model);
    const gains = [
      ...longArms.flatMap((key) => gainRows(key, "middle", long[key], config)),
      ...shortArms.flatMap((key) => gainRows(key, "short", short[key], config)),
    ];
    const learned = zip(novelKeys, adapted).flatMap(([key, runs]) =>
      runRows(novelArms[key].name, studySeeds, runs, ({ before, after }) => ({
        learned: before.novel - after.novel,
      })),
    );
    return {
      positions: longArms.flatMap((key) => positionRows(key, long[key])),
      gains,
      gain: longArms.map((key) => {
        const { name: arm } = arms[key];
        return { arm, ...meanAs("gain", column(gains, "gain", { arm, length: "middle" })) };
      }),
      places: (["everywhere", "queryValue", "feedForward"] as const).map((key) => {
        const { name: arm } = arms[key];
        const compared = { arm, over: arms.full.name };
        return {
          arm,
          ...meanAs("difference", armDifferences(gains, "gain", compared, { length: "short" })),
        };
      }),
      learned,
      adapted: novelKeys.map((key) => {
        const { name: arm, trains } = novelArms[key];
        const { trainedBody: trained } = countParameters(model, trains);
        return { arm, ...meanAs("learned", column(learned, "learned", { arm })), trained };
      }),
      counts: (["everywhere", "oneLayer", "queryValue", "feedForward"] as const).map((key) => {
        const { name: arm, trains } = ofModel[key];
        const rank = trains.kind === "full" ? null : trains.rank;
        return { arm, rank, trained: countParameters(model, trains).trainedBody };
      }),
    };
  },
});
