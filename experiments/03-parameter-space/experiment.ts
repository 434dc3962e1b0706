/**
 * What the rank costs: LoRA at several ranks, full training with its updates cut to a rank, and the spectra of the deck's two
 * random matrices and of the updates.
 */
import { defineExperiment } from "../kit/experiment.ts";
import { defineTrial } from "../kit/trial.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { narrowWidth, reportSeeds } from "../lab/setup.ts";
import { languageRuns, type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
import { updateSpectra } from "../lab/trials/pretrain.ts";
import { allRecorded, recordedRuns } from "../lab/trials/recorded-runs.ts";
import { documentRows, type RankRuns, rankTables } from "./ranks.ts";
import { spectraTables } from "./spectra.ts";
import { truncationTables } from "./truncation.ts";

/** Singular values of the deck's two random matrices. */
const matrixSpectra = defineTrial<typeof import("./matrix-spectra.run.ts")>({
  kind: "matrix-spectra",
  module: new URL("./matrix-spectra.run.ts", import.meta.url),
  estimatedSeconds: () => 0.2,
  describe: ({ seed }) => ({ seed, minor: ["seed"] }),
});

/** Losses of a pre-trained model whose updates are cut to low ranks. */
const truncatedUpdates = defineTrial<typeof import("./truncated-updates.run.ts")>({
  kind: "truncated-updates",
  module: new URL("./truncated-updates.run.ts", import.meta.url),
  data: ["addresses"],
  estimatedSeconds: ({ ranks }) => 1 + 0.3 * ranks.length,
  describe: () => ({ minor: ["finalWindows"] }),
});

const common = {
  /** The deck's sizes. */
  size: 50,
  rank: 4,
  /** A quarter of the width, as in published trials. */
  highRank: 16,
  /** Ranks of the longest training that only recorded runs have. */
  recordedRanks: [1, 2, 8, 32],
  /** The ranks to which updates of full training are cut. */
  truncatedRanks: [1, 2, 4, 8, 16, 32, 64],
  /** A gap at which the figures call a rank level with full training. No rule uses it. */
  parity: 0.02,
  narrow: { dModel: narrowWidth },
};

/** `seeds` are those of the main comparison; all other runs have `otherSeeds`. */
const laboratory = {
  ...common,
  ...trainingPlans.default,
  drawSeeds: reportSeeds(10),
  seeds: reportSeeds(4),
  otherSeeds: reportSeeds(3),
};

type Config = Omit<TrainingPlan, "shortening"> & typeof laboratory;

/** Runs of the shorter lengths: the full ranks of the comparison are recorded. */
function shorterRuns({ rank, highRank, otherSeeds: seeds, ...config }: Config) {
  const fullRank = config.training.model.dModel;
  const ofLength = (length: "short" | "middle") => ({
    full: languageRuns(fullArm, { length, seeds }, config),
    frozen: languageRuns(frozenArm, { length, seeds }, config),
    low: languageRuns(loraArm(rank), { length, seeds }, config),
    high: recordedRuns(loraArm(highRank), { length, seeds }, config),
    fullRank: recordedRuns(loraArm(fullRank), { length, seeds }, config),
  });
  return { short: ofLength("short"), middle: ofLength("middle") };
}

interface Run {
  readonly finalLoss: number;
}

type Recorded = readonly (Run | undefined)[];

/** Runs at a length of the ranks that each length has. */
interface LengthRuns {
  readonly full: readonly Run[];
  readonly frozen: readonly Run[];
  readonly low: readonly Run[];
  readonly high: Recorded;
  readonly fullRank: Recorded;
}

/** The runs of a shorter length by rank. */
function shorterRanks(runs: LengthRuns, steps: number, { rank, highRank, training, otherSeeds }: Config) {
  const count = otherSeeds.length;
  const of = (ofRank: number, known: readonly Run[], recorded = false): RankRuns => ({
    rank: ofRank,
    steps,
    recorded,
    runs: known,
    full: runs.full,
  });
  return [
    of(0, runs.frozen),
    of(rank, runs.low),
    of(highRank, allRecorded(runs.high, count) ?? [], true),
    of(training.model.dModel, allRecorded(runs.fullRank, count) ?? [], true),
  ];
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      truncatedRanks: [1, 4, 16, 64],
      drawSeeds: reportSeeds(1),
      seeds: reportSeeds(1),
      otherSeeds: reportSeeds(1),
    },
    default: laboratory,
    long: laboratory,
  },
  trials: (config) => {
    const { size, rank, highRank, recordedRanks, truncatedRanks: ranks, drawSeeds, training } = config;
    const { model, evaluatedOn, finalWindows } = training;
    const longest = { length: "long", seeds: config.seeds } as const;
    const others = { length: "long", seeds: config.otherSeeds } as const;
    const full = languageRuns(fullArm, longest, config);
    const shared = full.slice(0, config.otherSeeds.length);
    return {
      spectra: drawSeeds.map((seed) => matrixSpectra({ size, rank, seed })),
      full,
      low: languageRuns(loraArm(rank), longest, config),
      fullRank: languageRuns(loraArm(model.dModel), longest, config),
      high: languageRuns(loraArm(highRank), others, config),
      frozen: languageRuns(frozenArm, others, config),
      narrow: languageRuns(fullArm, { ...longest, width: config.narrow.dModel }, config),
      recorded: recordedRanks.map((ofRank) => recordedRuns(loraArm(ofRank), others, config)),
      shorter: shorterRuns(config),
      truncated: shared.map((run) => truncatedUpdates({ model, evaluatedOn, finalWindows, ranks }, { run })),
      updates: shared.map((run) => updateSpectra({ from: "initial" }, { before: run, after: run })),
    };
  },
  tables: (results, config) => {
    const { rank, highRank, recordedRanks, size, drawSeeds, seeds, otherSeeds, training, lengths } = config;
    const width = training.model.dModel;
    const { full, low, fullRank, high, frozen, narrow, recorded, shorter } = results;
    const longest = { steps: lengths.long, recorded: false, full };
    const byRank = rankTables(
      [
        { ...longest, rank: 0, runs: frozen },
        { ...longest, rank, runs: low },
        { ...longest, rank: highRank, runs: high },
        { ...longest, rank: width, runs: fullRank },
        ...recorded.map((runs, index) => ({
          ...longest,
          rank: recordedRanks[index] ?? Number.NaN,
          recorded: true,
          runs: allRecorded(runs, otherSeeds.length) ?? [],
        })),
        ...shorterRanks(shorter.short, lengths.short, config),
        ...shorterRanks(shorter.middle, lengths.middle, config),
      ],
      seeds,
      narrow,
    );
    const ofLongest = byRank["rank-runs"].filter(({ steps }) => steps === lengths.long);
    return {
      ...byRank,
      "rank-documents": documentRows(low, fullRank),
      ...truncationTables(results.truncated, otherSeeds, ofLongest),
      ...spectraTables({
        size,
        rank,
        spectra: results.spectra,
        drawSeeds,
        updates: results.updates,
        updateSeeds: otherSeeds,
        width,
      }),
    };
  },
});
