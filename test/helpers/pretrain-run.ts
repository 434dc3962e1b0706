import type { run } from "../../experiments/lab/trials/pretrain.run.ts";

type Run = Awaited<ReturnType<typeof run>>["result"];

/** The result of a pre-training run in which only the given parts matter. */
export const pretrainRun = (parts: Partial<Run>): Run => ({
  trainLoss: [],
  gradientNorm: [],
  heldOut: [],
  gradients: [],
  noise: [],
  finalLoss: Number.NaN,
  lossByPosition: [],
  lossByDocument: [],
  vocabSize: 87,
  ...parts,
});
