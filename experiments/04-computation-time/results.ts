import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, armScales, logAxis, quantityChannel, verticalRules } from "../kit/charts/parts.ts";
import { defineResults, type FigureSpec, type Finding, type TablesOf } from "../kit/experiment.ts";
import { count, decimal, meanFinding } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowsWith, rowWith } from "../kit/tables.ts";
import { figureSizes } from "../kit/theme.ts";
import { armPoints, full, lora, lowRank, mixtureOfExperts, reLora } from "../lab/arms.ts";
import { trainingShare } from "../lab/nn/costs.ts";
import { type experiment, ONE_LAYER, OUTSIDE, orderNames } from "./experiment.ts";
import pytorch from "./pytorch-speed.json" with { type: "json" };

const arms: readonly ArmStyle[] = [
  { ...full, name: orderNames.full },
  { ...lora(4), name: orderNames.lora },
  { ...lowRank(4), name: orderNames.factored },
  { ...reLora(4), name: orderNames.product },
  { ...mixtureOfExperts(4), name: orderNames.merged },
];

/** Labels of an axis in milliseconds. */
const DECADES = [0.01, 0.1, 1, 10, 100, 1000];

/** Median times with quartiles: a row of points per order, a panel per batch. */
const timeDots = (pass: string, tokens: readonly number[]): FigureSpec => {
  const scales = armScales(arms);
  const arm = { field: "arm", type: "nominal" as const };
  const y = { ...arm, sort: arms.map(({ name }) => name), axis: { title: null, grid: true } };
  const x = quantityChannel({
    field: "milliseconds",
    title: "time of a pass (ms)",
    scale: "log",
    format: "~g",
    values: DECADES,
  });
  return {
    data: { name: "times" },
    transform: [
      { filter: { field: "pass", equal: pass } },
      { filter: { field: "tokens", oneOf: [...tokens] } },
    ],
    facet: {
      row: {
        field: "tokens",
        type: "ordinal",
        sort: [...tokens],
        header: {
          title: null,
          labelExpr: "'N = ' + datum.value",
          labelOrient: "top",
          labelAngle: 0,
          labelAnchor: "start",
          labelPadding: 2,
        },
      },
    },
    spacing: 14,
    spec: {
      width: figureSizes.width - 130,
      height: arms.length * 17,
      layer: [
        {
          mark: { type: "rule", strokeWidth: figureSizes.line },
          encoding: {
            y,
            x: { ...x, field: "lowerQuartile" },
            x2: { field: "upperQuartile" },
            color: { ...arm, scale: scales.color, legend: null },
          },
        },
        {
          mark: { type: "point" },
          encoding: {
            y,
            x,
            color: { ...arm, scale: scales.color, legend: null },
            shape: { ...arm, scale: scales.shape, legend: null },
          },
        },
      ],
    },
  };
};

const timeAgainstOperations: FigureSpec = {
  data: { name: "times" },
  width: figureSizes.width - 60,
  height: figureSizes.height,
  mark: "point",
  encoding: {
    x: quantityChannel({ field: "operations", title: "FLOPs, by formula", scale: "log", format: "~s" }),
    y: quantityChannel({
      field: "milliseconds",
      title: "time (ms)",
      scale: "log",
      format: "~g",
      values: DECADES,
    }),
    ...armPoints("arm", arms, { orient: "bottom", columns: 3 }),
  },
};

const measured: ArmStyle = { ...lora(4), name: "measured" };
/** As in the table of whole steps. */
const outside: ArmStyle = { ...lora(4), name: OUTSIDE };
const oneLayer: ArmStyle = { ...full, name: ONE_LAYER };
const byOperations: ArmStyle = { ...full, name: "by FLOPs", color: "gray", dash: "dotted", shape: "cross" };

/** The outside measurements at the narrowest and widest model. */
function outsideFindings(steps: TablesOf<typeof experiment>["steps"]): Readonly<Record<string, Finding>> {
  const rows = rowsWith(steps, { arm: outside.name });
  const [narrowest, widest] = firstAndLast(rows);
  const [faster] = rows.filter(({ ratio }) => ratio < 1);
  return {
    "torch-version": { value: pytorch.madeWith.torch },
    "peft-version": { value: pytorch.madeWith.peft },
    narrowest: count(narrowest.width),
    widest: count(widest.width),
    "torch-narrowest": decimal(narrowest.ratio, 2),
    "torch-widest": decimal(widest.ratio, 2),
    "torch-break-even": faster === undefined ? { value: "none that was tried" } : count(faster.width),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ sweep, machine, steps }, { tokens, dModel }) => ({
    forward: {
      spec: timeDots("forward", tokens),
      tables: ["times"],
    },
    step: {
      spec: timeDots("forward + backward", tokens),
      tables: ["times"],
      screen: timeDots("forward + backward", firstAndLast(tokens)),
    },
    operations: {
      spec: timeAgainstOperations,
      tables: ["times"],
    },
    "whole-steps": {
      spec: lines({
        table: "steps",
        rows: steps,
        x: logAxis("width", "width d", { format: "d", values: column(steps, "width") }),
        y: { field: "ratio", title: "time, LoRA r = 4 / full" },
        arms: [outside, oneLayer],
        points: true,
        references: [{ value: 1, label: "full" }],
      }),
    },
    "rank-sweep": {
      spec: lines({
        table: "sweep",
        rows: sweep,
        x: { field: "rank", title: "rank r", zero: true },
        y: { field: "ratio", title: "time, LoRA / full" },
        arms: [measured, byOperations],
        ribbon: { low: "lowerQuartile", high: "upperQuartile" },
        points: true,
        references: [{ value: 1, label: "full" }],
        below: [
          verticalRules(
            "rank",
            [{ value: rowWith(machine, {}).breakEvenRank, label: `d / 6 = ${dModel / 6}` }],
            "above",
          ),
        ],
      }),
    },
  }),
  findings: ({ times, ratios, machine, steps }, { dModel, rank }) => {
    const { engine, ownKernels, breakEvenRank, largestBatch } = rowWith(machine, {});
    const rateOf = (pass: "forward" | "forward + backward") =>
      rowWith(times, { arm: orderNames.full, pass, tokens: largestBatch }).gigaflops;
    return {
      engine: { value: engine },
      kernels: { value: ownKernels ? "this project’s own kernels" : "the operations of TensorFlow.js" },
      "largest-batch": count(largestBatch),
      "break-even": count(breakEvenRank),
      "rate-forward": decimal(rateOf("forward"), 0, "GFLOP/s"),
      "rate-step": decimal(rateOf("forward + backward"), 0, "GFLOP/s"),
      processes: count(ratios.length),
      efficient: meanFinding(column(ratios, "fullOverLora"), ".2f"),
      "efficient-bound": decimal(
        1 / trainingShare("lora", largestBatch, { inputs: dModel, outputs: dModel, rank }),
        2,
      ),
      "deck-order": meanFinding(column(ratios, "deckOverFull"), ".2f"),
      "deck-operations": count(1 + rank),
      ...outsideFindings(steps),
    };
  },
  estimates: ({ ratios }) => ({
    efficient: { samples: column(ratios, "fullOverLora"), format: ".2f" },
    "deck-order": { samples: column(ratios, "deckOverFull"), format: ".2f" },
  }),
});
