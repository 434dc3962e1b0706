/** Finds the names of things in five languages from one language in another; then adds Chinese to the other four. */
import { defineExperiment } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowWith, zip } from "../kit/tables.ts";
import { reportSeeds } from "../lab/setup.ts";
import { type Language, languages } from "./names.ts";
import {
  adapted,
  baseEncoder,
  claimedRank,
  type EncoderArm,
  fromScratch,
  fullEncoder,
  holdsAdded,
  loraEncoder,
  translationPrecision,
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

/** Names of the starting points. */
const start = "before training";
const before = "before adapting";

const setup = {
  training: translationTraining,
  ranks: [claimedRank, 8, 32],
  pairs: languages.length * (languages.length - 1),
};

type Config = Pick<typeof setup, "training" | "ranks"> & {
  readonly steps: typeof translationSteps;
  /** Of the arms that claims compare. */
  readonly seeds: readonly number[];
  /** Of the other ranks. */
  readonly studySeeds: readonly number[];
};

/** The arms with their seeds; the claims' arms have more. */
const armsOf = ({ ranks, seeds, studySeeds }: Pick<Config, "ranks" | "seeds" | "studySeeds">) => [
  ...ranks.map((rank) => ({ arm: loraEncoder(rank), seeds: rank === claimedRank ? seeds : studySeeds })),
  { arm: fullEncoder, seeds },
];

/** A run that trains an encoder. */
type Trained = ReturnType<typeof fromScratch | typeof adapted>;
/** P@1 of ordered pairs of languages. */
type Precisions = readonly {
  readonly source: Language;
  readonly target: Language;
  readonly precision: number;
}[];
type Measurement = Readonly<{ names: Precisions; articles: Precisions }>;
/** A training with the later measurement. */
type Result = Readonly<{ training: Readonly<{ trainedParameters: number }>; precision: Measurement }>;

const precisionOf = (precisions: Precisions): number => mean(column(precisions, "precision"));

/** The result of one run, as a row. */
const rowOf = (arm: string, seed: number, { training, precision: { names, articles } }: Result) => ({
  arm,
  seed,
  all: precisionOf(names),
  withChinese: precisionOf(names.filter(holdsAdded)),
  withoutChinese: precisionOf(names.filter((pair) => !holdsAdded(pair))),
  articles: precisionOf(articles),
  trainedParameters: training.trainedParameters,
});

const rowsOf = (arm: string, seeds: readonly number[], results: readonly Result[]) =>
  zip(seeds, results).map(([seed, result]) => rowOf(arm, seed, result));

type Field = "all" | "withChinese" | "withoutChinese" | "articles";
type RunRow = ReturnType<typeof rowOf>;

/** The rank in an arm's name; 0 without one. */
const rankNamed = (arm: string): number => Number(/r = (\d+)$/.exec(arm)?.[1] ?? 0);

/** Means and intervals over seeds, one row per arm and group of pairs. */
function summaries(rows: readonly RunRow[], columns: Readonly<Partial<Record<Field, string>>>) {
  const arms = [...new Set(column(rows, "arm"))];
  return arms.flatMap((arm) =>
    (Object.entries(columns) as [Field, string][]).map(([field, pairs]) => {
      const precisions = column(rows, field, { arm });
      return { arm, rank: rankNamed(arm), pairs, ...meanAs("precision", precisions), n: precisions.length };
    }),
  );
}

/** Mean P@1 of each ordered pair over seeds, without pairs of a language with itself. */
const matrixOf = (arm: string, runs: readonly Result[]) =>
  languages.flatMap((source) =>
    languages.flatMap((target) => {
      if (source === target) return [];
      const values = runs.flatMap((run) => column(run.precision.names, "precision", { source, target }));
      return [{ arm, source: NAMES[source], target: NAMES[target], precision: mean(values) }];
    }),
  );

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...setup,
      training: { ...translationTraining, batchSize: 32 },
      ranks: [claimedRank],
      steps: { scratch: 10, adapt: 5 },
      seeds: reportSeeds(1),
      studySeeds: reportSeeds(1),
    },
    default: { ...setup, steps: translationSteps, seeds: reportSeeds(8), studySeeds: reportSeeds(3) },
    paper: { ...setup, steps: translationSteps, seeds: reportSeeds(10), studySeeds: reportSeeds(10) },
  },
  trials: ({ training, ranks, steps, seeds, studySeeds }: Config) => {
    const run = (seed: number, count: number) => ({ ...training, steps: count, seed });
    const base = (seed: number) => baseEncoder(run(seed, steps.scratch));
    const measured = (trained: Trained) => ({
      training: trained,
      precision: translationPrecision({ sizes: training.sizes, evaluatedOn: "test" }, { trained }),
    });
    const runsOf = (train: (arm: EncoderArm, seed: number) => Trained) =>
      armsOf({ ranks, seeds, studySeeds }).map((of) => of.seeds.map((seed) => measured(train(of.arm, seed))));
    return {
      untrained: seeds.map((seed) => measured(fromScratch(fullEncoder, run(seed, 0)))),
      scratch: runsOf((arm, seed) => fromScratch(arm, run(seed, steps.scratch))),
      base: seeds.map((seed) => measured(base(seed))),
      adapted: runsOf((arm, seed) => adapted(arm, base(seed), run(seed, steps.adapt))),
    };
  },
  tables: (results, config) => {
    const arms = armsOf(config);
    // The starting points have trained nothing.
    const startRows = (arm: string, runs: readonly Result[]) =>
      rowsOf(arm, config.seeds, runs).map((row) => ({ ...row, trainedParameters: 0 }));
    const armRows = (byArm: readonly (readonly Result[])[]) =>
      zip(arms, byArm).flatMap(([{ arm, seeds }, runs]) => rowsOf(arm.name, seeds, runs));
    const bySeed = [...startRows(start, results.untrained), ...armRows(results.scratch)];
    const adaptedBySeed = [...startRows(before, results.base), ...armRows(results.adapted)];
    const floor = matrixOf(start, results.untrained);
    const matrix = zip(arms, results.scratch).flatMap(([{ arm }, runs]) => matrixOf(arm.name, runs));
    return {
      bySeed,
      adaptedBySeed,
      matrix: [...floor, ...matrix],
      gain: matrix.map(({ arm, source, target, precision }) => ({
        arm,
        source,
        target,
        points: 100 * (precision - rowWith(floor, { source, target }).precision),
      })),
      precision: summaries(bySeed, {
        all: "all pairs",
        withChinese: "pairs with Chinese",
        articles: "articles",
      }),
      adapted: summaries(adaptedBySeed, {
        withChinese: "pairs with Chinese",
        withoutChinese: "pairs without Chinese",
      }),
      data: results.untrained.slice(0, 1).map(({ precision }) => precision.counts),
    };
  },
});
