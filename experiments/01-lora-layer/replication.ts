/**
 * The headline's runs, trained again in PyTorch with PEFT from the same weights, adapters, batches and learning
 * rates. experiments/programs/replicate.py measured them outside this build; the record names the digests of the runs
 * that it compares.
 */
import type { Finding } from "../kit/experiment.ts";
import { count, decimal } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import replication from "../lab/data/replication.json" with { type: "json" };
import { lossFinding } from "../lab/losses.ts";

interface Ranks {
  readonly rank: number;
  readonly highRank: number;
}

const recorded = (arm: string, seed: number, steps: number) =>
  replication.runs.find((run) => run.arm === arm && run.seed === seed && run.steps === steps);

/** Final losses in this build and in PyTorch, and LoRA's gaps to full training of the same seed and length. */
export function replicationRows({ rank, highRank }: Ranks) {
  const nameOf = new Map([
    ["full", fullArm.name],
    ...[rank, highRank].map((ofRank) => [`lora${ofRank}`, loraArm(ofRank).name] as const),
  ]);
  return replication.runs.flatMap(({ arm, seed, steps, here, pytorch, agreeingSteps }) => {
    const [name, full] = [nameOf.get(arm), recorded("full", seed, steps)];
    if (name === undefined || full === undefined) return [];
    const gaps = { gapHere: here - full.here, gapPyTorch: pytorch - full.pytorch };
    return [{ arm: name, seed, steps, here, pytorch, ...gaps, agreeingSteps }];
  });
}

type Rows = ReturnType<typeof replicationRows>;

/** The build's own runs of LoRA. */
type GapRows = readonly {
  readonly arm: string;
  readonly steps: number;
  readonly seed: number;
  readonly lora: number;
}[];

/** Whether the build has exactly the runs that were repeated, to the last bit: another edition's would differ. */
const isOfThisEdition = (rows: Rows, own: GapRows): boolean =>
  rows
    .filter(({ arm }) => arm !== fullArm.name)
    .every(({ arm, steps, seed, here }) =>
      own.some((run) => run.arm === arm && run.steps === steps && run.seed === seed && run.lora === here),
    );

export function replicationFindings(
  rows: Rows,
  own: GapRows,
  { rank, highRank }: Ranks,
): Readonly<Record<string, Finding>> {
  const steps = Math.max(...column(rows, "steps"));
  const gap = (side: "gapHere" | "gapPyTorch", ofRank: number) =>
    lossFinding(column(rows, side, { arm: loraArm(ofRank).name, steps }));
  const seeds = new Set(column(rows, "seed")).size;
  const agreeing = column(rows, "agreeingSteps");
  const differences = rows.map(({ here, pytorch }) => Math.abs(here - pytorch));
  return {
    "torch-runs": {
      value: isOfThisEdition(rows, own) ? "these runs" : "the runs of an earlier edition or another profile",
    },
    "torch-version": { value: replication.madeWith.torch },
    "peft-version": { value: replication.madeWith.peft },
    "torch-date": { value: replication.date },
    "torch-steps": count(steps),
    "torch-seeds": count(seeds, seeds === 1 ? "seed" : "seeds"),
    "here-gap": gap("gapHere", rank),
    "torch-gap": gap("gapPyTorch", rank),
    "here-gap-high": gap("gapHere", highRank),
    "torch-gap-high": gap("gapPyTorch", highRank),
    "torch-tolerance": { value: replication.tolerance, format: "~g" },
    "torch-agree-least": count(Math.min(...agreeing)),
    "torch-agree-most": count(Math.max(...agreeing)),
    "torch-difference": decimal(Math.max(...differences), 4, "nats"),
  };
}
