/** The report's runs that this slide compares with the literature: LoRA by rank, and the methods that the literature adds. */

import { exp } from "../kit/exact-math.ts";
import type { ResultTree } from "../kit/experiment.ts";
import { pairedDifferences } from "../kit/stats/describe.ts";
import { meanAs, meanRatio, ratioInterval } from "../kit/stats/intervals.ts";
import { column, rowsWith, zip } from "../kit/tables.ts";
import {
  apolloArm,
  frozenArm,
  fullArm,
  galoreArm,
  loraArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../lab/arms.ts";
import { findShared } from "../lab/settings.ts";
import { coreWidth } from "../lab/setup.ts";
import { adaptedArms, adaptedRuns, recordedAdaptedRuns } from "../lab/trials/adaptation.ts";
import { languageRuns, ratesFor, searchFor, type TrainingPlan } from "../lab/trials/language-runs.ts";
import { allRecorded, recordedRuns } from "../lab/trials/recorded-runs.ts";
import {
  achievedInFineTuning,
  achievedInPreTraining,
  type ShareRow,
  shareRows,
} from "../lab/trials/shares.ts";

export interface RunsConfig extends TrainingPlan {
  readonly rank: number;
  /** The rank of published trials: a quarter of the width. */
  readonly highRank: number;
  /** LoRA's ranks that only the long profile trains. */
  readonly recordedRanks: readonly number[];
  /** Ranks of GaLore's projection. */
  readonly galoreRanks: readonly number[];
  readonly seeds: readonly number[];
  /** The first of them, where no other slide needs more. */
  readonly fewSeeds: readonly number[];
}

const long = { length: "long" } as const;

/** What the literature adds, all recorded. */
export const addedArms = ({ rank, galoreRanks }: RunsConfig): readonly TunedArm<Training>[] => [
  ...galoreRanks.map(galoreArm),
  apolloArm,
  reLoraArm(rank),
  warmStartArm(rank),
];

/** LoRA at the rank of the main claim in both stages, and at equal steps of both for its guard. */
function stageTrials({ highRank, fewSeeds, ...plan }: RunsConfig) {
  const middle = { length: "middle", seeds: fewSeeds } as const;
  return {
    frozen: languageRuns(frozenArm, { ...long, seeds: fewSeeds }, plan),
    fullMiddle: languageRuns(fullArm, middle, plan),
    frozenMiddle: languageRuns(frozenArm, middle, plan),
    loraMiddle: recordedRuns(loraArm(highRank), middle, plan),
    fineFull: adaptedRuns(adaptedArms.full, fewSeeds, plan),
    fineLora: adaptedRuns(adaptedArms.r16, fewSeeds, plan),
    longerFull: recordedAdaptedRuns(adaptedArms.full, fewSeeds, plan),
    longerLora: recordedAdaptedRuns(adaptedArms.r16, fewSeeds, plan),
  };
}

export function listTrials(config: RunsConfig) {
  const { rank, highRank, recordedRanks, seeds, fewSeeds } = config;
  return {
    full: languageRuns(fullArm, { ...long, seeds }, config),
    low: languageRuns(loraArm(rank), { ...long, seeds }, config),
    high: languageRuns(loraArm(highRank), { ...long, seeds: fewSeeds }, config),
    highRecorded: recordedRuns(loraArm(highRank), { ...long, seeds: seeds.slice(fewSeeds.length) }, config),
    whole: languageRuns(loraArm(coreWidth), { ...long, seeds }, config),
    ranks: recordedRanks.map((each) => recordedRuns(loraArm(each), { ...long, seeds: fewSeeds }, config)),
    added: addedArms(config).map((arm) => recordedRuns(arm, { ...long, seeds }, config)),
    stages: stageTrials(config),
  };
}

type Results = ResultTree<ReturnType<typeof listTrials>>;

/** LoRA's share of full training in both stages, and at equal steps if everything for that is recorded. */
export function stageRows({ full, high, stages }: Results, { fewSeeds, lengths }: RunsConfig): ShareRow[] {
  const count = fewSeeds.length;
  const main = [
    ...shareRows(
      { stage: "pre-training", steps: lengths.long, recorded: false },
      fewSeeds,
      achievedInPreTraining({ frozen: stages.frozen, full: full.slice(0, count), lora: high }),
    ),
    ...shareRows(
      { stage: "fine-tuning", steps: lengths.adaptation, recorded: false },
      fewSeeds,
      achievedInFineTuning({ full: stages.fineFull, lora: stages.fineLora }),
    ),
  ];
  const [preLora, fineFull, fineLora] = [
    allRecorded(stages.loraMiddle, count),
    allRecorded(stages.longerFull, count),
    allRecorded(stages.longerLora, count),
  ];
  if (preLora === undefined || fineFull === undefined || fineLora === undefined) return main;
  const at = { steps: lengths.middle, recorded: true } as const;
  const before = { frozen: stages.frozenMiddle, full: stages.fullMiddle, lora: preLora };
  return [
    ...main,
    ...shareRows({ stage: "pre-training", ...at }, fewSeeds, achievedInPreTraining(before)),
    ...shareRows(
      { stage: "fine-tuning", ...at },
      fewSeeds,
      achievedInFineTuning({ full: fineFull, lora: fineLora }),
    ),
  ];
}

interface Run {
  readonly finalLoss: number;
}

/** One row per seed of an arm: its loss, and the gap to full training of the same seed. */
function gapRows(
  arm: TunedArm<Training>,
  runs: readonly Run[],
  full: readonly Run[],
  { seeds, recorded }: { readonly seeds: readonly number[]; readonly recorded: readonly boolean[] },
) {
  const own = seeds.slice(0, runs.length);
  const losses = column(runs, "finalLoss");
  const gaps = pairedDifferences(losses, column(full.slice(0, runs.length), "finalLoss"));
  return zip(own, losses, gaps).map(([seed, loss, gap], index) => ({
    arm: arm.name,
    rank: "rank" in arm.trains ? arm.trains.rank : null,
    seed,
    loss,
    gap,
    ratio: exp(gap),
    recorded: recorded[index] ?? false,
  }));
}

/** All known runs of the long training but those of full training. */
export function runRows(results: Results, config: RunsConfig) {
  const { rank, highRank, recordedRanks, seeds, fewSeeds } = config;
  const ofArm = (arm: TunedArm<Training>, runs: readonly Run[], recorded: readonly boolean[] = []) =>
    gapRows(arm, runs, results.full, { seeds, recorded });
  const ofRecorded = (arm: TunedArm<Training>, runs: readonly (Run | undefined)[], count: number) => {
    const known = allRecorded(runs, count) ?? [];
    return ofArm(
      arm,
      known,
      known.map(() => true),
    );
  };
  const fourth = allRecorded(results.highRecorded, seeds.length - fewSeeds.length) ?? [];
  const ofHigh = [...results.high.map(() => false), ...fourth.map(() => true)];
  return [
    ...ofArm(loraArm(rank), results.low),
    ...ofArm(loraArm(highRank), [...results.high, ...fourth], ofHigh),
    ...ofArm(loraArm(coreWidth), results.whole),
    ...zip(recordedRanks, results.ranks).flatMap(([each, runs]) =>
      ofRecorded(loraArm(each), runs, fewSeeds.length),
    ),
    ...zip(addedArms(config), results.added).flatMap(([arm, runs]) => ofRecorded(arm, runs, seeds.length)),
  ];
}

type RunRow = ReturnType<typeof runRows>[number];

/** An arm's own runs if the build has any, otherwise the recorded ones. */
function shownRows(rows: readonly RunRow[], arm: string): readonly RunRow[] {
  const ofArm = rowsWith(rows, { arm });
  const trained = rowsWith(ofArm, { recorded: false });
  return trained.length > 0 ? trained : ofArm;
}

/** The runs that stand next to published ratios: LoRA at two ranks, and what the literature adds. */
export const comparedRuns = (rows: readonly RunRow[], config: RunsConfig): readonly RunRow[] =>
  [...[config.rank, config.highRank].map(loraArm), ...addedArms(config)].flatMap(({ name }) =>
    shownRows(rows, name),
  );

/** An arm's perplexity over that of full training: geometric mean over seeds. A single seed is its own interval. */
export const ratioMeans = (rows: readonly RunRow[]) =>
  [...new Set(column(rows, "arm"))].map((arm) => {
    const shown = rowsWith(rows, { arm });
    const ratios = column(shown, "ratio");
    const ratio = meanRatio(ratios);
    const { low, high } = ratioInterval(ratios) ?? { low: ratio, high: ratio };
    return { arm, ratio, low, high, recorded: shown[0]?.recorded ?? false };
  });

/** The gap of LoRA by its rank as a share of the width, ascending. */
export const gapsByShare = (rows: readonly RunRow[]) => {
  const names = [...new Set(column(rows, "arm"))].filter((arm) => arm.startsWith("LoRA r"));
  return names
    .map((arm) => {
      const shown = shownRows(rows, arm);
      const rank = shown[0]?.rank ?? Number.NaN;
      return {
        arm: "here",
        rank,
        rankShare: rank / coreWidth,
        ...meanAs("gap", column(shown, "gap")),
        recorded: shown[0]?.recorded ?? false,
      };
    })
    .sort((a, b) => a.rank - b.rank);
};

/** A loss less another per seed, for seeds that both have; undefined unless all seeds are known. */
export function lossDifferences(
  rows: readonly RunRow[],
  { arm, over }: { readonly arm: string; readonly over: string },
  seeds: readonly number[],
): number[] | undefined {
  const [left, right] = [arm, over].map((name) => rows.filter((row) => row.arm === name));
  if (left?.length !== seeds.length || right?.length !== seeds.length) return undefined;
  return pairedDifferences(column(left, "loss"), column(right, "loss"));
}

/** LoRA's tuned rate over that of full training at each length for which both were searched. */
export const rateRows = ({ rank, highRank, lengths }: RunsConfig) =>
  [rank, highRank].flatMap((each) =>
    (["short", "middle", "long"] as const).flatMap((length) => {
      const arm = loraArm(each);
      if (findShared(searchFor(arm, { length })) === undefined) return [];
      const [lora, full] = [ratesFor(arm, { length }), ratesFor(fullArm, { length })];
      return {
        arm: arm.name,
        steps: lengths[length],
        ratio: lora.learningRate / full.learningRate,
        lora: lora.learningRate,
        full: full.learningRate,
      };
    }),
  );
