/** The common setup of the language-model experiments, so that a run that several slides show is one run. */
import type { ModelConfig } from "../nn/config.ts";
import type { Arm, Training, TunedArm } from "./arms.ts";
import type { PretrainConfig } from "./pretrain.run.ts";
import { tunedRate } from "./tuned.ts";

/** Steps at which the alternatives are compared, and for which their rates are tuned. */
export const alternativeSteps = 400;

/** The report's seeds; those of pilots and of tuning are below. */
export const seedsFrom100 = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => 100 + index);

/** 98,304 weights in the body: enough to read further back than a trigram, and little enough for minutes. */
const coreModel = { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32 };

/** Everything of a core run but its arm, rate, seed and length. 16 sequences of 32 characters a step. */
export const coreTraining = {
  model: coreModel,
  batchSize: 16,
  warmupSteps: 20,
  // Ten times a usual rate for the body: embeddings and head start near zero. Fixed in every arm, because one rate for
  // both would let the arms differ by their embeddings' rate.
  sharedLearningRate: 0.02,
  validationWindows: 512,
};

/** Steps at which arms are compared, and for which their rates are tuned. */
export const coreSteps = 1200;

/** The name in tuned.json of a shared arm's search for runs of so many steps. */
export function tuningName({ tuning }: Pick<TunedArm<Training>, "tuning">, steps: number): string {
  if (steps === coreSteps) return tuning;
  if (steps === alternativeSteps) return `alternatives/${tuning}`;
  throw new RangeError(`no shared search for ${steps} steps; expected ${alternativeSteps} or ${coreSteps}`);
}

/** An arm's rate for the body in core runs; 0 where nothing of the body is trained. */
export const tunedLearningRate = ({ tuning }: Arm): number =>
  tuning === undefined ? 0 : tunedRate(tuningName({ tuning }, coreSteps));

/** The model that runs have trained. Its vocabulary is the text's, whose size a run returns. */
export const modelOf = (
  { model }: Pick<typeof coreTraining, "model">,
  [run]: readonly { readonly vocabSize: number }[],
): ModelConfig => ({ ...model, vocabSize: run?.vocabSize ?? Number.NaN });

/** A core run of an arm at its tuned rate. */
export function coreRun(arm: Arm, run: Pick<PretrainConfig, "steps" | "seed" | "evalEvery">): PretrainConfig {
  return { ...coreTraining, ...run, arm: arm.trains, learningRate: tunedLearningRate(arm) };
}
