import { intervalRows } from "../lib/charts/intervals.ts";
import { lines } from "../lib/charts/lines.ts";
import { full, type Look, lora, rankZero } from "../lib/charts/looks.ts";
import { interval } from "../lib/charts/parts.ts";
import { horizontalRules } from "../lib/charts/rules.ts";
import { defineResults, type TablesOf } from "../lib/experiment.ts";
import { gapPhrases, meanFinding } from "../lib/stats/findings.ts";
import { meanRatio, ratioInterval } from "../lib/stats/intervals.ts";
import { rowWith } from "../lib/tables.ts";
import { coreSteps } from "../lib/trials/core.ts";
import { basinFigure, basinFindings } from "./basins.ts";
import type { experiment } from "./experiment.ts";
import { horizonFigure, horizonFindings } from "./horizons.ts";
import { restartFindings } from "./restarts.ts";

const NATS = "nats";
const ngramNames = new Map([
  [2, "bigram"],
  [3, "trigram"],
  [4, "4-gram"],
]);

/** The evaluated step that is nearest to a third of the run. */
const earlyStep = (rows: readonly { readonly step: number }[], steps: number): number =>
  rows.reduce((best, { step }) => (Math.abs(step - steps / 3) < Math.abs(best - steps / 3) ? step : best), 0);

type Rows<Name extends keyof Tables> = Tables[Name];
type Tables = TablesOf<typeof experiment>;

const armsWith = (rank: number): readonly Look[] => [full, lora(rank), rankZero];

const curvesSpec = (rows: Rows<"curves">, rank: number, steps: number) =>
  lines({
    table: "curves",
    rows,
    x: { field: "step", title: "step", domain: [0, steps] },
    y: { field: "loss", title: "validation loss (nats a character)", scale: "log", format: "~g" },
    arms: armsWith(rank),
    ribbon: interval,
    points: true,
  });

const gapSpec = (rows: Rows<"gap">, rank: number, steps: number) =>
  lines({
    table: "gap",
    rows,
    x: { field: "step", title: "step", domain: [0, steps] },
    y: { field: "gap", title: "loss over full’s (nats a character)" },
    arms: [lora(rank)],
    ribbon: interval,
    points: true,
    below: [horizontalRules("gap", [{ value: 0, label: "as good as full" }], "right")],
  });

const finalSpec = (ngrams: Rows<"ngrams">, rank: number, seeds: readonly number[]) =>
  intervalRows({
    table: "final",
    value: { field: "loss", title: "final validation loss (nats a character)" },
    ...(seeds.length > 1 ? {} : { ends: { low: "loss", high: "loss" } }),
    arms: armsWith(rank),
    references: ngrams.map(({ order, loss }) => ({
      value: loss,
      label: ngramNames.get(order) ?? `${order}-gram`,
    })),
  });

const noiseSpec = (rows: Rows<"noise">, rank: number) =>
  lines({
    table: "noise",
    rows,
    x: { field: "step", title: "step" },
    y: { field: "loss", title: "training loss (nats a character)" },
    arms: [full, lora(rank)],
    thin: true,
  });

/** Differences of losses in words. */
function comparisons({ gap, runs, ngrams, paired }: Tables, steps: number) {
  const early = rowWith(gap, { step: earlyStep(gap, steps) });
  const bigram = rowWith(ngrams, { order: 2 }).loss;
  const overBigram = runs
    .filter(({ arm }) => arm === rankZero.name)
    .map(({ finalLoss }) => finalLoss - bigram);
  return {
    gap: {
      ...meanFinding(
        paired.map(({ difference }) => difference),
        ".3f",
        { unit: NATS },
      ),
      phrases: gapPhrases,
    },
    "early-step": { value: early.step, format: "d" },
    "gap-early": {
      value: early.gap,
      format: ".3f",
      unit: NATS,
      interval:
        early.low === null || early.high === null
          ? undefined
          : { low: early.low, high: early.high, level: 0.95 },
      n: paired.length,
      phrases: gapPhrases,
    },
    "frozen-over-bigram": { ...meanFinding(overBigram, ".3f", { unit: NATS }), phrases: gapPhrases },
  };
}

/** What was trained, at which rates, and what it costs. */
function settings({ arms }: Tables, rank: number) {
  const ofFull = rowWith(arms, { arm: full.name });
  const ofLora = rowWith(arms, { arm: lora(rank).name });
  return {
    "tuned-steps": { value: coreSteps, format: ",d", unit: "steps" },
    "rate-full": { value: ofFull.learningRate, format: "~g" },
    "rate-lora": { value: ofLora.learningRate, format: "~g" },
    "body-weights": { value: ofFull.trainedInBody, format: ",d" },
    "adapter-weights": { value: ofLora.trainedInBody, format: ",d" },
    "shared-weights": { value: ofFull.shared, format: ",d" },
    "step-share": { value: ofLora.flopsPerStep / ofFull.flopsPerStep, format: ".0%" },
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ curves, gap, noise, ngrams, ...tables }, { rank, steps, seeds, ...config }) => ({
    curves: {
      spec: curvesSpec(curves, rank, steps),
      tables: ["curves", "runs"],
    },
    gap: {
      spec: gapSpec(gap, rank, steps),
      tables: ["gap", "paired"],
    },
    final: {
      spec: finalSpec(ngrams, rank, seeds),
      tables: ["final", "ngrams", "runs"],
    },
    noise: {
      spec: noiseSpec(noise, rank),
      tables: ["noise", "runs"],
    },
    horizons: horizonFigure(tables.horizons, { rank, ...config }),
    basins: basinFigure(
      tables["basin-runs"],
      tables.basins,
      rowWith(tables.floor, { arm: rankZero.name }).loss,
      rank,
    ),
  }),
  findings: (tables, config) => {
    const { rank, steps, seeds } = config;
    const { runs, ngrams, paired } = tables;
    const ofArm = (arm: Look) => runs.filter((run) => run.arm === arm.name);
    const lossesOf = (arm: Look) => ofArm(arm).map(({ finalLoss }) => finalLoss);
    const largestBurst = (arm: Look) =>
      Math.max(...ofArm(arm).map((run) => run.largestGradientNorm / run.medianGradientNorm));
    const ratios = paired.map(({ noiseRatio }) => noiseRatio);
    return {
      seeds: { value: seeds.length, format: "d" },
      "loss-full": meanFinding(lossesOf(full), ".3f", { unit: NATS }),
      "loss-lora": meanFinding(lossesOf(lora(rank)), ".3f", { unit: NATS }),
      "loss-frozen": meanFinding(lossesOf(rankZero), ".3f", { unit: NATS }),
      ...comparisons(tables, steps),
      "gap-closed": meanFinding(
        paired.map(({ gapClosed }) => gapClosed),
        ".0%",
      ),
      trigram: { value: rowWith(ngrams, { order: 3 }).loss, format: ".3f", unit: NATS },
      "4-gram": { value: rowWith(ngrams, { order: 4 }).loss, format: ".3f", unit: NATS },
      "noise-ratio": {
        value: meanRatio(ratios),
        format: ".2f",
        interval: ratioInterval(ratios),
        n: ratios.length,
      },
      "burst-full": { value: largestBurst(full), format: ".1f" },
      "burst-lora": { value: largestBurst(lora(rank)), format: ".1f" },
      ...settings(tables, rank),
      ...horizonFindings(tables["horizon-runs"], config),
      ...basinFindings(tables["basin-runs"], tables.basins, rank),
      ...restartFindings(tables.restarts),
    };
  },
  estimates: ({ paired }) => ({
    slower: { samples: paired.map(({ difference }) => difference), format: ".3f" },
    noisier: { samples: paired.map(({ noiseRatio }) => noiseRatio), format: ".2f" },
  }),
});
