import { intervalRows } from "../lib/charts/intervals.ts";
import { type LinesOptions, lines } from "../lib/charts/lines.ts";
import { deckLora, type Look } from "../lib/charts/looks.ts";
import { axisToLast, type Quantity } from "../lib/charts/parts.ts";
import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../lib/experiment.ts";
import {
  count,
  decimal,
  lossFinding,
  lossGap,
  meanFinding,
  percent,
  ratioFinding,
} from "../lib/stats/findings.ts";
import { column, firstAndLast, rowsWith, rowWith } from "../lib/tables.ts";
import { alternativeSettings } from "../lib/trials/alternatives.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { coreSteps } from "../lib/trials/core.ts";
import { basinFigure, basinFindings } from "./basins.ts";
import { deckNoise } from "./deck.ts";
import type { experiment } from "./experiment.ts";
import { horizonFigure, horizonFindings } from "./horizons.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;
type ComparedArm = Look<Tables["runs"][number]["arm"]>;

const ngramNames: Readonly<Record<number, string>> = { 2: "bigram", 3: "trigram", 4: "4-gram" };

const armsWith = (rank: number): readonly Look[] => [fullArm, loraArm(rank), frozenArm];

const curvesSpec = ({ curves: rows }: Tables, { rank }: Config) =>
  lines({
    table: "curves",
    rows,
    x: axisToLast("step", "step", rows),
    y: { field: "loss", title: "validation loss (nats a character)" },
    arms: armsWith(rank),
    points: true,
  });

const gapSpec = ({ gap: rows }: Tables, { rank }: Config) =>
  lines({
    table: "gap",
    rows,
    x: axisToLast("step", "step", rows),
    y: { field: "gap", title: "loss over full’s (nats a character)" },
    arms: [loraArm(rank)],
    points: true,
    references: [{ value: 0, label: "full" }],
  });

const finalSpec = ({ ngrams }: Tables, { rank, seeds }: Config) =>
  intervalRows({
    table: "final",
    value: { field: "loss", title: "final validation loss (nats a character)" },
    ...(seeds.length > 1 ? {} : { ends: { low: "loss", high: "loss" } }),
    arms: armsWith(rank),
    references: ngrams.map(({ order, loss }) => ({
      value: loss,
      label: ngramNames[order] ?? `${order}-gram`,
    })),
  });

/** One of the two panels of noise, px; its width leaves room for the names at the right. */
const noisePanel = { width: 300, height: 130 };

/** The deck's noise above the measured one, on one scale: in units of full training's. */
function noiseSpec({ noise: rows }: Tables, { rank }: Config) {
  const largest = Math.max(...[...deckNoise, ...rows].map(({ deviation }) => Math.abs(deviation)));
  const y: Quantity = {
    field: "deviation",
    title: "loss − trend, in full’s noise",
    domain: [-largest, largest],
  };
  const panel = (title: string, options: Pick<LinesOptions, "table" | "rows" | "x" | "arms">) => ({
    ...lines({ ...options, y, thin: true, height: noisePanel.height, ribbon: "none" }),
    title,
    width: noisePanel.width,
  });
  const [epoch, step] = [
    { field: "epoch", title: "epoch" },
    { field: "step", title: "step" },
  ];
  return {
    vconcat: [
      panel("The deck, invented", {
        table: "deck-noise",
        rows: deckNoise,
        x: epoch,
        arms: [deckLora, fullArm],
      }),
      panel("Measured", { table: "noise", rows, x: step, arms: [loraArm(rank), fullArm] }),
    ],
    resolve: { scale: { color: "independent" as const, strokeDash: "independent" as const } },
  };
}

/** The gap at the evaluated step that is nearest to a third of the run. */
function earlyGap({ gap, paired }: Tables, { steps }: Config): Readonly<Record<string, Finding>> {
  const distance = ({ step }: Tables["gap"][number]) => Math.abs(step - steps / 3);
  const nearest = [...gap].sort((one, other) => distance(one) - distance(other));
  const [{ step, gap: value, low, high }] = firstAndLast(nearest);
  const interval = low === null || high === null ? undefined : { low, high, level: 0.95 };
  return {
    "early-step": count(step),
    "gap-early": { ...lossGap([value]), interval, n: paired.length },
  };
}

/** What was trained, at which rates, and what it costs. */
function settings({ arms }: Tables, rank: number): Readonly<Record<string, Finding>> {
  const ofFull = rowWith(arms, { arm: fullArm.name });
  const ofLora = rowWith(arms, { arm: loraArm(rank).name });
  return {
    "tuned-steps": count(coreSteps, "steps"),
    "rate-full": { value: ofFull.learningRate, format: "~g" },
    "rate-lora": { value: ofLora.learningRate, format: "~g" },
    "body-weights": count(ofFull.trainedInBody),
    "adapter-weights": count(ofLora.trainedInBody),
    "shared-weights": count(ofFull.shared),
    "step-share": percent(ofLora.flopsPerStep / ofFull.flopsPerStep),
  };
}

/** Losses and noise of the headline runs. */
function headlineFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { runs, ngrams, paired } = tables;
  const lora = loraArm(config.rank);
  const lossesOf = (arm: ComparedArm) => column(runs, "finalLoss", { arm: arm.name });
  const ngramLoss = (order: number) => rowWith(ngrams, { order }).loss;
  const largestBurst = ({ name: arm }: ComparedArm) => {
    const bursts = rowsWith(runs, { arm }).map((run) => run.largestGradientNorm / run.medianGradientNorm);
    return decimal(Math.max(...bursts), 1);
  };
  return {
    "loss-full": lossFinding(lossesOf(fullArm)),
    "loss-lora": lossFinding(lossesOf(lora)),
    "loss-frozen": lossFinding(lossesOf(frozenArm)),
    gap: lossGap(column(paired, "difference")),
    ...earlyGap(tables, config),
    "frozen-over-bigram": lossGap(lossesOf(frozenArm).map((loss) => loss - ngramLoss(2))),
    "gap-closed": meanFinding(column(paired, "gapClosed"), ".0%"),
    trigram: decimal(ngramLoss(3), 3, "nats"),
    "4-gram": decimal(ngramLoss(4), 3, "nats"),
    "noise-ratio": ratioFinding(column(paired, "noiseRatio"), ".2f"),
    "burst-full": largestBurst(fullArm),
    "burst-lora": largestBurst(lora),
  };
}

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    curves: { spec: curvesSpec(tables, config), tables: ["curves", "runs"] },
    gap: { spec: gapSpec(tables, config), tables: ["gap", "paired"] },
    final: { spec: finalSpec(tables, config), tables: ["final", "ngrams", "runs"] },
    noise: { spec: noiseSpec(tables, config), tables: ["noise", "deck-noise", "runs"] },
    horizons: horizonFigure(tables.horizons, config),
    basins: basinFigure(tables, config.rank),
  }),
  findings: (tables, config) => ({
    seeds: count(config.seeds.length),
    ...headlineFindings(tables, config),
    ...settings(tables, config.rank),
    ...horizonFindings(tables["horizon-runs"], config),
    ...basinFindings(tables, config.rank),
    resets: count(alternativeSettings.relora.intervals - 1),
    "without-rewarm": lossGap(column(tables.restarts, "difference")),
  }),
  estimates: ({ paired }) => ({
    slower: { samples: column(paired, "difference"), format: ".3f" },
    noisier: { samples: column(paired, "noiseRatio"), format: ".2f" },
  }),
});
