/**
 * LoRA+ (Hayou, Ghosh and Yu 2024, section 4): Adam with two rates for a pair of factors, lr_B = ratio * lr_A. In the
 * limit of wide layers, equal rates leave one of the factors with too small a step; the paper proposes a ratio above 1.
 */
import { bodyLinears } from "../lib/nn/config.ts";
import { adamUpdater, type Updater } from "../lib/nn/optimizer.ts";
import type { Parameter, Transformer } from "../lib/nn/transformer.ts";

/** Adam whose rate is multiplied by `ratio` for the factors that start at zero, B here as in the paper. */
export function loraPlusUpdater(
  { blocks }: Pick<Transformer, "blocks">,
  ratio: number,
): (parameter: Pick<Parameter, "variable">) => Updater {
  const factorsB = new Set(
    blocks.flatMap((block) =>
      bodyLinears.flatMap((name) => {
        const layer = block[name];
        return layer.kind === "lora" ? [layer.loraB.id] : [];
      }),
    ),
  );
  return (parameter) => {
    const adam = adamUpdater(parameter);
    if (!factorsB.has(parameter.variable.id)) return adam;
    return {
      ...adam,
      apply: (gradient, settings) =>
        adam.apply(gradient, { ...settings, learningRate: ratio * settings.learningRate }),
    };
  };
}
