/** Exact numbers of parameters. */
import { type Arm, bodyLinears, type ModelConfig, rankOf, shapeOf } from "./config.ts";

export interface ParameterCounts {
  /** Embeddings, positions and head: trained in every arm. */
  readonly shared: number;
  /** Weights of the body's linear layers, trained or frozen. */
  readonly body: number;
  /** What an arm trains of the body: its weights, the adapters beside them, or the factors in their place. */
  readonly trainedBody: number;
}

export function countParameters(config: ModelConfig, arm: Arm): ParameterCounts {
  const { dModel, nLayers, vocabSize, contextLength } = config;
  let body = 0;
  let adapters = 0;
  for (let layer = 0; layer < nLayers; layer++) {
    for (const name of bodyLinears) {
      const [inputs, outputs] = shapeOf(name, config);
      body += inputs * outputs;
      adapters += rankOf(arm, layer, name) * (inputs + outputs);
    }
  }
  return {
    shared: (2 * vocabSize + contextLength) * dModel,
    body,
    trainedBody: arm.kind === "full" ? body : adapters,
  };
}
