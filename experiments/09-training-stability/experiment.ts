/** Pre-training from random weights: full, LoRA on the frozen random base, and the frozen base alone. */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { countParameters, stepFlops } from "../lib/nn/costs.ts";
import { mean, median, pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { meanRangeIfAny } from "../lib/stats/intervals.ts";
import { comparison, comparisonRuns } from "../lib/trials/alternatives.ts";
import {
  type Arm,
  frozenArm,
  fullArm,
  loraArm,
  reLoraArm,
  type Training,
  type TunedArm,
} from "../lib/trials/arms.ts";
import { tunedLearningRate } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { ngram } from "../lib/trials/ngram.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import { basinRuns, basins, floorRuns } from "./basin-runs.ts";
import { basinTables } from "./basins.ts";
import { horizonRuns, horizons } from "./horizon-runs.ts";
import { horizonTables } from "./horizons.ts";
import { restartRows } from "./restarts.ts";

/**
 * Root mean square of the residuals of a series from its centred moving mean of `window` steps, over the last half of
 * the series. Steps whose window would reach beyond the end are left out.
 */
export function detrendedNoise(series: readonly number[], window = 21): number {
  if (!(Number.isInteger(window) && window >= 3 && window % 2 === 1)) {
    throw new RangeError(`invalid window; not an odd number from 3: ${window}`);
  }
  const reach = (window - 1) / 2;
  const first = Math.max(reach, Math.floor(series.length / 2));
  const squares: number[] = [];
  for (let step = first; step + reach < series.length; step++) {
    const residual = (series[step] as number) - mean(series.slice(step - reach, step + reach + 1));
    squares.push(residual * residual);
  }
  return Math.sqrt(mean(squares));
}

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
export const abruptArm = (rank: number): TunedArm<Training> => ({
  ...reLoraArm(rank),
  trains: { kind: "relora", rank, rewarms: false },
});

/** What is run beside the headline: other lengths, other rates, and ReLoRA's restarts. */
const beside = (profile: "quick" | "default" | "paper") => ({
  horizons: horizons[profile],
  basins: basins[profile],
  restarts: comparison[profile],
});

type Run = ResultOf<typeof pretrain>;

/** The runs of one arm, by seed, under the name by which charts know it. */
interface ArmRuns {
  readonly arm: string;
  readonly runs: readonly Run[];
}

const runsOf = ({ name }: Arm, runs: readonly Run[]): ArmRuns => ({ arm: name, runs });

const finalLosses = ({ runs }: ArmRuns) => runs.map(({ finalLoss }) => finalLoss);

/** Validation losses at each evaluated step, over seeds. */
function lossesByStep({ runs }: ArmRuns) {
  const [first] = runs;
  return (first?.validation ?? []).map(({ step }, index) => ({
    step,
    losses: runs.map(({ validation }) => validation[index]?.loss ?? Number.NaN),
  }));
}

function curveRows(ofArm: ArmRuns) {
  return lossesByStep(ofArm).map(({ step, losses }) => {
    const { mean: loss, low, high } = meanRangeIfAny(losses);
    return { arm: ofArm.arm, step, loss, low, high };
  });
}

/** Loss of an arm over that of another at the same step of the same seed. */
function gapRows(ofArm: ArmRuns, baseline: ArmRuns) {
  const reference = lossesByStep(baseline);
  return lossesByStep(ofArm).map(({ step, losses }, index) => {
    const {
      mean: gap,
      low,
      high,
    } = meanRangeIfAny(pairedDifferences(losses, reference[index]?.losses ?? []));
    return { arm: ofArm.arm, step, gap, low, high };
  });
}

/** Training losses of the first seed, a step each, over the last sixth of the run: enough to see the noise. */
function lastTrainLosses({ arm, runs: [first] }: ArmRuns) {
  const losses = first?.trainLoss ?? [];
  const start = Math.floor((losses.length * 5) / 6);
  return losses.slice(start).map((loss, index) => ({ arm, step: start + index + 1, loss }));
}

const noisesOf = ({ runs }: ArmRuns, window: number) =>
  runs.map(({ trainLoss }) => detrendedNoise(trainLoss, window));

function runRows(ofArm: ArmRuns, seeds: readonly number[], noiseWindow: number, warmupSteps: number) {
  const noises = noisesOf(ofArm, noiseWindow);
  return ofArm.runs.map(({ finalLoss, gradientNorm }, index) => ({
    arm: ofArm.arm,
    seed: seeds[index] ?? Number.NaN,
    finalLoss,
    noise: noises[index] ?? Number.NaN,
    largestGradientNorm: Math.max(...gradientNorm.slice(warmupSteps)),
    medianGradientNorm: median(gradientNorm.slice(warmupSteps)),
  }));
}

/** Comparisons within each seed. */
function pairedRows(
  full: ArmRuns,
  lora: ArmRuns,
  frozen: ArmRuns,
  seeds: readonly number[],
  noiseWindow: number,
) {
  const differences = pairedDifferences(finalLosses(lora), finalLosses(full));
  const noiseRatios = pairedRatios(noisesOf(lora, noiseWindow), noisesOf(full, noiseWindow));
  // How far LoRA comes on the way from the frozen body's loss to full training's.
  const closed = pairedRatios(
    pairedDifferences(finalLosses(frozen), finalLosses(lora)),
    pairedDifferences(finalLosses(frozen), finalLosses(full)),
  );
  return seeds.map((seed, index) => ({
    seed,
    difference: differences[index] ?? Number.NaN,
    noiseRatio: noiseRatios[index] ?? Number.NaN,
    gapClosed: closed[index] ?? Number.NaN,
  }));
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, ...beside("quick") },
    default: { ...common, ...headline.default, ...beside("default") },
    paper: { ...common, ...headline.paper, ...beside("paper") },
  },
  trials: ({ rank, highRank, ngramOrders, horizons: lengths, basins: rates, restarts, ...runs }) => {
    const { model, validationWindows } = runs.training;
    return {
      full: headlineRuns(fullArm, runs),
      lora: headlineRuns(loraArm(rank), runs),
      frozen: headlineRuns(frozenArm, runs),
      ngrams: ngram({ orders: ngramOrders, validationWindows, contextLength: model.contextLength }),
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
    };
  },
  tables: (results, config) => {
    const { rank, highRank, training, seeds, noiseWindow, rateScale } = config;
    const full = runsOf(fullArm, results.full);
    const lora = runsOf(loraArm(rank), results.lora);
    const frozen = runsOf(frozenArm, results.frozen);
    const arms = [full, lora, frozen];
    const names = { full: full.arm, lora: lora.arm, high: loraArm(highRank).name, frozen: frozen.arm };
    const model = { ...training.model, vocabSize: full.runs[0]?.vocabSize ?? Number.NaN };
    return {
      curves: arms.flatMap(curveRows),
      gap: gapRows(lora, full),
      final: arms.map((ofArm) => {
        const { mean: loss, low, high } = meanRangeIfAny(finalLosses(ofArm));
        return { arm: ofArm.arm, loss, low, high };
      }),
      ngrams: results.ngrams.losses.map(({ order, loss }) => ({ order, loss })),
      noise: [full, lora].flatMap(lastTrainLosses),
      runs: arms.flatMap((ofArm) => runRows(ofArm, seeds, noiseWindow, training.warmupSteps)),
      paired: pairedRows(full, lora, frozen, seeds, noiseWindow),
      arms: [fullArm, loraArm(rank), frozenArm].map((arm) => {
        const { shared, trainedBody } = countParameters(model, arm.trains);
        return {
          arm: arm.name,
          learningRate: rateScale * tunedLearningRate(arm),
          trainedInBody: trainedBody,
          shared,
          flopsPerStep: stepFlops(model, arm.trains, training.batchSize),
        };
      }),
      ...horizonTables(results.horizons, names, config.horizons),
      ...basinTables(results.basins, names, config.basins),
      restarts: restartRows(results.restarts.abrupt, results.restarts.rewarmed, config.restarts.seeds),
    };
  },
});
