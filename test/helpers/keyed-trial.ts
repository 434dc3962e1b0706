import type { Trial, TrialDescription } from "../../experiments/kit/trial.ts";
import type { KeyedTrial } from "../../scripts/trials/keys.ts";

let made = 0;

/** A keyed trial of which only kind, config, inputs and description matter. */
export function keyedTrial(
  kind: string,
  config: object,
  inputs: Record<string, KeyedTrial> = {},
  description: TrialDescription = {},
): KeyedTrial {
  const trial: Trial = {
    kind,
    module: "",
    measuresTime: false,
    data: [],
    estimatedSeconds: 1,
    config,
    inputs: {},
    description,
  };
  return { key: `key ${++made}`, trial, inputs } as unknown as KeyedTrial;
}
