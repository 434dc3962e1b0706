/**
 * The longest runs, trained again in PyTorch with PEFT from the same weights, adapters, batches and learning rates.
 * experiments/programs/replicate.py measured them outside this build; the record names the digests of the runs
 * that it compares.
 */
import type { Finding } from "../kit/experiment.ts";
import { count, decimal, meanFinding } from "../kit/stats/findings.ts";
import { column, rowsWith } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import replication from "../lab/data/replication.json" with { type: "json" };

const recorded = (arm: string, seed: number, steps: number) =>
  replication.runs.find((run) => run.arm === arm && run.seed === seed && run.steps === steps);

/** The arm that the record names "full", or "lora4" for rank 4. */
function armOf(name: string): string | undefined {
  if (name === "full") return fullArm.name;
  const rank = /^lora(\d+)$/.exec(name)?.[1];
  return rank === undefined ? undefined : loraArm(Number(rank)).name;
}

/** Final losses here and in PyTorch, and LoRA's gaps to full training of the same seed and length. */
export const replicationRows = () =>
  replication.runs.flatMap(({ arm, seed, steps, here, pytorch, agreeingSteps }) => {
    const [name, full] = [armOf(arm), recorded("full", seed, steps)];
    if (name === undefined || full === undefined) return [];
    const gaps = { gapHere: here - full.here, gapPyTorch: pytorch - full.pytorch };
    return [{ arm: name, seed, steps, here, pytorch, ...gaps, agreeingSteps }];
  });

type Rows = ReturnType<typeof replicationRows>;

/** Final losses of the runs of this build. */
type OwnRuns = readonly {
  readonly arm: string;
  readonly steps: number;
  readonly seed: number;
  readonly loss: number;
}[];

/** Whether the build has exactly the runs that were repeated, to the last bit: another edition's would differ. */
const isOfThisEdition = (rows: Rows, own: OwnRuns): boolean =>
  rows.every(({ arm, steps, seed, here }) =>
    own.some((run) => run.arm === arm && run.steps === steps && run.seed === seed && run.loss === here),
  );

/** The gaps of an arm at the longest training of the record, by seed; words if it was not repeated. */
function gapOf(rows: Rows, side: "gapHere" | "gapPyTorch", rank: number): Finding {
  const steps = Math.max(...column(rows, "steps"));
  const ofArm = rowsWith(rows, { arm: loraArm(rank).name, steps });
  return ofArm.length === 0 ? { value: "not repeated" } : meanFinding(column(ofArm, side), ".3f");
}

/** `ranks` are those of the table in the text, by the ends of the findings' names. */
export function replicationFindings(
  rows: Rows,
  own: OwnRuns,
  ranks: Readonly<Record<string, number>>,
): Readonly<Record<string, Finding>> {
  const seeds = new Set(column(rows, "seed")).size;
  const agreeing = column(rows, "agreeingSteps");
  const differences = rows.map(({ here, pytorch }) => Math.abs(here - pytorch));
  const gaps = Object.entries(ranks).flatMap(([name, rank]) => [
    [`here-${name}`, gapOf(rows, "gapHere", rank)],
    [`torch-${name}`, gapOf(rows, "gapPyTorch", rank)],
  ]);
  return {
    ...Object.fromEntries(gaps),
    "torch-runs": {
      value: isOfThisEdition(rows, own) ? "these runs" : "runs of an earlier edition or another profile",
    },
    "torch-version": { value: replication.madeWith.torch },
    "peft-version": { value: replication.madeWith.peft },
    "torch-date": { value: replication.date },
    "torch-steps": count(Math.max(...column(rows, "steps"))),
    "torch-seeds": count(seeds, seeds === 1 ? "seed" : "seeds"),
    "torch-tolerance": { value: replication.tolerance, format: "~g" },
    "torch-agree-least": count(Math.min(...agreeing)),
    "torch-agree-most": count(Math.max(...agreeing)),
    rounding: decimal(Math.max(...differences), 4, "nats"),
  };
}
