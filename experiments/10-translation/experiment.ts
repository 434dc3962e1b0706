/** Finds the names of things in five languages from one language in another. */
import { defineExperiment } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowWith, zip } from "../kit/tables.ts";
import { reportSeeds } from "../lab/setup.ts";
import { type Language, languages } from "./names.ts";
import {
  encoderPrecision,
  fullEncoder,
  loraEncoder,
  translation,
  translationSteps,
  translationTraining,
} from "./translation-runs.ts";

/** As the deck writes them. */
const NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Spanish",
  fr: "French",
  de: "German",
  zh: "Chinese",
};

/** Name of the encoder that no step has trained. */
export const START = "untrained";

const common = {
  training: translationTraining,
  steps: translationSteps,
  /** Of the claims: that of the deck's table, and a quarter of the hidden width. */
  ranks: [2, translationTraining.sizes.hidden / 4],
  /** Shown without a rule. */
  studyRanks: [8],
  pairs: languages.length * (languages.length - 1),
  seeds: reportSeeds(5),
  studySeeds: reportSeeds(3),
};

type Ranks = Pick<typeof common, "ranks" | "studyRanks">;

/** All ranks, ascending. */
export const allRanks = ({ ranks, studyRanks }: Ranks): readonly number[] =>
  [...ranks, ...studyRanks].sort((left, right) => left - right);

/** The trained arms with their seeds; those of claims have more. */
const armsOf = (config: typeof common) => [
  ...allRanks(config).map((rank) => ({
    arm: loraEncoder(rank),
    rank,
    seeds: config.ranks.includes(rank) ? config.seeds : config.studySeeds,
  })),
  { arm: fullEncoder, rank: 0, seeds: config.seeds },
];

/** P@1 of ordered pairs of languages. */
type Precisions = readonly {
  readonly source: Language;
  readonly target: Language;
  readonly precision: number;
}[];

/** A training with the later measurement. */
interface Result {
  readonly training: { readonly trainedParameters: number };
  readonly precision: { readonly names: Precisions; readonly articles: Precisions };
}

const withChinese = ({ source, target }: Precisions[number]): boolean => source === "zh" || target === "zh";

const precisionOf = (precisions: Precisions): number => mean(column(precisions, "precision"));

/** The result of one run, as a row. */
const rowOf = (arm: string, seed: number, { training, precision: { names, articles } }: Result) => ({
  arm,
  seed,
  all: precisionOf(names),
  withChinese: precisionOf(names.filter(withChinese)),
  articles: precisionOf(articles),
  trainedParameters: training.trainedParameters,
});

const rowsOf = (arm: string, seeds: readonly number[], results: readonly Result[]) =>
  zip(seeds, results).map(([seed, result]) => rowOf(arm, seed, result));

/** Mean P@1 of each ordered pair over seeds, without pairs of a language with itself. */
const matrixOf = (arm: string, runs: readonly Result[]) =>
  languages.flatMap((source) =>
    languages.flatMap((target) => {
      if (source === target) return [];
      const values = runs.flatMap((run) => column(run.precision.names, "precision", { source, target }));
      return [{ arm, source: NAMES[source], target: NAMES[target], precision: mean(values) }];
    }),
  );

type RunRow = ReturnType<typeof rowOf>;

/** What each run gains in P@1 over the untrained encoder of its seed, in percentage points. */
const gainRows = (rows: readonly RunRow[], { arm, rank }: { arm: { name: string }; rank: number }) =>
  rows
    .filter((row) => row.arm === arm.name)
    .map(({ seed, all }) => {
      const { all: before } = rowWith(rows, { arm: START, seed });
      return { arm: arm.name, rank, seed, gain: 100 * (all - before) };
    });

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      training: { ...translationTraining, batchSize: 32 },
      steps: 10,
      studyRanks: [],
      seeds: reportSeeds(1),
      studySeeds: reportSeeds(1),
    },
    default: common,
    long: common,
  },
  trials: (config: typeof common) => {
    const { training, steps, seeds } = config;
    const measured = (trained: ReturnType<typeof translation>) => ({
      training: trained,
      precision: encoderPrecision(trained, training),
    });
    return {
      untrained: seeds.map((seed) => measured(translation(fullEncoder, { ...training, steps: 0, seed }))),
      trained: armsOf(config).map((of) =>
        of.seeds.map((seed) => measured(translation(of.arm, { ...training, steps, seed }))),
      ),
    };
  },
  tables: (results, config) => {
    const arms = armsOf(config);
    // The starting point has trained nothing.
    const untrained = rowsOf(START, config.seeds, results.untrained).map((row) => ({
      ...row,
      trainedParameters: 0,
    }));
    const bySeed = [
      ...untrained,
      ...zip(arms, results.trained).flatMap(([{ arm, seeds }, runs]) => rowsOf(arm.name, seeds, runs)),
    ];
    const gains = arms.flatMap((of) => gainRows(bySeed, of));
    const floor = matrixOf(START, results.untrained);
    const matrix = zip(arms, results.trained).flatMap(([{ arm }, runs]) => matrixOf(arm.name, runs));
    return {
      bySeed,
      gains,
      byRank: allRanks(config).map((rank) => ({
        arm: "LoRA",
        rank,
        ...meanAs("gain", column(gains, "gain", { rank })),
      })),
      ofLora: gains.filter(({ rank }) => rank > 0).map((row) => ({ ...row, arm: "LoRA" })),
      matrix: [...floor, ...matrix],
      pairGains: matrix.map(({ arm, source, target, precision }) => ({
        arm,
        source,
        target,
        points: 100 * (precision - rowWith(floor, { source, target }).precision),
      })),
      data: results.untrained.slice(0, 1).map(({ precision }) => precision.counts),
    };
  },
});
