/** Gradients along pre-training: of the full weights, of what reaches LoRA's factors, and of how the weights then move. */
import { full as fullLook, lora as loraLook } from "../lib/charts/arms.ts";
import { defineExperiment, type ResultTree } from "../lib/experiment.ts";
import type { Arm } from "../lib/nn/config.ts";
import { zip } from "../lib/rows.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanInterval } from "../lib/stats/intervals.ts";
import { coreRun, fullArm, loraArm } from "../lib/trials/core.ts";
import { gradientFlow } from "../lib/trials/gradient-flow.ts";
import { type Headline, headline } from "../lib/trials/headline.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Gradients are looked at before the first step and after every so many. */
  logEvery: 50,
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

/** The headline run of an arm, with looks at its gradients. */
function flowRuns(arm: Arm, { training, rateScale, steps, seeds, logEvery }: Config, deadStart = false) {
  return seeds.map((seed) => {
    const run = coreRun(arm, { steps, evalEvery: steps, seed });
    const { model } = training;
    const learningRate = rateScale * run.learningRate;
    return gradientFlow({ ...run, model, learningRate, logEvery, deadStart });
  });
}

type Run = ResultTree<ReturnType<typeof gradientFlow>>;
type Point = Run["points"][number];
type Adapter = NonNullable<Point["matrices"][number]["adapter"]>;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Adapters of a look, each with the norm of its weight's gradient. */
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

/** One number of each look, over seeds. */
function seriesRows(arm: string, runs: readonly Run[], of: (point: Point) => number) {
  return (runs[0]?.points ?? []).map(({ step }, index) => {
    const samples = runs.map(({ points }) => {
      const point = points[index];
      return point === undefined ? Number.NaN : of(point);
    });
    const [centre, interval] = [mean(samples), meanInterval(samples)];
    return { arm, step, value: centre, low: interval?.low ?? centre, high: interval?.high ?? centre };
  });
}

const meanOverMatrices = (of: (matrix: Point["matrices"][number]) => number) => (point: Point) =>
  mean(point.matrices.map(of));

/** What each run says in one number a piece. */
function seedRow(seed: number, lora: Run, full: Run) {
  const [start] = lora.points;
  const adapters = start === undefined ? [] : adaptersOf(start);
  const late = lora.points.slice(1);
  return {
    seed,
    descentDeviation: mean(lora.points.map((point) => 1 - descentCosine(point))),
    adamLoraCosine: mean(lora.points.map(({ stepCosine }) => stepCosine)),
    adamFullCosine: mean(full.points.map(({ stepCosine }) => stepCosine)),
    tangentAtStart: start === undefined ? Number.NaN : tangentShare(start),
    tangentLater: mean(late.map(tangentShare)),
    checks: 2 * adapters.length,
    failedChecks: sum(adapters.map(({ normOfA, normOfB }) => Number(normOfA !== 0) + Number(normOfB === 0))),
    identityDeviation: Math.max(...lora.points.map(identityDeviation)),
    stableRankAtStart: meanOverMatrices(({ stableRank }) => stableRank)(full.points[0] as Point),
    stableRankAtEnd: meanOverMatrices(({ stableRank }) => stableRank)(full.points.at(-1) as Point),
    leadingShareAtEnd: meanOverMatrices(({ leadingShare }) => leadingShare)(full.points.at(-1) as Point),
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, logEvery: 30, deadSteps: 20 },
    default: { ...common, ...headline.default },
    paper: { ...common, ...headline.paper, logEvery: 250 },
  },
  trials: (config) => ({
    lora: flowRuns(loraArm(config.rank), config),
    full: flowRuns(fullArm, config),
    dead: flowRuns(
      loraArm(config.rank),
      { ...config, steps: config.deadSteps, logEvery: config.deadSteps / 2 },
      true,
    ),
  }),
  tables: ({ lora, full, dead }, { seeds, rank }) => ({
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
        fullLook.name,
        full,
        meanOverMatrices(({ stableRank }) => stableRank),
      ),
      ...seriesRows(
        loraLook(rank).name,
        lora,
        meanOverMatrices(({ stableRank }) => stableRank),
      ),
    ],
    bySeed: zip(seeds, zip(lora, full)).map(([seed, [ofLora, ofFull]]) => seedRow(seed, ofLora, ofFull)),
    dead: zip(seeds, dead).map(([seed, { points }]) => ({
      seed,
      largestNorm: Math.max(
        ...points.flatMap(adaptersOf).map(({ normOfA, normOfB }) => Math.max(normOfA, normOfB)),
      ),
    })),
  }),
});
