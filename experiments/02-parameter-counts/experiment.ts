/** Counts alone: nothing is trained. */
import {
  architectures,
  breakEvenRank,
  countLinearWeights,
  countLoraParameters,
  countParameters,
  type Target,
} from "../lib/architectures.ts";
import { defineExperiment } from "../lib/experiment.ts";

const config = {
  /** The deck's layer. */
  dModel: 768,
  rank: 4,
  ranks: [1, 4, 16, 64, 256],
  /** Widths for the share of a square layer, from our own models' to GPT-3's. */
  widths: [64, 128, 256, 512, 768, 1024, 2048, 4096, 8192, 12288],
  /** float32 throughout: weight, gradient and both of Adam's moments. */
  bytesPerNumber: 4,
};

const TARGETS: readonly Target[] = ["all-linear", "q,v"];

/** Bytes of each part of the training state of the blocks' linear layers. */
function stateOf(weights: number, trained: number, parameters: number, bytesPerNumber: number) {
  return [
    { part: "weights", order: 1, bytes: bytesPerNumber * parameters },
    { part: "gradient", order: 2, bytes: bytesPerNumber * trained },
    { part: "first moment", order: 3, bytes: bytesPerNumber * trained },
    { part: "second moment", order: 4, bytes: bytesPerNumber * trained },
  ].map((row) => ({ ...row, shareOfFull: row.bytes / (4 * bytesPerNumber * weights) }));
}

export const experiment = defineExperiment({
  profiles: { quick: config, default: config, paper: config },
  trials: () => ({}),
  tables: (_results, { dModel, rank, ranks, widths, bytesPerNumber }) => ({
    layer: [
      { method: "full", parameters: dModel * dModel },
      { method: "LoRA", parameters: rank * 2 * dModel },
    ],
    models: architectures.map((architecture) => ({
      model: architecture.name,
      layers: architecture.nLayers,
      width: architecture.dModel,
      parameters: countParameters(architecture),
      linearWeights: countLinearWeights(architecture),
    })),
    counts: architectures.flatMap((architecture) =>
      TARGETS.flatMap((target) =>
        ranks.map((r) => {
          const parameters = countLoraParameters(architecture, r, target);
          return {
            model: architecture.name,
            target,
            rank: r,
            parameters,
            share: parameters / countLinearWeights(architecture),
          };
        }),
      ),
    ),
    breakEven: architectures.flatMap((architecture) =>
      TARGETS.map((target) => ({
        model: architecture.name,
        target,
        rank: breakEvenRank(architecture, target),
      })),
    ),
    state: architectures.flatMap((architecture) => {
      const weights = countLinearWeights(architecture);
      const arms = [
        { method: "full", trained: weights, adapters: 0 },
        ...TARGETS.map((target) => {
          const adapters = countLoraParameters(architecture, rank, target);
          return { method: `LoRA, ${target}`, trained: adapters, adapters };
        }),
      ];
      return arms.flatMap(({ method, trained, adapters }) =>
        stateOf(weights, trained, weights + adapters, bytesPerNumber).map((row) => ({
          model: architecture.name,
          method,
          ...row,
        })),
      );
    }),
    square: ranks.flatMap((r) =>
      widths
        .filter((width) => r <= width)
        .map((width) => ({ rank: `r = ${r}`, width, share: (2 * r) / width })),
    ),
  }),
});
