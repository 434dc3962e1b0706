/**
 * LoRA's part in three stages: pre-training from random weights, going on from pre-trained weights on another domain,
 * and inference after that.
 */
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import type { ModelConfig } from "../lib/nn/config.ts";
import { countParameters } from "../lib/nn/costs.ts";
import { pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { meanRange } from "../lib/stats/intervals.ts";
import { rowWith, zip } from "../lib/tables.ts";
import { defineTrial } from "../lib/trial.ts";
import { type adaptation, adaptedArms, adaptedRuns, novelRuns } from "../lib/trials/adaptation.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { tunedRate } from "../lib/tuned.ts";

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

type ArmName = keyof typeof adaptedArms;

/** The arms of the second stage in the order of the figures. */
const names = Object.keys(adaptedArms) as ArmName[];
const loraNames = ["r16", "r4", "r1", "queryValue"] as const;

/** A record with one entry for each arm of the second stage. */
const forEachArm = <Value>(of: (name: ArmName) => Value) =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<ArmName, Value>;

/** As tables name the arms. */
export const armNames = forEachArm((name) => adaptedArms[name].name);

type Config = Parameters<typeof adaptedRuns>[1] & typeof common;
type NovelTrial = ReturnType<typeof adaptation>;

/** The runs of an arm on the new domain. */
const novelTrials = (name: ArmName, config: Config) =>
  adaptedRuns(adaptedArms[name], config).map((inputs) => inputs.adapted);

/** What is measured on the weights of all arms of a seed, one trial a seed. */
const intruderTrials = (config: Config) =>
  headlineRuns(fullArm, config).map((base, index) => {
    const ofSeed = (name: ArmName) => novelTrials(name, config)[index] as NovelTrial;
    return intruders(config.intruders, { base, ...forEachArm(ofSeed) });
  });

/** The outputs of an arm with adapters, merged and unmerged. */
const mergedTrials = (name: (typeof loraNames)[number], config: Config) =>
  adaptedRuns(adaptedArms[name], config).map((inputs) =>
    mergedInference(
      { arm: adaptedArms[name].trains, model: config.training.model, windows: config.mergedWindows },
      inputs,
    ),
  );

type Adaptation = ResultOf<typeof adaptation>;

/** What the model gained on the new domain and lost on the old one, nats a character. */
const gainAndLoss = ({ before, after }: Adaptation) => ({
  learned: before.novel - after.novel,
  forgotten: after.addresses - before.addresses,
});

interface AdaptedRow {
  readonly arm: string;
  readonly seed: number;
  readonly learned: number;
  readonly forgotten: number;
}

/** The mean of each arm, for the figure of both. */
function learnForgetRows(rows: readonly AdaptedRow[]) {
  return names.map((name) => {
    const ofArm = rows.filter(({ arm }) => arm === armNames[name]);
    const learned = meanRange(ofArm.map((row) => row.learned));
    const forgotten = meanRange(ofArm.map((row) => row.forgotten));
    return {
      arm: armNames[name],
      learned: learned.mean,
      learnedLow: learned.low,
      learnedHigh: learned.high,
      forgotten: forgotten.mean,
      forgottenLow: forgotten.low,
      forgottenHigh: forgotten.high,
    };
  });
}

interface StageRow {
  readonly seed: number;
  readonly pretraining: number;
  readonly fineTuning: number;
  readonly inference: number;
}

/** LoRA's share of what full training achieves in each stage, and what the deck draws. */
function stageRows(rows: readonly StageRow[], drawn: typeof common.drawn) {
  const stages = [
    { stage: "Pre-training", shares: rows.map(({ pretraining }) => pretraining), drawn: drawn.pretraining },
    { stage: "Fine-tuning", shares: rows.map(({ fineTuning }) => fineTuning), drawn: drawn.fineTuning },
    { stage: "Inference", shares: rows.map(({ inference }) => inference), drawn: drawn.inference },
  ];
  return stages.map(({ stage, shares, drawn: ofDeck }) => {
    const { mean: share, low, high } = meanRange(shares);
    return { stage, share, low, high, drawn: ofDeck };
  });
}

const finalLosses = (runs: readonly { readonly finalLoss: number }[]) =>
  runs.map(({ finalLoss }) => finalLoss);

/** How far LoRA comes on the way from the frozen body's loss to full training's, by seed. */
const closedGaps = (runs: Readonly<Record<"full" | "lora" | "frozen", Parameters<typeof finalLosses>[0]>>) =>
  pairedRatios(
    pairedDifferences(finalLosses(runs.frozen), finalLosses(runs.lora)),
    pairedDifferences(finalLosses(runs.frozen), finalLosses(runs.full)),
  );

/** What each arm of the second stage trains, as a share of the body's weights. */
const countRows = (model: ModelConfig, rateScale: number) =>
  names.map((name) => {
    const { trains, reach, tuning } = adaptedArms[name];
    const { shared, body, trainedBody } = countParameters(model, trains);
    const trained = trainedBody + (reach === "everything" ? shared : 0);
    const learningRate = rateScale * tunedRate(tuning);
    return { arm: armNames[name], trained, share: trained / body, learningRate };
  });

type Intruders = ResultOf<typeof intruders>;

/** Intruders in all weights of a model, by seed. */
const intruderTotals = (name: ArmName, bySeed: readonly Intruders[]) =>
  bySeed.map(({ intruders: ofArms }) => ofArms[name].reduce((sum, { count }) => sum + count, 0));

/** Their mean over seeds. */
function intruderRow(name: ArmName, bySeed: readonly Intruders[], leading: number) {
  const { mean: count, low, high } = meanRange(intruderTotals(name, bySeed));
  const looked = leading * (bySeed[0]?.intruders[name].length ?? 0);
  // A count is not negative, whatever the interval of its mean.
  return { arm: armNames[name], count, low: Math.max(0, low), high, looked };
}

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
  tables: ({ adapted: byArm, intruders: found, merged, full, lora, frozen }, config) => {
    const { seeds, training, rateScale, drawn, intruders: looked } = config;
    const rows = names.flatMap((name) =>
      zip(seeds, byArm[name]).map(([seed, run]) => ({ arm: armNames[name], seed, ...gainAndLoss(run) })),
    );
    const mergedRows = zip(loraNames, merged).flatMap(([name, runs]) =>
      zip(seeds, runs).map(([seed, { losses, ...outputs }]) => ({
        arm: armNames[name],
        seed,
        ...outputs,
        keptGain: (losses.before - losses.merged) / (losses.before - losses.unmerged),
      })),
    );
    const learnedBy = (name: ArmName) =>
      rows.filter(({ arm }) => arm === armNames[name]).map(({ learned }) => learned);
    const fineTuning = pairedRatios(learnedBy("r4"), learnedBy("full"));
    const bySeed = zip(seeds, zip(closedGaps({ full, lora, frozen }), fineTuning)).map(
      ([seed, [pretraining, ofLearning]]) => ({
        seed,
        pretraining,
        fineTuning: ofLearning,
        inference: rowWith(mergedRows, { arm: armNames.r4, seed }).keptGain,
      }),
    );
    const vocabSize = byArm.full[0]?.vocabSize ?? Number.NaN;
    return {
      stages: stageRows(bySeed, drawn),
      bySeed,
      adaptation: rows,
      learnForget: learnForgetRows(rows),
      intruders: names.map((name) => intruderRow(name, found, looked.leading)),
      intrudersBySeed: names.flatMap((name) =>
        zip(seeds, intruderTotals(name, found)).map(([seed, count]) => ({
          arm: armNames[name],
          seed,
          count,
        })),
      ),
      merged: mergedRows,
      counts: countRows({ ...training.model, vocabSize }, rateScale),
    };
  },
});
