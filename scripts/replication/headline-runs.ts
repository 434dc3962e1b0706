/** The runs of the headline as trials: full training and LoRA from random weights, a training for each length and seed. */

import type { ProfileName } from "../../experiments/lib/experiment.ts";
import { fullArm, loraArm, type TunedArm } from "../../experiments/lib/trials/arms.ts";
import { type Length, languageRun, scales } from "../../experiments/lib/trials/language-runs.ts";

const arms = {
  full: fullArm,
  lora1: loraArm(1),
  lora4: loraArm(4),
  lora16: loraArm(16),
} as const satisfies Readonly<Record<string, TunedArm>>;

export type ArmName = keyof typeof arms;

export const armNames = Object.keys(arms) as readonly ArmName[];

export const lengthNames = ["short", "middle", "long"] as const satisfies readonly Length[];

export interface Wanted {
  readonly profile: ProfileName;
  readonly seeds: readonly number[];
  readonly arms: readonly ArmName[];
  readonly lengths: readonly (typeof lengthNames)[number][];
}

/** The runs in order, each with a name for its file, e.g. "lora4-3600-200". */
export function headlineRuns({ profile, seeds, arms: names, lengths }: Wanted) {
  const scale = scales[profile];
  return lengths.flatMap((length) =>
    seeds.flatMap((seed) =>
      names.map((arm) => ({
        name: `${arm}-${scale.lengths[length]}-${seed}`,
        arm,
        seed,
        steps: scale.lengths[length],
        trains: arms[arm].trains,
        trial: languageRun(arms[arm], { length, seed }, scale),
      })),
    ),
  );
}

export type HeadlineRun = ReturnType<typeof headlineRuns>[number];
