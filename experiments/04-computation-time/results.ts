/** Figures, findings, and the samples of the claims. */

import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, logAxis, verticalRules } from "../kit/charts/parts.ts";
import { exp } from "../kit/exact-math.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { mean, pairedDifferences } from "../kit/stats/describe.ts";
import { count, decimal, meanFinding, notTimed, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import { full, lora } from "../lab/arms.ts";
import { trainedArms } from "../lab/costs/costed-arms.ts";
import { costedScatter } from "../lab/costs/costed-figure.ts";
import { lossFinding } from "../lab/losses.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";
import { type experiment, layerNames, OUTSIDE } from "./experiment.ts";
import pytorch from "./pytorch-speed.json" with { type: "json" };

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const { lora4, lora16, narrow } = trainedArms;

const memoryFigure = ({ arms }: Tables): Figure => ({
  spec: costedScatter(arms, {
    cost: "stateMegabytes",
    title: "training memory of the body (MB)",
    compared: [lora4, narrow],
  }),
  tables: ["arms", "runs"],
});

const byFlops: ArmStyle = { ...full, name: "by FLOPs", color: "gray", dash: "dotted", shape: "cross" };

const layerArms: readonly ArmStyle[] = [
  { ...lora(4), name: layerNames.fullOverLora.time },
  { ...byFlops, name: layerNames.fullOverLora.flops },
  { ...full, color: "orange", shape: "diamond", name: layerNames.deckOverFull.time },
  { ...byFlops, name: layerNames.deckOverFull.flops },
];

const layerFigure = ({ layers, ratios }: Tables): Figure => ({
  spec: intervalRows({
    table: "layers",
    value: {
      field: "ratio",
      title: "ratio",
      domain: [0, 1.1 * Math.max(...column(layers, "high"))],
      format: "~g",
    },
    arms: layerArms.filter(({ name }) => layers.some(({ arm }) => arm === name)),
    references: [{ value: 1, label: "equal" }],
    ...(ratios.length > 0 && { seeds: "layerSeeds" }),
  }),
  tables: ["layers", ...(ratios.length > 0 ? ["ratios"] : [])],
});

const sweepFigure = ({ sweep, machine }: Tables, { layer }: Config): Figure => ({
  spec: lines({
    table: "sweep",
    rows: sweep,
    x: { field: "rank", title: "rank r", zero: true },
    y: { field: "ratio", title: "training step, LoRA / full layer" },
    arms: [{ ...lora(4), name: "by time" }, byFlops].filter(({ name }) =>
      sweep.some(({ arm }) => arm === name),
    ),
    ribbon: "none",
    points: true,
    references: [{ value: 1, label: "full" }],
    below: [
      verticalRules(
        "rank",
        [{ value: rowWith(machine, {}).breakEvenRank, label: `d / 6 = ${layer.dModel / 6}` }],
        "foot",
      ),
    ],
  }),
});

const stepsFigure = ({ steps }: Tables): Figure => ({
  spec: lines({
    table: "steps",
    rows: steps,
    x: logAxis("width", "width d", { format: "d", values: column(steps, "width") }),
    y: { field: "ratio", title: "time of a whole step, LoRA r = 4 / full" },
    arms: [{ ...lora(4), name: OUTSIDE }],
    ribbon: "none",
    points: true,
    references: [{ value: 1, label: "full" }],
  }),
});

/** Loss of LoRA minus that of the narrower model, per seed. */
const gapsIn = ({ runs }: Tables): number[] =>
  pairedDifferences(column(runs, "lora"), column(runs, "narrow"));

/** The two sides of the main claim. */
function sidesOf({ arms }: Tables) {
  const rowOf = ({ arm }: typeof narrow) => rowWith(arms, { arm: arm.name });
  return { lora: rowOf(lora4), narrower: rowOf(narrow) };
}

function costFindings(tables: Tables): Readonly<Record<string, Finding>> {
  const { lora: ofLora, narrower } = sidesOf(tables);
  const high = rowWith(tables.arms, { arm: lora16.arm.name });
  const gaps = gapsIn(tables);
  // Texts that show it say which side is lower.
  const sign = mean(gaps) < 0 ? -1 : 1;
  return {
    gap: lossFinding(gaps.map((gap) => sign * gap)),
    excess: percent(exp(Math.abs(mean(gaps))) - 1),
    "loss-lora": decimal(ofLora.loss, 3),
    "loss-narrow": decimal(narrower.loss, 3),
    memory: percent(narrower.stateMegabytes / ofLora.stateMegabytes),
    flops: percent(narrower.megaFlopsPerStep / ofLora.megaFlopsPerStep),
    "arm-high": { value: high.arm },
    "loss-high": decimal(high.loss, 3),
    "memory-high": decimal(high.stateMegabytes, 2, "MB"),
    "memory-lora": decimal(ofLora.stateMegabytes, 2, "MB"),
    "memory-narrow": decimal(narrower.stateMegabytes, 2, "MB"),
    "whole-lora": decimal(ofLora.wholeMegabytes, 2, "MB"),
    "whole-narrow": decimal(narrower.wholeMegabytes, 2, "MB"),
    "weights-lora": count(ofLora.weights),
    "weights-narrow": count(narrower.weights),
  };
}

/** Times of one layer; a build may measure none. */
function timeFindings({ ratios, machine, layers }: Tables): Readonly<Record<string, Finding>> {
  const { engine, ownKernels, breakEvenRank } = rowWith(machine, {});
  const [ofStep, ofDeck] = [column(ratios, "fullOverLora"), column(ratios, "deckOverFull")];
  const ifTimed = (finding: () => Finding): Finding => (ratios.length === 0 ? notTimed : finding());
  const flopsOf = ({ flops }: (typeof layerNames)[keyof typeof layerNames]) =>
    rowWith(layers, { arm: flops }).ratio;
  return {
    engine: engine === null ? notTimed : { value: engine },
    kernels: { value: ownKernels ? "this project’s own kernels" : "the operations of TensorFlow.js" },
    processes: count(ratios.length),
    "break-even": count(breakEvenRank),
    "layer-time": ifTimed(() => meanFinding(ofStep, ".2f")),
    "layer-saved": ifTimed(() => percent(1 - 1 / mean(ofStep))),
    "layer-flops-saved": percent(1 - 1 / flopsOf(layerNames.fullOverLora)),
    "deck-order": ifTimed(() => meanFinding(ofDeck, ".2f")),
    "deck-flops": decimal(flopsOf(layerNames.deckOverFull), 0),
  };
}

/** The outside measurements at the narrowest and widest model. */
function outsideFindings({ steps }: Tables): Readonly<Record<string, Finding>> {
  const [narrowest, widest] = firstAndLast(steps);
  const [faster] = steps.filter(({ ratio }) => ratio < 1);
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

const searched = [lora4, narrow].map(({ arm, width }) => searchFor(arm, { length: "long", width }));

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    memory: memoryFigure(tables),
    layer: layerFigure(tables),
    sweep: sweepFigure(tables, config),
    "whole-steps": stepsFigure(tables),
  }),
  findings: (tables, { seeds }) => ({
    seeds: count(seeds.length),
    ...costFindings(tables),
    ...timeFindings(tables),
    ...outsideFindings(tables),
  }),
  estimates: (tables) => ({
    "narrower-model": { samples: gapsIn(tables), format: ".3f", tuning: tuningMargin(searched) },
    ...(tables.ratios.length > 0 && {
      "layer-time": { samples: column(tables.ratios, "fullOverLora"), format: ".2f" },
      "deck-order": { samples: column(tables.ratios, "deckOverFull"), format: ".2f" },
    }),
  }),
  checks: (tables) => {
    const { lora: ofLora, narrower } = sidesOf(tables);
    const shares = [
      narrower.stateMegabytes / ofLora.stateMegabytes,
      narrower.megaFlopsPerStep / ofLora.megaFlopsPerStep,
    ];
    return { cheaper: { exact: Math.max(...shares), format: ".2f" } };
  },
});
