/**
 * LoRA compared with full training after as many FLOPs. The loss of full training there is interpolated between its own
 * trainings, on a straight line in the logarithm of the steps.
 */
import { percent } from "../kit/stats/findings.ts";
import { column, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { lossAfter, lossFinding } from "../lab/losses.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { stepFlops } from "../lab/nn/costs.ts";

/** The cost of a step of LoRA as a share of that of full training: the whole step, with attention and output layer. */
export const stepShare = (model: ModelConfig, rank: number): number =>
  stepFlops(model, loraArm(rank).trains, 1) / stepFlops(model, fullArm.trains, 1);

/** How the runs were made. */
interface Setup {
  readonly model: ModelConfig;
  readonly rank: number;
  readonly seeds: readonly number[];
  /** Steps of each length of full training, ascending. */
  readonly steps: readonly number[];
}

type Losses = readonly { readonly finalLoss: number }[];

/** Both losses and their difference by seed. `lora` are its longest runs. */
export function equalFlopsRows(full: readonly Losses[], lora: Losses, { model, rank, seeds, steps }: Setup) {
  const [longest] = steps.slice(-1);
  const equalSteps = Math.round((longest ?? Number.NaN) * stepShare(model, rank));
  return zip(seeds, lora.slice(0, seeds.length)).map(([seed, { finalLoss }], index) => {
    const trained = zip(steps, full).map(([at, runs]) => ({
      steps: at,
      loss: runs[index]?.finalLoss ?? Number.NaN,
    }));
    const interpolated = lossAfter(trained, equalSteps);
    return { seed, steps: equalSteps, full: interpolated, lora: finalLoss, gap: finalLoss - interpolated };
  });
}

export const equalFlopsFindings = (rows: ReturnType<typeof equalFlopsRows>, share: number) => ({
  "step-share": percent(share),
  "equal-steps": { value: rows[0]?.steps ?? Number.NaN, format: ",d" },
  "gap-flops": lossFinding(column(rows, "gap")),
});
