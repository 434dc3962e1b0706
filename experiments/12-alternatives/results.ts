import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../lib/experiment.ts";
import { mean, median, pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { gapPhrases, meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import {
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  warmStartArm,
  windowArm,
} from "../lib/trials/arms.ts";
import { alternativeSteps } from "../lib/trials/core.ts";
import type { experiment } from "./experiment.ts";
import { activationFigure, frontFigure, gapFigure, windowFigure } from "./figures.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const NATS = "nats";
/** Said of a time in a build that measures none. */
const NOT_TIMED = "not measured in this build";
/** Gradients that differ by more than this are not the same gradients. */
const LARGEST_DIFFERENCE = 1e-5;

const lossesOf = ({ runs }: Tables, arm: string) =>
  runs.filter((row) => row.arm === arm).map(({ finalLoss }) => finalLoss);
const gapOf = (tables: Tables, arm: string) =>
  pairedDifferences(lossesOf(tables, arm), lossesOf(tables, fullArm.name));

const halfContext = ({ training }: Config) => windowArm(training.model.contextLength / 2).name;

/** The checkpointing of the model as deep as it is trained. */
const ownDepth = ({ checkpoints: rows }: Tables, { training }: Config) =>
  rowWith(rows, { layers: training.model.nLayers });

function checkpointFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const own = ownDepth(tables, config);
  const deepest = tables.checkpoints.at(-1) ?? own;
  const ratios = pairedRatios(
    tables.times.map(({ checkpointed }) => checkpointed),
    tables.times.map((row) => row.plain),
  );
  return {
    "saved-own": { value: own.saved, format: ".0%" },
    "saved-deepest": { value: deepest.saved, format: ".0%" },
    depth: { value: own.layers, format: "d" },
    deepest: { value: deepest.layers, format: "d" },
    "largest-difference": {
      value: Math.max(...tables.checkpoints.map((row) => row.largestDifference)),
      format: "~g",
    },
    "time-ratio":
      ratios.length === 0 ? { value: NOT_TIMED } : { value: median(ratios), format: ".2f", n: ratios.length },
  };
}

function armFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const rowOf = (arm: string) => rowWith(tables.arms, { arm });
  const experts = rowOf(expertsArm(config.arms.experts).name);
  const dense = rowOf(fullArm.name);
  const dropped = tables.runs.flatMap((row) => (row.dropped === null ? [] : [row.dropped]));
  const whole = tables.windows.at(-1)?.megaFlops ?? Number.NaN;
  return {
    seeds: { value: lossesOf(tables, fullArm.name).length, format: "d" },
    "tuned-steps": { value: alternativeSteps, format: ",d", unit: "steps" },
    "rank-galore": { value: Math.max(...config.arms.galore), format: "d" },
    restarts: { value: config.settings.relora.intervals - 1, format: "d" },
    subspaces: { value: Math.ceil(config.steps / config.settings.galore.refreshEvery), format: "d" },
    "attention-share": { value: whole / dense.megaFlopsPerStep, format: ".1%" },
    "experts-weights": { value: experts.weights / dense.weights, format: ".1f" },
    "experts-work": { value: experts.megaFlopsPerStep / dense.megaFlopsPerStep - 1, format: ".1%" },
    "experts-dropped": { value: mean(dropped), format: ".1%", n: dropped.length },
    ...gapFindings(tables, config),
  };
}

/** Differences from full training of the arms that the text names; of several ranks the lowest and the highest. */
function gapFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { arms } = config;
  const named = {
    "gap-window": halfContext(config),
    "gap-window-narrow": windowArm(Math.min(...arms.windows)).name,
    "gap-experts": expertsArm(arms.experts).name,
    "gap-galore": galoreArm(Math.max(...arms.galore)).name,
    "gap-lora-low": loraArm(Math.min(...arms.lora)).name,
    "gap-lora-high": loraArm(Math.max(...arms.lora)).name,
    "gap-relora": reLoraArm(Math.max(...arms.relora)).name,
    "gap-warm-start": warmStartArm(Math.max(...arms.warmStart)).name,
    "gap-low-rank": lowRankArm(Math.max(...arms.lowRank)).name,
  };
  return Object.fromEntries(
    Object.entries(named).map(([id, arm]) => [
      id,
      { ...meanFinding(gapOf(tables, arm), ".3f"), unit: NATS, phrases: gapPhrases },
    ]),
  );
}

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    front: frontFigure(tables, config.arms),
    gaps: gapFigure(config.arms),
    windows: windowFigure(tables),
    activations: activationFigure(tables),
  }),
  findings: (tables, config) => ({
    ...checkpointFindings(tables, config),
    ...armFindings(tables, config),
  }),
  estimates: (tables, config) => {
    const { saved, largestDifference } = ownDepth(tables, config);
    const experts = expertsArm(config.arms.experts).name;
    return {
      checkpointing: { exact: largestDifference <= LARGEST_DIFFERENCE ? saved : 0, format: ".0%" },
      experts: { samples: gapOf(tables, experts).map((gap) => -gap), format: ".3f" },
      "sparse-attention": { samples: gapOf(tables, halfContext(config)), format: ".3f" },
    };
  },
});
