/** Exact numbers of parameters. */
import { type Arm, bodyLinears, isAdapted, type ModelConfig, shapeOf } from "./config.ts";

export interface ParameterCounts {
  /** Embeddings, positions and head: trained in every arm. */
  readonly shared: number;
  /** Weights of the body's linear layers, trained or frozen. */
  readonly body: number;
  /** What an arm trains of the body: its weights, or the adapters beside them. */
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
      if (arm.kind === "lora" && isAdapted(arm, layer, name)) adapters += arm.rank * (inputs + outputs);
    }
  }
  return {
    shared: (2 * vocabSize + contextLength) * dModel,
    body,
    trainedBody: arm.kind === "full" ? body : adapters,
  };
}
