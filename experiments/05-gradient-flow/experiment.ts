/**
 * Gradients during pre-training: of the full weights, their part that reaches LoRA's factors, and how the weights then move.
 */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { reportSeeds } from "../lab/setup.ts";
import {
  languageRuns,
  runConfig,
  scaledSettings,
  type TrainingPlan,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import { pretrain } from "../lab/trials/pretrain.ts";
import { watched } from "../lab/watched.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Steps of the runs whose factors both start at zero; the number does not matter. */
  deadSteps: 100,
};

/** Names of the series in tables and figures. */
export const series = {
  descent: "LoRA, plain descent",
  adamLora: "LoRA, Adam",
  adamFull: "full, Adam",
  ofWeight: "of W",
  ofA: "of A",
  ofB: "of B",
};

type Config = TrainingPlan & typeof common & { readonly seeds: readonly number[] };

/** LoRA whose factors both start at zero, probed at the start and halfway. */
function deadRuns({ rank, deadSteps: steps, seeds, ...plan }: Config) {
  const arm = loraArm(rank);
  const settings = scaledSettings(arm, { length: "short" }, plan);
  return seeds.map((seed) => {
    const run = { ...runConfig({ length: "short", seed }, plan, settings), arm: arm.trains, steps };
    return pretrain({ ...run, gradientsEvery: steps / 2, deadStart: true });
  });
}

type Run = Pick<ResultOf<typeof pretrain>, "gradients">;
type Point = Run["gradients"][number];
type Adapter = NonNullable<Point["matrices"][number]["adapter"]>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The adapters of a probe, each with the norm of its weight's gradient. */
function adaptersOf({ matrices }: Point): readonly (Adapter & { readonly norm: number })[] {
  return matrices.flatMap(({ norm, adapter }) => (adapter === null ? [] : [{ ...adapter, norm }]));
}

/** Norm of the gradients of all matrices together. */
const jointNorm = (norms: readonly number[]): number => Math.sqrt(sum(norms.map((norm) => norm * norm)));

/** Cosine of LoRA's first-order update and of -G, all matrices together. */
function descentCosine(point: Point): number {
  const adapters = adaptersOf(point);
  const product = sum(adapters.map(({ updateProduct }) => updateProduct));
  const update = jointNorm(adapters.map(({ updateNorm }) => updateNorm));
  return product / (update * jointNorm(adapters.map(({ norm }) => norm)));
}

/** Share of the squared gradient, all matrices together, that a small step of the factors can follow. */
function tangentShare(point: Point): number {
  const adapters = adaptersOf(point);
  const followed = sum(adapters.map(({ tangentShare: share, norm }) => share * norm * norm));
  return followed / sum(adapters.map(({ norm }) => norm * norm));
}

/** How far the factors' gradients are from the identities, as a share of their norm, all factors together. */
function identityDeviation(point: Point): number {
  const adapters = adaptersOf(point);
  const error = jointNorm(adapters.map(({ identityError }) => identityError));
  return error / jointNorm(adapters.flatMap(({ normOfA, normOfB }) => [normOfA, normOfB]));
}

/** One number of each probe, over seeds. */
function seriesRows(arm: string, runs: readonly Run[], of: (point: Point) => number) {
  return (runs[0]?.gradients ?? []).map(({ step }, index) => {
    const samples = runs.map(({ gradients }) => {
      const point = gradients[index];
      return point === undefined ? Number.NaN : of(point);
    });
    return { arm, step, ...meanAs("value", samples) };
  });
}

/** Mean over the body's matrices. */
const meanStableRank = ({ matrices }: Point): number => mean(column(matrices, "stableRank"));

/** How far the step of the weights turns away from their negative gradients. */
const stepTurn = ({ stepCosine }: Point): number => 1 - stepCosine;
/** The same of LoRA's first-order update. */
const descentTurn = (point: Point): number => 1 - descentCosine(point);

/** Each pair of runs, every property as one number. The start is a special case: B is zero, and only B moves. */
function seedRow(seed: number, lora: Run, full: Run) {
  const [[start], loraLater] = [firstAndLast(lora.gradients), lora.gradients.slice(1)];
  const [firstOfFull, lastOfFull] = firstAndLast(full.gradients);
  const adapters = adaptersOf(start);
  const [loraTurn, fullTurn] = [mean(loraLater.map(stepTurn)), mean(full.gradients.slice(1).map(stepTurn))];
  return {
    seed,
    loraTurn,
    fullTurn,
    turnDifference: loraTurn - fullTurn,
    descentTurn: mean(loraLater.map(descentTurn)),
    tangentAtStart: tangentShare(start),
    tangentLater: mean(loraLater.map(tangentShare)),
    checks: 2 * adapters.length,
    failedChecks: sum(adapters.map(({ normOfA, normOfB }) => Number(normOfA !== 0) + Number(normOfB === 0))),
    identityDeviation: Math.max(...lora.gradients.map(identityDeviation)),
    stableRankAtStart: meanStableRank(firstOfFull),
    stableRankAtEnd: meanStableRank(lastOfFull),
    leadingShareAtEnd: mean(column(lastOfFull.matrices, "leadingShare")),
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, deadSteps: 20, seeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default, seeds: watched.gradients.seeds },
    paper: { ...common, ...trainingPlans.paper, seeds: watched.gradients.seeds },
  },
  trials: (config) => {
    const runs = { length: "middle", seeds: config.seeds } as const;
    return {
      lora: languageRuns(loraArm(config.rank), runs, config, { needs: "gradients" }),
      full: languageRuns(fullArm, runs, config, { needs: "gradients" }),
      dead: deadRuns(config),
    };
  },
  tables: ({ lora, full, dead }, { seeds, rank }) => ({
    turns: [
      ...seriesRows(series.adamLora, lora, stepTurn),
      ...seriesRows(series.adamFull, full, stepTurn),
      ...seriesRows(series.descent, lora, descentTurn),
    ],
    // For a logarithmic axis, which cannot show the gradient of A before the first step: it is exactly zero.
    norms: [
      ...seriesRows(series.ofWeight, lora, (point) => jointNorm(adaptersOf(point).map(({ norm }) => norm))),
      ...seriesRows(series.ofB, lora, (point) => jointNorm(adaptersOf(point).map(({ normOfB }) => normOfB))),
      ...seriesRows(series.ofA, lora, (point) => jointNorm(adaptersOf(point).map(({ normOfA }) => normOfA))),
    ].filter(({ value }) => value > 0),
    ranks: [
      ...seriesRows(fullArm.name, full, meanStableRank),
      ...seriesRows(loraArm(rank).name, lora, meanStableRank),
    ],
    bySeed: zip(seeds, lora, full).map(([seed, ofLora, ofFull]) => seedRow(seed, ofLora, ofFull)),
    dead: zip(seeds, dead).map(([seed, { gradients }]) => ({
      seed,
      largestNorm: Math.max(
        ...gradients.flatMap(adaptersOf).map(({ normOfA, normOfB }) => Math.max(normOfA, normOfB)),
      ),
    })),
  }),
});
