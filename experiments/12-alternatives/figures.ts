/** The figures of slide 12. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, interval } from "../kit/charts/parts.ts";
import { labelledScatter } from "../kit/charts/scatter.ts";
import type { Figure, TablesOf } from "../kit/experiment.ts";
import { column } from "../kit/tables.ts";
import { figureSizes } from "../kit/theme.ts";
import { full, lora } from "../lab/arms.ts";
import { costedStyles, recordedArms } from "../lab/costed-arms.ts";
import { type experiment, HALF_IN_FULL } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const plain: ArmStyle = { ...full, name: "plain" };
const checkpoints: ArmStyle = { ...lora(4), name: "checkpoints", color: "green" };

/** Room for names around the outermost points. */
function padded(values: readonly number[], share: number): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = share * (high - low || 1);
  return [low - room, high + room];
}

/** Every arm by its loss and the FLOPs of a step. */
export const costsFigure = ({ arms: rows }: Tables): Figure => ({
  spec: labelledScatter({
    table: "arms",
    rows,
    x: {
      field: "megaFlopsPerStep",
      title: "MFLOPs per step",
      domain: [0, 1.12 * Math.max(...column(rows, "megaFlopsPerStep"))],
    },
    y: {
      field: "loss",
      title: "test loss (nats per character)",
      domain: padded(
        rows.flatMap(({ low, high }) => [low, high]),
        0.12,
      ),
      format: ".2f",
    },
    name: "label",
    arm: { field: "arm", styles: costedStyles(rows) },
    width: figureSizes.width - 60,
    height: 320,
    whiskers: { y: interval },
    hollow: "recorded",
  }),
  tables: ["arms", "runs"],
});

const closing: readonly ArmStyle[] = [
  { ...full, name: HALF_IN_FULL },
  recordedArms.warmStart.arm,
  recordedArms.reLora.arm,
];

/** The share of LoRA's gap that each alternative closes, and that half of a warm start's steps in full alone would. */
export const closedFigure = ({ shares }: Tables): Figure => {
  const alone = shares.find(({ arm }) => arm === HALF_IN_FULL)?.share ?? 0;
  return {
    spec: intervalRows({
      table: "shares",
      value: { field: "share", title: "share of LoRA’s gap to full training", zero: true, format: ".0%" },
      arms: closing.filter(({ name }) => shares.some(({ arm }) => arm === name)),
      seeds: "closed",
      ...(shares.some(({ recorded }) => recorded) && { hollow: "recorded" }),
      references: [
        { value: alone, label: "half in full" },
        { value: 1, label: "full" },
      ],
    }),
    tables: ["shares", "closed"],
  };
};

export const activationFigure = ({ activations }: Tables): Figure => ({
  spec: lines({
    table: "activations",
    rows: activations,
    x: { field: "layers", title: "blocks", values: column(activations, "layers") },
    y: { field: "megabytes", title: "activations held (MB)", zero: true },
    arms: [plain, checkpoints],
    points: true,
  }),
  tables: ["activations", "checkpoints"],
});

export const timeFigure = ({ timeRatios, times }: Tables): Figure => ({
  spec: intervalRows({
    table: "timeRatios",
    value: { field: "ratio", title: "checkpoints / plain", zero: true },
    arms: [
      { ...checkpoints, name: "by time" },
      { ...full, name: "by FLOPs", color: "gray", shape: "cross" } as const,
    ].filter(({ name }) => timeRatios.some(({ arm }) => arm === name)),
    references: [{ value: 1, label: "plain" }],
  }),
  tables: ["timeRatios", ...(times.length > 0 ? ["times"] : [])],
});
