/**
 * LoRA's part in three stages: pre-training from random weights, further training of pre-trained weights on another
 * domain, and inference after that.
 */

import { defineExperiment, type ResultOf, type ResultTree } from "../kit/experiment.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, runRows, zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { modelOf, reportSeeds } from "../lab/setup.ts";
import {
  type AdaptedKey,
  type adaptation,
  adaptationBase,
  adaptedArms,
  adaptedRuns,
  adaptedSettings,
  recordedAdaptedRuns,
} from "../lab/trials/adaptation.ts";
import { armText } from "../lab/trials/arm-text.ts";
import {
  runsByLength,
  stepsOfLengths,
  type TrainingPlan,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import { allRecorded } from "../lab/trials/recorded-runs.ts";
import { nameOfLength, shareMeans } from "../lab/trials/share-figure.ts";
import {
  achievedInFineTuning,
  achievedInPreTraining,
  type ShareRow,
  shareRows,
} from "../lab/trials/shares.ts";
import { drawnBars } from "./deck.ts";
import { fineTuningRows, forgettingRows, frontRows } from "./fine-tuning.ts";

/** Separate adapters compared with adapters merged into their weights. */
export const mergedInference = defineTrial<typeof import("./merged-inference.run.ts")>({
  kind: "merged-inference",
  module: new URL("./merged-inference.run.ts", import.meta.url),
  data: ["addresses", "novel"],
  estimatedSeconds: () => 1,
  describe: ({ arm }) => ({ arm: armText(arm), minor: ["arm", "finalWindows"] }),
});

/** Singular vectors of adapted weights that the old weights did not have. */
export const intruders = defineTrial<typeof import("./intruders.run.ts")>({
  kind: "intruders",
  module: new URL("./intruders.run.ts", import.meta.url),
  estimatedSeconds: () => 2.5,
});

const common = {
  /** The deck's rank, and that of the comparison of forgetting. */
  rank: 4,
  highRank: 16,
  /** Rates of the arms whose forgetting is compared, as shares of the tuned ones. */
  rateShares: { full: [1, 0.5, 0.25], r16: [1, 0.5] },
  /** Forgetting is compared where this share of the most that full training learns is learned. */
  learnedShare: 0.95,
  /** Number of leading singular vectors per weight, and the cosine below which one is an intruder: peft's defaults. */
  intruders: { leading: 10, likeness: 0.5 },
  bars: drawnBars,
};

interface Seeds {
  /** Of the arms whose forgetting is compared. */
  readonly seeds: readonly number[];
  /** Of everything else: the first of `seeds`. */
  readonly fewSeeds: readonly number[];
}

type Config = TrainingPlan & Seeds & typeof common;

const names = Object.keys(adaptedArms) as AdaptedKey[];

/** Arms on the novel at each of their rates. */
function adaptedTrials(config: Config) {
  const { seeds, fewSeeds, rateShares } = config;
  const at = (key: "full" | "r16") =>
    rateShares[key].map((share) => adaptedRuns(adaptedArms[key], seeds, config, share));
  return { full: at("full"), r16: at("r16"), r4: [adaptedRuns(adaptedArms.r4, fewSeeds, config)] };
}

type AdaptedTrials = ReturnType<typeof adaptedTrials>;
type AdaptedTrial = ReturnType<typeof adaptation>;

/** A seed's run of an arm at its tuned rate, which is the first. */
function tunedRun(trials: AdaptedTrials, key: AdaptedKey, index: number): AdaptedTrial {
  const run = trials[key][0]?.[index];
  if (run === undefined) throw new RangeError(`missing run of ${key}: ${index}`);
  return run;
}

/** The measurement on the weights of all arms, one trial per seed. */
const intruderTrials = (config: Config, trials: AdaptedTrials) =>
  config.fewSeeds.map((seed, index) =>
    intruders(config.intruders, {
      base: adaptationBase(seed, config),
      full: tunedRun(trials, "full", index),
      r16: tunedRun(trials, "r16", index),
      r4: tunedRun(trials, "r4", index),
    }),
  );

/** Models of the deck's rank with their adapters merged. */
function mergedTrials(config: Config, trials: AdaptedTrials) {
  const { model, evaluatedOn, finalWindows } = config.training;
  return config.fewSeeds.map((seed, index) =>
    mergedInference(
      { arm: adaptedArms.r4.trains, model, evaluatedOn, finalWindows },
      { base: adaptationBase(seed, config), adapted: tunedRun(trials, "r4", index) },
    ),
  );
}

/** The long profile also fine-tunes for as many steps as the middle pre-training has. */
const longerTrials = (config: Config) => ({
  full: recordedAdaptedRuns(adaptedArms.full, config.fewSeeds, config),
  r4: recordedAdaptedRuns(adaptedArms.r4, config.fewSeeds, config),
});

function trialsOf(config: Config) {
  const { fewSeeds, rank } = config;
  const adapted = adaptedTrials(config);
  return {
    full: runsByLength(fullArm, fewSeeds, config),
    lora: runsByLength(loraArm(rank), fewSeeds, config),
    frozen: runsByLength(frozenArm, fewSeeds, config),
    adapted,
    longer: longerTrials(config),
    intruders: intruderTrials(config, adapted),
    merged: mergedTrials(config, adapted),
  };
}

type Results = ResultTree<ReturnType<typeof trialsOf>>;

/** LoRA's share of full training at the deck's rank, in both stages at each length. */
function allShares({ full, lora, frozen, adapted, longer }: Results, config: Config): ShareRow[] {
  const { fewSeeds, lengths } = config;
  const preTraining = zip(stepsOfLengths(config), full, lora, frozen).flatMap(
    ([steps, ofFull, ofLora, ofFrozen]) =>
      shareRows(
        { stage: "pre-training", steps, recorded: false },
        fewSeeds,
        achievedInPreTraining({ frozen: ofFrozen, full: ofFull, lora: ofLora }),
      ),
  );
  const [ofFull = [], ofLora = []] = [adapted.full[0], adapted.r4[0]];
  const fineTuning = shareRows(
    { stage: "fine-tuning", steps: lengths.adaptation, recorded: false },
    fewSeeds,
    achievedInFineTuning({ full: ofFull.slice(0, fewSeeds.length), lora: ofLora }),
  );
  const [longFull, longLora] = [
    allRecorded(longer.full, fewSeeds.length),
    allRecorded(longer.r4, fewSeeds.length),
  ];
  if (longFull === undefined || longLora === undefined) return [...preTraining, ...fineTuning];
  const at = { stage: "fine-tuning", steps: lengths.middle, recorded: true } as const;
  const recorded = shareRows(at, fewSeeds, achievedInFineTuning({ full: longFull, lora: longLora }));
  return [...preTraining, ...fineTuning, ...recorded];
}

/** The changes from merging an arm's adapters, per seed. */
const mergedRows = (
  seeds: readonly number[],
  merged: readonly ResultOf<typeof mergedInference>[],
  adapted: readonly ResultOf<typeof adaptation>[],
) =>
  zip(seeds, merged, adapted).map(([seed, { loss, ...scores }, { after }]) => ({
    arm: adaptedArms.r4.name,
    seed,
    ...scores,
    lossDifference: loss - after.novel,
  }));

/** The trained weights of an arm, as a share of the body's. Embeddings and head are frozen in all of them. */
function countRow(name: AdaptedKey, model: ModelConfig) {
  const { name: arm, trains } = adaptedArms[name];
  const { body, trainedBody } = countParameters(model, trains);
  const { learningRate } = adaptedSettings(adaptedArms[name]);
  return { arm, trained: trainedBody, share: trainedBody / body, learningRate };
}

/** An arm's intruders, mean over seeds. A count is not negative, so the interval of its mean is cut at zero. */
function intruderRow<Arm extends string>(arm: Arm, counts: readonly number[], looked: number) {
  const { count, low, high } = meanAs("count", counts);
  return { arm, count, low: Math.max(0, low), high, looked };
}

/** Intruders in all weights of each arm. */
function intruderTables({ intruders: found }: Results, { fewSeeds, intruders: settings }: Config) {
  const intrudersBySeed = names.flatMap((key) =>
    runRows(adaptedArms[key].name, fewSeeds, found, ({ intruders: ofArms }) => ({
      count: ofArms[key].reduce((sum, { count }) => sum + count, 0),
    })),
  );
  return {
    intruders: names.map((key) => {
      const arm = adaptedArms[key].name;
      const looked = settings.leading * (found[0]?.intruders[key].length ?? 0);
      return intruderRow(arm, column(intrudersBySeed, "count", { arm }), looked);
    }),
    intrudersBySeed,
  };
}

/** Every run on the novel. */
function novelRows({ adapted }: Results, { seeds, fewSeeds, rateShares }: Config) {
  const of = (key: "full" | "r16") =>
    zip(rateShares[key], adapted[key]).flatMap(([share, runs]) => fineTuningRows(key, share, seeds, runs));
  return [...of("full"), ...of("r16"), ...fineTuningRows("r4", 1, fewSeeds, adapted.r4[0] ?? [])];
}

const profileOf = (plan: TrainingPlan, seeds: number, few: number): Config => ({
  ...common,
  ...plan,
  seeds: reportSeeds(seeds),
  fewSeeds: reportSeeds(few),
});

export const experiment = defineExperiment({
  profiles: {
    quick: profileOf(trainingPlans.quick, 1, 1),
    default: profileOf(trainingPlans.default, 4, 3),
    long: profileOf(trainingPlans.long, 4, 3),
  },
  trials: trialsOf,
  tables: (results, config) => {
    const shares = allShares(results, config);
    const adaptation = novelRows(results, config);
    return {
      stages: shareMeans(shares),
      shares: shares.map((row) => ({ length: nameOfLength(row), ...row })),
      adaptation,
      fronts: frontRows(adaptation),
      forgetting: forgettingRows(adaptation, config),
      ...intruderTables(results, config),
      merged: mergedRows(config.fewSeeds, results.merged, results.adapted.r4[0] ?? []),
      counts: names.map((name) => countRow(name, modelOf(config.training, results.full[0] ?? []))),
    };
  },
});
