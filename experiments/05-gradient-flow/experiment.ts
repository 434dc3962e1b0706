/** Gradients along pre-training: of the full weights, of what reaches LoRA's factors, and of how the weights then move. */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, zip } from "../lib/tables.ts";
import { fullArm, loraArm } from "../lib/trials/arms.ts";
import { coreRun } from "../lib/trials/core.ts";
import { type Headline, headline, headlineRuns } from "../lib/trials/headline.ts";
import { pretrain } from "../lib/trials/pretrain.ts";
import { ratioRuns, ratioSweep } from "./ratio-runs.ts";
import { ratioRows, ratioRunRows } from "./ratios.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Steps of the runs whose factors both start at zero: how many does not matter. */
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

type Config = Headline & typeof common;

/** LoRA whose factors both start at zero, probed at the start and half-way. */
function deadRuns({ rank, training, rateScale, deadSteps: steps, seeds }: Config) {
  return seeds.map((seed) => {
    const run = coreRun(loraArm(rank), { steps, evalEvery: steps, seed });
    const learningRate = rateScale * run.learningRate;
    const { model } = training;
    return pretrain({ ...run, model, learningRate, gradientsEvery: steps / 2, deadStart: true });
  });
}

type Run = Pick<ResultOf<typeof pretrain>, "gradients">;
type Point = Run["gradients"][number];
type Adapter = NonNullable<Point["matrices"][number]["adapter"]>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Adapters of a probe, each with the norm of its weight's gradient. */
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

/** How far the factors' gradients are from the identities, all factors together, as a share of their norm. */
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

const meanOverMatrices = (of: (matrix: Point["matrices"][number]) => number) => (point: Point) =>
  mean(point.matrices.map(of));

/** What each run says in one number a piece. */
function seedRow(seed: number, lora: Run, full: Run) {
  const [start] = lora.gradients;
  const adapters = start === undefined ? [] : adaptersOf(start);
  const late = lora.gradients.slice(1);
  return {
    seed,
    descentDeviation: mean(lora.gradients.map((point) => 1 - descentCosine(point))),
    adamLoraCosine: mean(column(lora.gradients, "stepCosine")),
    adamFullCosine: mean(column(full.gradients, "stepCosine")),
    tangentAtStart: start === undefined ? Number.NaN : tangentShare(start),
    tangentLater: mean(late.map(tangentShare)),
    checks: 2 * adapters.length,
    failedChecks: sum(adapters.map(({ normOfA, normOfB }) => Number(normOfA !== 0) + Number(normOfB === 0))),
    identityDeviation: Math.max(...lora.gradients.map(identityDeviation)),
    stableRankAtStart: meanOverMatrices(({ stableRank }) => stableRank)(full.gradients[0] as Point),
    stableRankAtEnd: meanOverMatrices(({ stableRank }) => stableRank)(full.gradients.at(-1) as Point),
    leadingShareAtEnd: meanOverMatrices(({ leadingShare }) => leadingShare)(full.gradients.at(-1) as Point),
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, sweep: ratioSweep.quick, deadSteps: 20 },
    default: { ...common, ...headline.default, sweep: ratioSweep.default },
    paper: { ...common, ...headline.paper, sweep: ratioSweep.paper },
  },
  trials: (config) => ({
    lora: headlineRuns(loraArm(config.rank), config),
    full: headlineRuns(fullArm, config),
    dead: deadRuns(config),
    sweep: ratioRuns(config.sweep),
  }),
  tables: ({ lora, full, dead, sweep: byRatio }, { seeds, rank, sweep }) => ({
    cosines: [
      ...seriesRows(series.descent, lora, descentCosine),
      ...seriesRows(series.adamLora, lora, ({ stepCosine }) => stepCosine),
      ...seriesRows(series.adamFull, full, ({ stepCosine }) => stepCosine),
    ],
    // For a logarithmic axis, which has no place for the gradient of A before the first step: it is exactly zero.
    norms: [
      ...seriesRows(series.ofWeight, lora, (point) => jointNorm(adaptersOf(point).map(({ norm }) => norm))),
      ...seriesRows(series.ofB, lora, (point) => jointNorm(adaptersOf(point).map(({ normOfB }) => normOfB))),
      ...seriesRows(series.ofA, lora, (point) => jointNorm(adaptersOf(point).map(({ normOfA }) => normOfA))),
    ].filter(({ value }) => value > 0),
    ranks: [
      ...seriesRows(
        fullArm.name,
        full,
        meanOverMatrices(({ stableRank }) => stableRank),
      ),
      ...seriesRows(
        loraArm(rank).name,
        lora,
        meanOverMatrices(({ stableRank }) => stableRank),
      ),
    ],
    bySeed: zip(seeds, lora, full).map(([seed, ofLora, ofFull]) => seedRow(seed, ofLora, ofFull)),
    dead: zip(seeds, dead).map(([seed, { gradients }]) => ({
      seed,
      largestNorm: Math.max(
        ...gradients.flatMap(adaptersOf).map(({ normOfA, normOfB }) => Math.max(normOfA, normOfB)),
      ),
    })),
    ratios: ratioRows(ratioRunRows(byRatio, sweep), sweep),
    "ratio-runs": ratioRunRows(byRatio, sweep),
  }),
});
