/** How many steps LoRA needs to reach full training's loss at the middle length: tables, figure and findings. */
import { lines } from "../kit/charts/lines.ts";
import { logAxis } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { count, ratioFinding } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowsOver, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { type LossAt, lossFinding, stepsForLoss } from "../lab/losses.ts";

/** Runs of each length, by seed. */
type ByLength = readonly (readonly { readonly finalLoss: number }[])[];

interface Setup {
  readonly seeds: readonly number[];
  /** Steps of each length, ascending. */
  readonly steps: readonly number[];
  /** The length at which full training's loss is the target. */
  readonly target: number;
  readonly rank: number;
  /** The value for a seed that does not reach the target, as a multiple of the target's length. */
  readonly notReached: number;
}

export function stepsTables(
  { full, lora }: Readonly<Record<"full" | "lora", ByLength>>,
  { seeds, steps, target, rank, notReached }: Setup,
) {
  const losses = [
    { arm: fullArm.name, runs: full },
    { arm: loraArm(rank).name, runs: lora },
  ].flatMap(({ arm, runs }) =>
    zip(steps, runs).flatMap(([ofSteps, ofLength]) =>
      zip(seeds, ofLength).map(([seed, { finalLoss }]) => ({ arm, steps: ofSteps, seed, loss: finalLoss })),
    ),
  );
  const at = (arm: string, seed: number): LossAt[] =>
    losses.filter((row) => row.arm === arm && row.seed === seed);
  return {
    "losses-by-length": rowsOver({ arm: [fullArm.name, loraArm(rank).name], steps }, (of) =>
      meanAs("loss", column(losses, "loss", of)),
    ),
    "losses-by-length-runs": losses,
    "steps-needed": seeds.map((seed) => {
      const wanted = at(fullArm.name, seed).find((row) => row.steps === target)?.loss ?? Number.NaN;
      const needed = stepsForLoss(at(loraArm(rank).name, seed), wanted, notReached * target);
      return { seed, targetLoss: wanted, stepsNeeded: needed, ratio: needed / target };
    }),
  };
}

type Tables = ReturnType<typeof stepsTables>;

export function stepsFindings(
  { "steps-needed": rows, "losses-by-length-runs": losses }: Tables,
  { target, rank, notReached }: Pick<Setup, "target" | "rank" | "notReached">,
): Readonly<Record<string, Finding>> {
  const lossOf = (arm: (typeof losses)[number]["arm"]) =>
    lossFinding(column(losses, "loss", { arm, steps: target }));
  return {
    "steps-ratio": ratioFinding(column(rows, "ratio"), ".2f"),
    "loss-full": lossOf(fullArm.name),
    "loss-lora": lossOf(loraArm(rank).name),
    "not-reached": count(column(rows, "ratio").filter((ratio) => ratio >= notReached).length),
    "target-steps": count(target),
  };
}

export const stepsFigure = (
  { "losses-by-length": rows, "steps-needed": needed }: Tables,
  { steps, rank }: Pick<Setup, "steps" | "rank">,
): Figure => ({
  spec: lines({
    table: "losses-by-length",
    rows,
    x: logAxis("steps", "steps of training", { format: ",d", domain: firstAndLast(steps), values: steps }),
    y: { field: "loss", title: "test loss (nats a character)" },
    arms: [fullArm, loraArm(rank)],
    points: true,
    references: [
      {
        value: column(needed, "targetLoss").reduce((sum, loss) => sum + loss, 0) / needed.length,
        label: "target",
      },
    ],
  }),
  tables: ["losses-by-length", "losses-by-length-runs", "steps-needed"],
});
