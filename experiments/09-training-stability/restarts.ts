/** ReLoRA whose rate jumps back at once after a restart, against ReLoRA whose rate is warmed up again. */
import type { Finding } from "../lib/experiment.ts";
import { lossGap } from "../lib/stats/findings.ts";
import { zip } from "../lib/tables.ts";
import { alternativeSettings } from "../lib/trials/alternatives.ts";

type Runs = readonly { readonly finalLoss: number }[];

export function restartRows(abrupt: Runs, rewarmed: Runs, seeds: readonly number[]) {
  return zip(seeds, zip(abrupt, rewarmed)).map(([seed, [withoutWarmup, withWarmup]]) => ({
    seed,
    withoutWarmup: withoutWarmup.finalLoss,
    withWarmup: withWarmup.finalLoss,
    difference: withoutWarmup.finalLoss - withWarmup.finalLoss,
  }));
}

export function restartFindings(rows: ReturnType<typeof restartRows>): Readonly<Record<string, Finding>> {
  return {
    resets: { value: alternativeSettings.relora.intervals - 1, format: "d" },
    "without-rewarm": lossGap(rows.map(({ difference }) => difference)),
  };
}
