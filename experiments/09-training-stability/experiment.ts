/** Pre-training from random weights: full, LoRA on the frozen random base, and the frozen base alone. */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import type { ModelConfig } from "../lib/nn/config.ts";
import { countParameters, stepFlops } from "../lib/nn/costs.ts";
import { armDifferences, closedGaps } from "../lib/stats/comparisons.ts";
import { median, pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { meanAsIfAny } from "../lib/stats/intervals.ts";
import { column, rowsOver, runRows, zip } from "../lib/tables.ts";
import { comparison, comparisonRuns } from "../lib/trials/alternatives.ts";
import { type Arm, frozenArm, fullArm, loraArm, reLoraArm } from "../lib/trials/arms.ts";
import { modelOf, tunedLearningRate } from "../lib/trials/core.ts";
import { type Headline, headline, headlineRuns } from "../lib/trials/headline.ts";
import { ngramFloors } from "../lib/trials/ngram.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { basinRuns, basins, floorRuns } from "./basin-runs.ts";
import { basinTables } from "./basins.ts";
import { detrendedNoise, deviations, inUnitsOf } from "./detrend.ts";
import { horizonRuns, horizons } from "./horizon-runs.ts";
import { horizonTables } from "./horizons.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Another one, whose gap is shown against the length of training. */
  highRank: 16,
  /** Steps of the moving mean that counts as a loss curve's trend. */
  noiseWindow: 21,
  ngramOrders: [2, 3, 4],
  /** The deck's noise: standard deviation 0.3 with LoRA over 0.1 in full. */
  drawnNoiseRatio: 3,
};

/** ReLoRA without the warm-up of the rate after each restart, at the rate of ReLoRA with it. */
export const abruptArm = (rank: number) => ({
  ...reLoraArm(rank),
  trains: { kind: "relora", rank, rewarms: false } as const,
});

/** What is run beside the headline: other lengths, other rates, and ReLoRA's restarts. */
const beside = (profile: "quick" | "default" | "paper") => ({
  horizons: horizons[profile],
  basins: basins[profile],
  restarts: comparison[profile],
});

type RunConfig = Headline & typeof common;

type Run = ResultOf<typeof pretrain>;

/** The runs of an arm, one a seed. */
interface ArmRuns {
  readonly arm: Arm;
  readonly runs: readonly Run[];
}

/** The validation loss of every run at each evaluated step. */
const curveRunRows = ({ arm, runs }: ArmRuns, seeds: readonly number[]) =>
  zip(seeds, runs).flatMap(([seed, { validation }]) =>
    validation.map(({ step, loss }) => ({ arm: arm.name, step, seed, loss })),
  );

/** Training losses of the first seed over the last sixth of the run, each less its trend: enough to see the noise. */
function lastTrainLosses({ arm, runs: [first] }: ArmRuns, window: number) {
  const losses = first?.trainLoss ?? [];
  const start = Math.floor((losses.length * 5) / 6);
  return deviations(losses, window)
    .slice(start)
    .map((deviation, index) => ({
      arm: arm.name,
      step: start + index + 1,
      loss: losses[start + index] ?? 0,
      deviation,
    }));
}

/** Where a run ends, and how noisy it was after the warm-up. */
const summaryOf = ({ finalLoss, trainLoss, gradientNorm }: Run, { noiseWindow, training }: RunConfig) => ({
  finalLoss,
  noise: detrendedNoise(trainLoss, noiseWindow),
  largestGradientNorm: Math.max(...gradientNorm.slice(training.warmupSteps)),
  medianGradientNorm: median(gradientNorm.slice(training.warmupSteps)),
});

type RunRows = readonly ({ readonly arm: string } & ReturnType<typeof summaryOf>)[];

/** Comparisons within each seed. */
function pairedRows(rows: RunRows, lora: Arm, seeds: readonly number[]) {
  const lossesOf = (arm: Arm) => column(rows, "finalLoss", { arm: arm.name });
  const noiseOf = (arm: Arm) => column(rows, "noise", { arm: arm.name });
  const losses = { full: lossesOf(fullArm), lora: lossesOf(lora), frozen: lossesOf(frozenArm) };
  const differences = pairedDifferences(losses.lora, losses.full);
  const ratios = pairedRatios(noiseOf(lora), noiseOf(fullArm));
  return zip(seeds, differences, ratios, closedGaps(losses)).map(
    ([seed, difference, noiseRatio, gapClosed]) => ({ seed, difference, noiseRatio, gapClosed }),
  );
}

/** What an arm trains, at which rate, and what a step costs. */
function armRow(arm: Arm, model: ModelConfig, { rateScale, training }: RunConfig) {
  const { shared, trainedBody } = countParameters(model, arm.trains);
  return {
    arm: arm.name,
    learningRate: rateScale * tunedLearningRate(arm),
    trainedInBody: trainedBody,
    shared,
    flopsPerStep: stepFlops(model, arm.trains, training.batchSize),
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, ...beside("quick") },
    default: { ...common, ...headline.default, ...beside("default") },
    paper: { ...common, ...headline.paper, ...beside("paper") },
  },
  trials: ({ rank, highRank, ngramOrders, horizons: lengths, basins: rates, restarts, ...runs }) => ({
    full: headlineRuns(fullArm, runs),
    lora: headlineRuns(loraArm(rank), runs),
    frozen: headlineRuns(frozenArm, runs),
    ngrams: ngramFloors(ngramOrders, runs.training),
    horizons: {
      full: horizonRuns(fullArm, lengths),
      lora: horizonRuns(loraArm(rank), lengths),
      high: horizonRuns(loraArm(highRank), { ...lengths, lengths: lengths.highLengths }),
    },
    basins: {
      full: basinRuns(fullArm, rates),
      lora: basinRuns(loraArm(rank), rates),
      floor: floorRuns(rates),
    },
    restarts: {
      rewarmed: comparisonRuns(reLoraArm(rank), restarts),
      abrupt: comparisonRuns(abruptArm(rank), restarts),
    },
  }),
  tables: (results, config) => {
    const { seeds, training, restarts } = config;
    const lora = loraArm(config.rank);
    const full = { arm: fullArm, runs: results.full };
    const arms = [full, { arm: lora, runs: results.lora }, { arm: frozenArm, runs: results.frozen }];
    const model = modelOf(training, results.full);
    const curveRuns = arms.flatMap((ofArm) => curveRunRows(ofArm, seeds));
    const steps = [...new Set(column(curveRuns, "step"))];
    const runs = arms.flatMap(({ arm, runs: ofArm }) =>
      runRows(arm.name, seeds, ofArm, (run) => summaryOf(run, config)),
    );
    const names = arms.map(({ arm }) => arm.name);
    return {
      curves: rowsOver({ arm: names, step: steps }, (at) =>
        meanAsIfAny("loss", column(curveRuns, "loss", at)),
      ),
      gap: rowsOver({ arm: [lora.name], step: steps }, ({ arm, step }) =>
        meanAsIfAny("gap", armDifferences(curveRuns, "loss", { arm, over: fullArm.name }, { step })),
      ),
      final: rowsOver({ arm: names }, (of) => meanAsIfAny("loss", column(runs, "finalLoss", of))),
      ngrams: results.ngrams.losses.map(({ order, loss }) => ({ order, loss })),
      noise: inUnitsOf(
        fullArm.name,
        arms.slice(0, 2).flatMap((runsOf) => lastTrainLosses(runsOf, config.noiseWindow)),
      ),
      runs,
      paired: pairedRows(runs, lora, seeds),
      arms: arms.map(({ arm }) => armRow(arm, model, config)),
      ...horizonTables(results.horizons, config),
      ...basinTables(results.basins, config),
      restarts: zip(restarts.seeds, results.restarts.abrupt, results.restarts.rewarmed).map(
        ([seed, { finalLoss: withoutWarmup }, { finalLoss: withWarmup }]) => ({
          seed,
          withoutWarmup,
          withWarmup,
          difference: withoutWarmup - withWarmup,
        }),
      ),
    };
  },
});
