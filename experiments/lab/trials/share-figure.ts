/** LoRA's share of full training in each stage after each length, as slides 13 and 14 draw it. */

import { intervalRows } from "../../kit/charts/intervals.ts";
import type { ArmStyle, LayeredSpec } from "../../kit/charts/parts.ts";
import { withCommas } from "../../kit/stats/findings.ts";
import { meanAs } from "../../kit/stats/intervals.ts";
import { column } from "../../kit/tables.ts";
import { loraArm } from "../arms.ts";
import type { ShareRow, Stage } from "./shares.ts";

/** A row of the figure. */
export const nameOfLength = ({
  stage,
  steps,
  recorded,
}: Pick<ShareRow, "stage" | "steps" | "recorded">): string =>
  `${stage}, ${withCommas(steps)} ${recorded ? "(recorded)" : "steps"}`;

/** The mean share in each stage after each length, in the order of the rows. */
export const shareMeans = (rows: readonly ShareRow[]) =>
  [...new Set(rows.map(nameOfLength))].map((length) => {
    const here = rows.filter((row) => nameOfLength(row) === length);
    return {
      length,
      stage: here[0]?.stage ?? "pre-training",
      recorded: here.some(({ recorded }) => recorded),
      ...meanAs("share", column(here, "share")),
    };
  });

/** Each stage in its own style. */
const stageStyles: Readonly<Record<Stage, Omit<ArmStyle, "name">>> = {
  "pre-training": loraArm(4),
  "fine-tuning": { color: "orange", dash: "dashed", shape: "diamond" },
};

interface ShareTables {
  readonly stages: ReturnType<typeof shareMeans>;
  /** A row per seed. */
  readonly shares: readonly Pick<ShareRow, "share">[];
}

/** A row per stage and length, with the seeds as dots. */
export function shareFigure({ stages, shares }: ShareTables, note = ""): LayeredSpec {
  const known = [...column(shares, "share"), ...column(stages, "low"), ...column(stages, "high")];
  const [low, high] = [Math.min(-0.08, ...known), Math.max(1.25, ...known)];
  return intervalRows({
    table: "stages",
    arms: stages.map(({ length, stage }) => ({ ...stageStyles[stage], name: length })),
    category: { field: "length", order: column(stages, "length") },
    value: {
      field: "share",
      title: `share of full training${note}`,
      // Room for a mark at zero, next to the names of the rows, and for the last label.
      domain: [low, high + 0.1 * (high - low)],
      // A very short training can have shares far outside.
      ...(high - low < 3 && { values: [0, 0.25, 0.5, 0.75, 1] }),
      format: ".0%",
    },
    references: [{ value: 1, label: "full" }],
    seeds: "shares",
    ...(stages.some(({ recorded }) => recorded) && { hollow: "recorded" }),
    step: 34,
  });
}
