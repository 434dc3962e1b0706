/** The figure of arms by their loss and what they cost, which two slides show, each with another cost. */

import { type ArmStyle, interval } from "../../kit/charts/parts.ts";
import { labelledScatter } from "../../kit/charts/scatter.ts";
import type { FigureSpec } from "../../kit/experiment.ts";
import { column } from "../../kit/tables.ts";
import { colors, dashes, figureSizes } from "../../kit/theme.ts";
import { type CostedArm, type costedRow, recordedArms, trainedArms } from "./costed-arms.ts";

type CostedRow = ReturnType<typeof costedRow>;

type Cost = "stateMegabytes" | "megaFlopsPerStep";

const { full, narrow, lora4, lora16, lora64 } = trainedArms;

/** Full training by width and LoRA by rank are lines through their points. */
const families = [
  { members: [narrow, full, ...recordedArms.widths], color: colors.ink.light, dash: dashes.solid },
  { members: [lora4, lora16, lora64, ...recordedArms.ranks], color: colors.blue.light, dash: dashes.dashed },
] as const;

const familyPaths = (rows: readonly CostedRow[], cost: Cost) =>
  families.map(({ members, color, dash }) => ({
    rows: rows
      .filter((row) => members.some(({ arm }) => arm.name === row.arm))
      .sort((left, right) => left[cost] - right[cost]),
    color,
    dash,
  }));

/** The styles of the arms that have a row; only those of the comparison have colours. */
function stylesOf(rows: readonly CostedRow[], compared: readonly CostedArm[]): readonly ArmStyle[] {
  const { widths, ranks, ...others } = recordedArms;
  const all = [...Object.values(trainedArms), ...widths, ...ranks, ...Object.values(others)];
  return rows.flatMap(({ arm: name }) => {
    const { arm } = all.find((costs) => costs.arm.name === name) ?? {};
    if (arm === undefined) return [];
    return compared.some((costs) => costs.arm.name === name) ? arm : { ...arm, color: "gray" };
  });
}

/** Room above and below the intervals, as a share of their range, where names may be. */
const room = 0.12;

interface CostedFigure {
  readonly cost: Cost;
  readonly title: string;
  /** The arms of the slide's claim. */
  readonly compared: readonly CostedArm[];
}

/** Loss against a cost of the rows of the table `arms`, with names; recorded ones are hollow. */
export function costedScatter(
  rows: readonly CostedRow[],
  { cost, title, compared }: CostedFigure,
): FigureSpec {
  const [low, high] = [Math.min(...column(rows, "low")), Math.max(...column(rows, "high"))];
  const margin = room * (high - low || 1);
  return labelledScatter({
    table: "arms",
    rows,
    x: { field: cost, title, domain: [0, 1.4 * Math.max(...column(rows, cost))] },
    y: {
      field: "loss",
      title: "test loss (nats per character)",
      domain: [low - margin, high + margin],
      format: ".2f",
    },
    name: "label",
    arm: { field: "arm", styles: stylesOf(rows, compared) },
    width: figureSizes.width - 60,
    height: 330,
    whiskers: { y: interval },
    paths: familyPaths(rows, cost),
    hollow: "recorded",
  });
}
