/** Names of the same things in five languages, found from one language in another; and Chinese added to the other four. */
import { defineExperiment } from "../lib/experiment.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, rowWith } from "../lib/tables.ts";
import { seedsFrom100 } from "../lib/trials/core.ts";
import { type Language, languages } from "./names.ts";
import {
  adapted,
  baseEncoder,
  fromScratch,
  fullEncoder,
  holdsAdded,
  loraEncoder,
  translationSteps,
  translationTraining,
} from "./translation-runs.ts";

const ranks = [2, 8, 32];

/** As the deck writes them. */
const NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  es: "Spanish",
  fr: "French",
  de: "German",
  zh: "Chinese",
};

const trained = (some: readonly number[]) => [...some.map(loraEncoder), fullEncoder];
/** What the steps start from. */
const start = "before training";
const before = "before adapting";

/** P@1 of ordered pairs of languages. */
type Precisions = readonly {
  readonly source: Language;
  readonly target: Language;
  readonly precision: number;
}[];
type Result = Readonly<{ names: Precisions; articles: Precisions; trainedParameters: number }>;

const precisionOf = (precisions: Precisions): number => mean(column(precisions, "precision"));

/** What one run found, as a row. */
const rowOf = (arm: string, seed: number, { names, articles, trainedParameters }: Result) => ({
  arm,
  seed,
  all: precisionOf(names),
  withChinese: precisionOf(names.filter(holdsAdded)),
  withoutChinese: precisionOf(names.filter((pair) => !holdsAdded(pair))),
  articles: precisionOf(articles),
  trainedParameters,
});

type Field = "all" | "withChinese" | "withoutChinese" | "articles";
type RunRow = ReturnType<typeof rowOf>;

/** The rank in an arm's name; 0 where it has none. */
const rankNamed = (arm: string): number => Number(/r = (\d+)$/.exec(arm)?.[1] ?? 0);

/** Means and intervals over seeds, one row for each arm and group of pairs. */
function summaries(rows: readonly RunRow[], columns: Readonly<Partial<Record<Field, string>>>) {
  const arms = [...new Set(column(rows, "arm"))];
  return arms.flatMap((arm) =>
    (Object.entries(columns) as [Field, string][]).map(([field, pairs]) => {
      const precisions = column(rows, field, { arm });
      return { arm, rank: rankNamed(arm), pairs, ...meanAs("precision", precisions) };
    }),
  );
}

/** Mean P@1 of each ordered pair over seeds; a language with itself is left out. */
const matrixOf = (arm: string, runs: readonly Result[]) =>
  languages.flatMap((source) =>
    languages.flatMap((target) => {
      if (source === target) return [];
      const values = runs.flatMap(({ names }) => column(names, "precision", { source, target }));
      return [{ arm, source: NAMES[source], target: NAMES[target], precision: mean(values) }];
    }),
  );

const setup = {
  training: translationTraining,
  ranks,
  adaptRanks: ranks,
  pairs: languages.length * (languages.length - 1),
};

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...setup,
      training: { ...translationTraining, batchSize: 32 },
      steps: { scratch: 10, adapt: 5 },
      ranks: [2],
      adaptRanks: [2],
      seeds: seedsFrom100(1),
    },
    default: { ...setup, steps: translationSteps, seeds: seedsFrom100(3) },
    paper: {
      ...setup,
      ranks: [1, ...ranks],
      training: { ...translationTraining, sizes: { inputs: 8192, hidden: 256, outputs: 128 } },
      steps: { scratch: 1000, adapt: 500 },
      seeds: seedsFrom100(10),
    },
  },
  trials: ({ training, ranks, adaptRanks, steps, seeds }) => {
    const run = (seed: number, count: number) => ({ ...training, steps: count, seed });
    return {
      untrained: seeds.map((seed) => fromScratch(fullEncoder, run(seed, 0))),
      scratch: trained(ranks).map((arm) => seeds.map((seed) => fromScratch(arm, run(seed, steps.scratch)))),
      base: seeds.map((seed) => baseEncoder(run(seed, steps.scratch))),
      adapted: trained(adaptRanks).map((arm) =>
        seeds.map((seed) => adapted(arm, baseEncoder(run(seed, steps.scratch)), run(seed, steps.adapt))),
      ),
    };
  },
  tables: (results, { ranks, adaptRanks, seeds }) => {
    const rowsOf = (arm: string, runs: readonly Result[]) =>
      runs.map((result, index) => rowOf(arm, seeds[index] ?? 0, result));
    // Of what the steps start from, they have trained nothing.
    const startRows = (arm: string, runs: readonly Result[]) =>
      rowsOf(arm, runs).map((row) => ({ ...row, trainedParameters: 0 }));
    const bySeed = [
      ...startRows(start, results.untrained),
      ...trained(ranks).flatMap(({ name }, index) => rowsOf(name, results.scratch[index] ?? [])),
    ];
    const adaptedBySeed = [
      ...startRows(before, results.base),
      ...trained(adaptRanks).flatMap(({ name }, index) => rowsOf(name, results.adapted[index] ?? [])),
    ];
    const floor = matrixOf(start, results.untrained);
    const matrix = trained(ranks).flatMap(({ name }, index) => matrixOf(name, results.scratch[index] ?? []));
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
      data: results.untrained.map(({ concepts, families, trainConcepts }, index) => ({
        seed: seeds[index] ?? 0,
        concepts,
        families,
        trainConcepts,
      })),
    };
  },
});
