/**
 * What the form of LoRA's update costs at full rank, and how gradients reach its factors during pre-training.
 */
import { defineExperiment } from "../kit/experiment.ts";
import { fullArm, loraArm, loraPlusArm } from "../lab/arms.ts";
import { reportSeeds, warmupOf } from "../lab/setup.ts";
import {
  languageRuns,
  ratesFor,
  runConfig,
  type TrainingPlan,
  trainingPlans,
} from "../lab/trials/language-runs.ts";
import { pretrain } from "../lab/trials/pretrain.ts";
import { allRecorded, recordedRuns } from "../lab/trials/recorded-runs.ts";
import { watched } from "../lab/watched.ts";
import { drawing } from "./drawing.ts";
import { gapTables } from "./gap-parts.ts";
import { probeTables } from "./probes.ts";

const common = {
  /** The deck's rank. */
  rank: 4,
  /** How many times the rate of A that of B is: both ends of what the authors of LoRA+ recommend. */
  plusRatios: [4, 16],
  /** Steps of the run whose factors both start at zero; the number does not matter. */
  deadSteps: 100,
  /** The run with a log of its gradients. */
  probeSeeds: watched.gradients.seeds,
};

type Config = TrainingPlan & typeof common;

/** LoRA whose factors both start at zero, probed at the start and half-way. */
function deadRuns({ rank, deadSteps: steps, probeSeeds, ...plan }: Config) {
  const arm = loraArm(rank);
  return probeSeeds.map((seed) => {
    const run = runConfig({ length: "short", seed }, plan, ratesFor(arm, { length: "short" }));
    const logged = { ...run, steps, warmupSteps: warmupOf(steps), gradientsEvery: steps / 2 };
    return pretrain({ ...logged, arm: arm.trains, deadStart: true });
  });
}

const laboratory = { ...common, ...trainingPlans.default, seeds: reportSeeds(4) };

export const experiment = defineExperiment({
  profiles: {
    quick: { ...common, ...trainingPlans.quick, deadSteps: 20, seeds: reportSeeds(1) },
    default: laboratory,
    long: laboratory,
  },
  trials: (config) => {
    const { rank, plusRatios, seeds, probeSeeds, training } = config;
    const longest = { length: "long", seeds } as const;
    const probed = { length: "middle", seeds: probeSeeds } as const;
    return {
      full: languageRuns(fullArm, longest, config),
      low: languageRuns(loraArm(rank), longest, config),
      fullRank: languageRuns(loraArm(training.model.dModel), longest, config),
      plus: plusRatios.map((ratio) => recordedRuns(loraPlusArm(rank, ratio), longest, config)),
      probed: languageRuns(loraArm(rank), probed, config, { needs: "gradients" }),
      dead: deadRuns(config),
    };
  },
  tables: ({ full, low, fullRank, plus, probed: [probed], dead }, { seeds, rank, plusRatios, training }) => ({
    ...gapTables(
      { full, low, fullRank, plus: plus.map((runs) => allRecorded(runs, seeds.length)) },
      { seeds, rank, fullRank: training.model.dModel, plusRatios },
    ),
    ...probeTables(probed ?? { gradients: [] }, dead),
    "layer-nodes": drawing.nodes,
    "layer-links": drawing.links,
  }),
});
