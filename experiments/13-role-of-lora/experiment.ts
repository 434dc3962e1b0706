/**
 * LoRA's part in three stages: pre-training from random weights, further training of pre-trained weights on another
 * domain, and inference after that.
 */

import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { pairedRatios } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, runRows, zip } from "../kit/tables.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { closedGaps } from "../lab/losses.ts";
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
} from "../lab/trials/adaptation.ts";
import { armText } from "../lab/trials/arm-text.ts";
import { languageRuns, type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import { drawnBars } from "./deck.ts";

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
  estimatedSeconds: () => 5,
});

const common = {
  /** The deck's rank, also used by the claims on learning. */
  rank: 4,
  highRank: 16,
  /** Fewer trained weights than this share are few. */
  smallShare: 0.1,
  /** Number of leading singular vectors per weight, and the cosine below which one is an intruder: peft's defaults. */
  intruders: { leading: 10, likeness: 0.5 },
  bars: drawnBars,
  /** LoRA's bar over the full model's in the deck, for each stage. */
  drawn: {
    pretraining: drawnBars.pretraining.lora / drawnBars.pretraining.full,
    fineTuning: drawnBars.fineTuning.lora / drawnBars.fineTuning.full,
    inference: drawnBars.inference.lora / drawnBars.inference.full,
  },
};

/** The arms of the second stage, in the order of the figures. */
const names = Object.keys(adaptedArms) as AdaptedKey[];
/** The arm whose adapters are merged: LoRA at the deck's rank. */
const mergedName = "r4";

/** A record with one entry for each arm of the second stage. */
const forEachArm = <Value>(of: (name: AdaptedKey) => Value) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<AdaptedKey, Value>;

interface Seeds {
  /** For the fine-tuning of arms that a claim compares. */
  readonly seeds: readonly number[];
  /** For everything else: the first of `seeds`. */
  readonly otherSeeds: readonly number[];
}

type Config = TrainingPlan & Seeds & typeof common;

const seedsOf = (name: AdaptedKey, { seeds, otherSeeds }: Seeds) =>
  name === "full" || name === "r16" || name === "r4" ? seeds : otherSeeds;

/** The runs of an arm on the new domain. */
const novelTrials = (name: AdaptedKey, config: Config, seeds = seedsOf(name, config)) =>
  adaptedRuns(adaptedArms[name], { length: "adaptation", seeds }, config);

/** The measurement on the weights of all arms, one trial per seed. */
const intruderTrials = (config: Config) =>
  config.otherSeeds.map((seed) => {
    const ofSeed = (name: AdaptedKey) =>
      novelTrials(name, config, [seed])[0] as ReturnType<typeof adaptation>;
    return intruders(config.intruders, { base: adaptationBase(seed, config), ...forEachArm(ofSeed) });
  });

/** An arm's models with their adapters merged. */
function mergedTrials(name: AdaptedKey, config: Config) {
  const { model, evaluatedOn, finalWindows } = config.training;
  return zip(seedsOf(name, config), novelTrials(name, config)).map(([seed, adapted]) =>
    mergedInference(
      { arm: adaptedArms[name].trains, model, evaluatedOn, finalWindows },
      { base: adaptationBase(seed, config), adapted },
    ),
  );
}

type Adapted = ResultOf<typeof adaptation>;

/** A run's gain on the new domain and loss on the old one in nats per character, and the difference. */
function gainAndLoss({ before, after }: Adapted) {
  const [learned, forgotten] = [before.novel - after.novel, after.addresses - before.addresses];
  return { learned, forgotten, net: learned - forgotten };
}

/** The means of an arm, for the figure of gain and loss. */
function learnForgetRow(arm: string, of: (field: "learned" | "forgotten") => readonly number[]) {
  const learned = meanAs("mean", of("learned"));
  const forgotten = meanAs("mean", of("forgotten"));
  return {
    arm,
    learned: learned.mean,
    learnedLow: learned.low,
    learnedHigh: learned.high,
    forgotten: forgotten.mean,
    forgottenLow: forgotten.low,
    forgottenHigh: forgotten.high,
  };
}

/** The changes from merging an arm's adapters, per seed, and the gain that remains after it. */
const mergedRows = <Arm extends string>(
  arm: Arm,
  seeds: readonly number[],
  merged: readonly ResultOf<typeof mergedInference>[],
  adapted: readonly Adapted[],
) =>
  zip(seeds, merged, adapted).map(([seed, { loss, ...scores }, { before, after }]) => ({
    arm,
    seed,
    ...scores,
    lossDifference: loss - after.novel,
    keptGain: (before.novel - loss) / (before.novel - after.novel),
  }));

/** The trained weights of a second-stage arm, as a share of the body's. */
function countRow(name: AdaptedKey, model: ModelConfig, plan: TrainingPlan) {
  const { name: arm, trains, reach } = adaptedArms[name];
  const { outer, body, trainedBody } = countParameters(model, trains);
  const trained = trainedBody + (reach === "everything" ? outer : 0);
  const { learningRate } = adaptedSettings(adaptedArms[name], "adaptation", plan);
  return { arm, trained, share: trained / body, learningRate };
}

const stageNames = { pretraining: "Pre-training", fineTuning: "Fine-tuning", inference: "Inference" };

/** The share of the full model's result in a stage that LoRA reaches, one per seed. */
function stageRows(
  shares: Readonly<Record<keyof typeof stageNames, readonly number[]>>,
  drawn: Config["drawn"],
) {
  const keys = Object.keys(stageNames) as (keyof typeof stageNames)[];
  return keys.map((key) => ({
    stage: stageNames[key],
    ...meanAs("share", shares[key]),
    drawn: drawn[key],
  }));
}

/** An arm's intruders, mean over seeds. A count is not negative, so the interval of its mean is cut at zero. */
function intruderRow<Arm extends string>(arm: Arm, counts: readonly number[], looked: number) {
  const { count, low, high } = meanAs("count", counts);
  return { arm, count, low: Math.max(0, low), high, looked };
}

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, seeds: reportSeeds(1), otherSeeds: reportSeeds(1) },
    default: { ...common, ...trainingPlans.default, seeds: reportSeeds(5), otherSeeds: reportSeeds(3) },
    paper: { ...common, ...trainingPlans.paper, seeds: reportSeeds(5), otherSeeds: reportSeeds(5) },
  },
  trials: (config) => {
    const runs = { length: "middle", seeds: config.otherSeeds } as const;
    return {
      full: languageRuns(fullArm, runs, config),
      lora: languageRuns(loraArm(config.rank), runs, config),
      frozen: languageRuns(frozenArm, runs, config),
      adapted: forEachArm((name) => novelTrials(name, config)),
      intruders: intruderTrials(config),
      merged: mergedTrials(mergedName, config),
    };
  },
  tables: ({ adapted: byArm, intruders: found, merged: mergedRuns, full, lora, frozen }, config) => {
    const { seeds, otherSeeds, training, drawn } = config;
    const nameOf = (key: AdaptedKey) => adaptedArms[key].name;
    const adaptation = names.flatMap((key) =>
      runRows(nameOf(key), seedsOf(key, config), byArm[key], gainAndLoss),
    );
    const merged = mergedRows(nameOf(mergedName), seedsOf(mergedName, config), mergedRuns, byArm[mergedName]);
    const intrudersBySeed = names.flatMap((key) =>
      runRows(nameOf(key), otherSeeds, found, ({ intruders: ofArms }) => ({
        count: ofArms[key].reduce((sum, { count }) => sum + count, 0),
      })),
    );
    const learnedBy = (key: AdaptedKey) => column(adaptation, "learned", { arm: nameOf(key) });
    const shares = {
      pretraining: closedGaps({
        frozen: column(frozen, "finalLoss"),
        lora: column(lora, "finalLoss"),
        full: column(full, "finalLoss"),
      }),
      fineTuning: pairedRatios(learnedBy("r4"), learnedBy("full")),
      inference: column(merged, "keptGain"),
    };
    return {
      stages: stageRows(shares, drawn),
      closedGaps: zip(otherSeeds, shares.pretraining).map(([seed, share]) => ({ seed, share })),
      reachedGains: zip(seeds, shares.fineTuning).map(([seed, share]) => ({ seed, share })),
      adaptation,
      learnForget: names.map((key) =>
        learnForgetRow(nameOf(key), (field) => column(adaptation, field, { arm: nameOf(key) })),
      ),
      intruders: names.map((key) => {
        const looked = config.intruders.leading * (found[0]?.intruders[key].length ?? 0);
        return intruderRow(nameOf(key), column(intrudersBySeed, "count", { arm: nameOf(key) }), looked);
      }),
      intrudersBySeed,
      merged,
      counts: names.map((name) => countRow(name, modelOf(training, byArm.full), config)),
    };
  },
});
