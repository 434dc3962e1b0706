import type { Look } from "../lib/charts/looks.ts";
import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../lib/experiment.ts";
import { armDifferences } from "../lib/stats/comparisons.ts";
import { mean, median, pairedRatios } from "../lib/stats/describe.ts";
import { count, decimal, lossGap, notTimed, percent } from "../lib/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../lib/tables.ts";
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

/** Gradients that differ by more than this are not the same gradients. */
const LARGEST_DIFFERENCE = 1e-5;

/** Loss of an arm over full training's, seed by seed. */
const gapsOf = ({ runs }: Tables, { name: arm }: Look) =>
  armDifferences(runs, "finalLoss", { arm, over: fullArm.name });

const halfContext = ({ training }: Config) => windowArm(training.model.contextLength / 2);

/** The checkpointing of the model as deep as it is trained. */
const ownDepth = ({ checkpoints }: Tables, { training }: Config) =>
  rowWith(checkpoints, { layers: training.model.nLayers });

function checkpointFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { checkpoints, times } = tables;
  const own = ownDepth(tables, config);
  const [, deepest] = firstAndLast(checkpoints);
  const ratios = pairedRatios(column(times, "checkpointed"), column(times, "plain"));
  return {
    "saved-own": percent(own.saved),
    "saved-deepest": percent(deepest.saved),
    depth: count(own.layers),
    deepest: count(deepest.layers),
    "largest-difference": { value: Math.max(...column(checkpoints, "largestDifference")), format: "~g" },
    "time-ratio": ratios.length === 0 ? notTimed : { ...decimal(median(ratios), 2), n: ratios.length },
  };
}

function armFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { settings, arms, steps, seeds } = config;
  const experts = rowWith(tables.arms, { arm: expertsArm(arms.experts).name });
  const dense = rowWith(tables.arms, { arm: fullArm.name });
  const dropped = column(tables.runs, "dropped").filter((share) => share !== null);
  const [, { megaFlops: whole }] = firstAndLast(tables.windows);
  return {
    seeds: count(seeds.length),
    "tuned-steps": count(alternativeSteps, "steps"),
    "rank-galore": count(Math.max(...arms.galore)),
    restarts: count(settings.relora.intervals - 1),
    subspaces: count(Math.ceil(steps / settings.galore.refreshEvery)),
    "attention-share": percent(whole / dense.megaFlopsPerStep, 1),
    "experts-weights": decimal(experts.weights / dense.weights, 1),
    "experts-work": percent(experts.megaFlopsPerStep / dense.megaFlopsPerStep - 1, 1),
    "experts-dropped": { ...percent(mean(dropped), 1), n: dropped.length },
  };
}

/** Differences from full training of the arms that the text names; of several ranks the lowest and the highest. */
function gapFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { arms } = config;
  const gap = (arm: Look) => lossGap(gapsOf(tables, arm));
  return {
    "gap-window": gap(halfContext(config)),
    "gap-window-narrow": gap(windowArm(Math.min(...arms.windows))),
    "gap-experts": gap(expertsArm(arms.experts)),
    "gap-galore": gap(galoreArm(Math.max(...arms.galore))),
    "gap-lora-low": gap(loraArm(Math.min(...arms.lora))),
    "gap-lora-high": gap(loraArm(Math.max(...arms.lora))),
    "gap-relora": gap(reLoraArm(Math.max(...arms.relora))),
    "gap-warm-start": gap(warmStartArm(Math.max(...arms.warmStart))),
    "gap-low-rank": gap(lowRankArm(Math.max(...arms.lowRank))),
  };
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
    ...gapFindings(tables, config),
  }),
  estimates: (tables, config) => {
    const { saved, largestDifference } = ownDepth(tables, config);
    const expertGaps = gapsOf(tables, expertsArm(config.arms.experts));
    return {
      checkpointing: { exact: largestDifference <= LARGEST_DIFFERENCE ? saved : 0, format: ".0%" },
      experts: { samples: expertGaps.map((gap) => -gap), format: ".3f" },
      "sparse-attention": { samples: gapsOf(tables, halfContext(config)), format: ".3f" },
    };
  },
});
