/** The figures of slide 12. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import type { Figure, TablesOf } from "../kit/experiment.ts";
import { column } from "../kit/tables.ts";
import { full, lora } from "../lab/arms.ts";
import { recordedArms, trainedArms } from "../lab/costs/costed-arms.ts";
import { costedScatter } from "../lab/costs/costed-figure.ts";
import { type experiment, HALF_IN_FULL } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const plain: ArmStyle = { ...full, name: "plain" };
const checkpoints: ArmStyle = { ...lora(4), name: "checkpoints", color: "green" };

/** Every arm by its loss and the FLOPs of a step. */
export const costsFigure = ({ arms }: Tables): Figure => ({
  spec: costedScatter(arms, {
    cost: "megaFlopsPerStep",
    title: "MFLOPs per step",
    compared: [trainedArms.experts, trainedArms.narrow],
  }),
  tables: ["arms", "runs"],
});

const closing: readonly ArmStyle[] = [
  { ...full, name: HALF_IN_FULL },
  recordedArms.warmStart.arm,
  recordedArms.reLora.arm,
];

/** The share of LoRA's gap that each alternative closes, and that half of a warm start's steps in full alone would. */
export const closedFigure = ({ shares }: Tables): Figure => ({
  spec: intervalRows({
    table: "shares",
    value: { field: "share", title: "share of LoRA’s gap to full training", zero: true, format: ".0%" },
    arms: closing.filter(({ name }) => shares.some(({ arm }) => arm === name)),
    seeds: "closed",
    ...(shares.some(({ recorded }) => recorded) && { hollow: "recorded" }),
    references: [{ value: 1, label: "full" }],
  }),
  tables: ["shares", "closed"],
});

export const activationFigure = ({ activations }: Tables): Figure => ({
  spec: lines({
    table: "activations",
    rows: activations,
    x: { field: "layers", title: "blocks", values: column(activations, "layers"), format: "d" },
    y: { field: "megabytes", title: "activations held (MB)", zero: true },
    arms: [plain, checkpoints],
    points: true,
  }),
  tables: ["activations", "checkpoints"],
});

export const timeFigure = ({ timeRatios, times }: Tables): Figure => ({
  spec: intervalRows({
    table: "timeRatios",
    value: {
      field: "ratio",
      title: "checkpoints / plain",
      domain: [
        0.95 * Math.min(1, ...column(timeRatios, "low")),
        1.05 * Math.max(...column(timeRatios, "high")),
      ],
    },
    arms: [
      { ...checkpoints, name: "by time" },
      { ...full, name: "by FLOPs", color: "gray", shape: "cross" } as const,
    ].filter(({ name }) => timeRatios.some(({ arm }) => arm === name)),
    references: [{ value: 1, label: "plain" }],
  }),
  tables: ["timeRatios", ...(times.length > 0 ? ["times"] : [])],
});
