/** Settings of a training that readers may change in their browser. */

import type { OpenSetting } from "../../kit/trial.ts";
import { bodyLinears } from "../nn/config.ts";

/** Settings that every training has. */
export const openTraining: readonly OpenSetting<"learningRate" | "steps" | "seed">[] = [
  { path: "learningRate", label: "learning rate", from: 1e-7, to: 10, whole: false },
  // The warm-up of a shorter run cannot exceed its length.
  { path: "steps", label: "steps", from: 1, to: 20_000, whole: true, limits: "warmupSteps" },
  { path: "seed", label: "seed", from: 0, to: 4_294_967_295, whole: true },
];

/** Those of LoRA, in the setting `arm`. */
export const openArm = ({ kind, alpha }: ArmConfig): readonly OpenSetting<"arm">[] => [
  ...(kind === "lora" ? [rank] : []),
  ...(kind === "lora" && alpha !== undefined ? ofTransformer : []),
];

interface ArmConfig {
  readonly kind: string;
  /** Only the transformer's adapters have one. */
  readonly alpha?: number;
}

const rank: OpenSetting<"arm"> = { path: "arm.rank", label: "rank", from: 0, to: 64, whole: true };

const ofTransformer: readonly OpenSetting<"arm">[] = [
  { path: "arm.alpha", label: "alpha", from: 0.001, to: 1024, whole: false },
  // Adapters are drawn in the order of computation.
  { path: "arm.targetModules", name: "layers", label: "adapted layers", names: bodyLinears },
];
