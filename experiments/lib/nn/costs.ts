/**
 * Exact work of a transformer's training step, by formula. A multiply-add counts as two operations; element-wise work
 * (norms, activations, softmax, the optimizer) is left out, as is usual. Attention counts all T x T scores, as nanoGPT's
 * sizing and the PaLM appendix do: also the half that the causal mask discards.
 */
import { type PassFlops, passFlops } from "../linear-costs.ts";
import { type Arm, bodyLinears, type ModelConfig, rankOf, shapeOf } from "./config.ts";

export interface ModelFlops {
  /** The body's linear layers, with their adapters. */
  readonly body: PassFlops;
  /** Products of queries with keys and of attention weights with values. */
  readonly attention: PassFlops;
  /** The output layer. */
  readonly head: PassFlops;
}

/** How each kind of arm computes a linear layer. */
const ORDERS = { full: "full", lora: "lora", lowRank: "factored" } as const;

const add = (a: PassFlops, b: PassFlops): PassFlops => ({
  forward: a.forward + b.forward,
  backward: a.backward + b.backward,
});

/** Operations of a forward and of a backward pass over `windows` windows of the model's context length. */
export function modelFlops(config: ModelConfig, arm: Arm, windows: number): ModelFlops {
  const { dModel, nLayers, contextLength, vocabSize } = config;
  const tokens = windows * contextLength;
  let body: PassFlops = { forward: 0, backward: 0 };
  for (let layer = 0; layer < nLayers; layer++) {
    for (const name of bodyLinears) {
      const [inputs, outputs] = shapeOf(name, config);
      const rank = rankOf(arm, layer, name);
      // A frozen layer without adapter is LoRA of rank 0: no gradient of the weight.
      body = add(body, passFlops(ORDERS[arm.kind], tokens, { inputs, outputs, rank }));
    }
  }
  const scores = 4 * nLayers * windows * contextLength * contextLength * dModel;
  return {
    body,
    attention: { forward: scores, backward: 2 * scores },
    head: passFlops("full", tokens, { inputs: dModel, outputs: vocabSize, rank: 0 }),
  };
}

/** All operations of a training step, forward and backward. */
export function stepFlops(config: ModelConfig, arm: Arm, windows: number): number {
  const { body, attention, head } = modelFlops(config, arm, windows);
  const { forward, backward } = [attention, head].reduce(add, body);
  return forward + backward;
}
