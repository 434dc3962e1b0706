/**
 * LoRA's part in three stages: pre-training from random weights, going on from pre-trained weights on another domain,
 * and inference after that.
 */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import type { ModelConfig } from "../lib/nn/config.ts";
import { countParameters } from "../lib/nn/costs.ts";
import { closedGaps } from "../lib/stats/comparisons.ts";
import { pairedRatios } from "../lib/stats/describe.ts";
import { meanAs } from "../lib/stats/intervals.ts";
import { column, runRows, zip } from "../lib/tables.ts";
import { defineTrial } from "../lib/trial.ts";
import {
  type AdaptedKey,
  type adaptation,
  adaptedArms,
  adaptedRuns,
  novelRuns,
} from "../lib/trials/adaptation.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { modelOf } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { tunedRate } from "../lib/trials/tuned.ts";

/** Adapters beside their weights against adapters merged into them. */
export const mergedInference = defineTrial<typeof import("./merged-inference.run.ts")>({
  kind: "merged-inference",
  module: new URL("./merged-inference.run.ts", import.meta.url),
  estimatedSeconds: () => 1,
});

/** Singular vectors of adapted weights that the weights before did not have. */
export const intruders = defineTrial<typeof import("./intruders.run.ts")>({
  kind: "intruders",
  module: new URL("./intruders.run.ts", import.meta.url),
  estimatedSeconds: () => 5,
});

const common = {
  /** The deck's rank. */
  rank: 4,
  /** Leading singular vectors of each weight, and the cosine below which one is an intruder: peft's defaults. */
  intruders: { leading: 10, likeness: 0.5 },
  /** Sequences of the novel on which merged and unmerged outputs are compared. */
  mergedWindows: 64,
  /** LoRA's bar over the full model's in the deck, stage by stage. */
  drawn: { pretraining: 0 / 1, fineTuning: 1 / 0.8, inference: 0.9 / 1 },
};

/** The arms of the second stage, in the order of the figures. */
const names = Object.keys(adaptedArms) as AdaptedKey[];
const loraNames = ["r16", "r4", "r1", "queryValue"] as const;

/** A record with one entry for each arm of the second stage. */
const forEachArm = <Value>(of: (name: AdaptedKey) => Value) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<AdaptedKey, Value>;

type Config = Parameters<typeof adaptedRuns>[1] & typeof common;

/** The runs of an arm on the new domain. */
const novelTrials = (name: AdaptedKey, config: Config) =>
  adaptedRuns(adaptedArms[name], config).map((inputs) => inputs.adapted);

/** What is measured on the weights of all arms of a seed, one trial a seed. */
const intruderTrials = (config: Config) =>
  headlineRuns(fullArm, config).map((base, index) => {
    const ofSeed = (name: AdaptedKey) => novelTrials(name, config)[index] as ReturnType<typeof adaptation>;
    return intruders(config.intruders, { base, ...forEachArm(ofSeed) });
  });

/** The outputs of an arm with adapters, merged and unmerged. */
const mergedTrials = (name: (typeof loraNames)[number], { training, mergedWindows, ...config }: Config) => {
  const compared = { arm: adaptedArms[name].trains, model: training.model, windows: mergedWindows };
  return adaptedRuns(adaptedArms[name], { training, ...config }).map((inputs) =>
    mergedInference(compared, inputs),
  );
};

/** What a run gained on the new domain and lost on the old one, nats a character. */
const gainAndLoss = ({ before, after }: ResultOf<typeof adaptation>) => ({
  learned: before.novel - after.novel,
  forgotten: after.addresses - before.addresses,
});

/** The means of an arm, for the figure of both. */
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

/** The outputs of merged and unmerged adapters, and what is left of the gain once they are merged. */
const mergedOutputs = ({ losses, ...outputs }: ResultOf<typeof mergedInference>) => ({
  ...outputs,
  keptGain: (losses.before - losses.merged) / (losses.before - losses.unmerged),
});

/** What an arm of the second stage trains, as a share of the body's weights. */
function countRow(name: AdaptedKey, model: ModelConfig, rateScale: number) {
  const { name: arm, trains, reach, tuning } = adaptedArms[name];
  const { shared, body, trainedBody } = countParameters(model, trains);
  const trained = trainedBody + (reach === "everything" ? shared : 0);
  return { arm, trained, share: trained / body, learningRate: rateScale * tunedRate(tuning) };
}

const stageNames = { pretraining: "Pre-training", fineTuning: "Fine-tuning", inference: "Inference" };
const stageKeys = ["pretraining", "fineTuning", "inference"] as const;

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...headline.quick, ...novelRuns.quick },
    default: { ...common, ...headline.default, ...novelRuns.default },
    paper: { ...common, ...headline.paper, ...novelRuns.paper },
  },
  trials: (config) => ({
    full: headlineRuns(fullArm, config),
    lora: headlineRuns(loraArm(config.rank), config),
    frozen: headlineRuns(frozenArm, config),
    adapted: forEachArm((name) => novelTrials(name, config)),
    intruders: intruderTrials(config),
    merged: loraNames.map((name) => mergedTrials(name, config)),
  }),
  tables: ({ adapted: byArm, intruders: found, merged: mergedRuns, full, lora, frozen }, config) => {
    const { seeds, training, rateScale, drawn } = config;
    const nameOf = (key: AdaptedKey) => adaptedArms[key].name;
    const adaptation = names.flatMap((key) => runRows(nameOf(key), seeds, byArm[key], gainAndLoss));
    const merged = zip(loraNames, mergedRuns).flatMap(([key, runs]) =>
      runRows(nameOf(key), seeds, runs, mergedOutputs),
    );
    const intrudersBySeed = names.flatMap((key) =>
      runRows(nameOf(key), seeds, found, ({ intruders: ofArms }) => ({
        count: ofArms[key].reduce((sum, { count }) => sum + count, 0),
      })),
    );
    const learnedBy = (name: AdaptedKey) => column(adaptation, "learned", { arm: nameOf(name) });
    const bySeed = zip(
      seeds,
      closedGaps({
        frozen: column(frozen, "finalLoss"),
        lora: column(lora, "finalLoss"),
        full: column(full, "finalLoss"),
      }),
      pairedRatios(learnedBy("r4"), learnedBy("full")),
      column(merged, "keptGain", { arm: nameOf("r4") }),
    ).map(([seed, pretraining, fineTuning, inference]) => ({ seed, pretraining, fineTuning, inference }));
    return {
      stages: stageKeys.map((key) => ({
        stage: stageNames[key],
        ...meanAs("share", column(bySeed, key)),
        drawn: drawn[key],
      })),
      bySeed,
      adaptation,
      learnForget: names.map((key) =>
        learnForgetRow(nameOf(key), (field) => column(adaptation, field, { arm: nameOf(key) })),
      ),
      intruders: names.map((key) => {
        const arm = nameOf(key);
        const { count, low, high } = meanAs("count", column(intrudersBySeed, "count", { arm }));
        const looked = config.intruders.leading * (found[0]?.intruders[key].length ?? 0);
        // A count is not negative, whatever the interval of its mean.
        return { arm, count, low: Math.max(0, low), high, looked };
      }),
      intrudersBySeed,
      merged,
      counts: names.map((name) => countRow(name, modelOf(training, byArm.full), rateScale)),
    };
  },
});
