/** Lists trials of layer-identities.run.ts. */
import { defineTrial } from "../experiment.ts";

/** Identities of a LoRA layer, checked on a random one. */
export const layerIdentities = defineTrial<typeof import("./layer-identities.run.ts")>({
  kind: "layer-identities",
  module: new URL("./layer-identities.run.ts", import.meta.url),
  estimatedSeconds: ({ inputs, outputs }) => 0.1 + (inputs * outputs) / 5e6,
});
