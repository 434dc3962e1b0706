import type { ArmStyle } from "../kit/charts/parts.ts";
import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean, median, pairedRatios } from "../kit/stats/describe.ts";
import { count, decimal, notTimed, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import {
  apolloArm,
  expertsArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  warmStartArm,
  windowArm,
} from "../lab/arms.ts";
import { lossGap } from "../lab/losses.ts";
import type { experiment } from "./experiment.ts";
import { activationFigure, frontFigure, gapFigure, techniqueFigure } from "./figures.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Loss of an arm over full training's, per seed. */
const gapsIn = (runs: Tables["runs"], { name: arm }: ArmStyle) =>
  armDifferences(runs, "finalLoss", { arm, over: fullArm.name });

/** Of the deck's techniques. */
const techniqueGaps = ({ techniqueRuns }: Tables, { techniques }: Config) => ({
  window: gapsIn(techniqueRuns, windowArm(techniques.window)),
  experts: gapsIn(techniqueRuns, expertsArm(techniques.experts)),
});

/** Checkpointing at the depth of the trained model. */
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
    "largest-difference": { value: own.largestDifference, format: ".1~g" },
    "time-ratio": ratios.length === 0 ? notTimed : { ...decimal(median(ratios), 2), n: ratios.length },
  };
}

function techniqueFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { techniques } = config;
  const ofArm = ({ name: arm }: ArmStyle) => rowWith(tables.techniques, { arm });
  const [dense, experts] = [ofArm(fullArm), ofArm(expertsArm(techniques.experts))];
  const windowed = ofArm(windowArm(techniques.window));
  const dropped = column(tables.techniqueRuns, "dropped").filter((share) => share !== null);
  const gaps = techniqueGaps(tables, config);
  return {
    "technique-seeds": count(techniques.seeds.length),
    "gap-window": lossGap(gaps.window),
    "gap-experts": lossGap(gaps.experts),
    "window-saved": percent(1 - windowed.megaFlopsPerStep / dense.megaFlopsPerStep, 1),
    "experts-weights": decimal(experts.weights / dense.weights, 1),
    "experts-work": percent(experts.megaFlopsPerStep / dense.megaFlopsPerStep - 1, 1),
    "experts-dropped": { ...percent(mean(dropped), 1), n: dropped.length },
  };
}

/** Differences from full training of the arms in the text; of several ranks, the lowest and the highest. */
function gapFindings({ runs }: Tables, { ranks }: Config): Readonly<Record<string, Finding>> {
  const gap = (arm: ArmStyle) => lossGap(gapsIn(runs, arm));
  return {
    "gap-galore": gap(galoreArm(Math.max(...ranks.galore))),
    "gap-apollo": gap(apolloArm),
    "gap-lora-low": gap(loraArm(Math.min(...ranks.lora))),
    "gap-lora-high": gap(loraArm(Math.max(...ranks.lora))),
    "gap-relora": gap(reLoraArm(Math.max(...ranks.relora))),
    "gap-warm-start": gap(warmStartArm(Math.max(...ranks.warmStart))),
    "gap-low-rank": gap(lowRankArm(Math.max(...ranks.lowRank))),
  };
}

/** An arm's training state as a share of full training's. */
const stateShare = ({ arms }: Tables, { name: arm }: ArmStyle): Finding =>
  percent(rowWith(arms, { arm }).stateMegabytes / rowWith(arms, { arm: fullArm.name }).stateMegabytes);

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    front: frontFigure(tables, config.ranks),
    gaps: gapFigure(config.ranks),
    techniques: techniqueFigure(config.techniques),
    activations: activationFigure(tables),
  }),
  findings: (tables, config) => ({
    ...checkpointFindings(tables, config),
    ...techniqueFindings(tables, config),
    ...gapFindings(tables, config),
    seeds: count(config.seeds.length),
    "rank-galore": count(Math.max(...config.ranks.galore)),
    "state-galore": stateShare(tables, galoreArm(Math.max(...config.ranks.galore))),
    "state-apollo": stateShare(tables, apolloArm),
    "state-lora-low": stateShare(tables, loraArm(Math.min(...config.ranks.lora))),
    restarts: count(config.settings.relora.intervals - 1),
    subspaces: count(Math.ceil(config.lengths.short / config.settings.galore.refreshEvery)),
  }),
  estimates: (tables, config) => {
    const { window, experts } = techniqueGaps(tables, config);
    return {
      window: { samples: window, format: ".3f" },
      experts: { samples: experts.map((gap) => -gap), format: ".3f" },
    };
  },
  checks: (tables, config) => {
    const { saved, largestDifference } = ownDepth(tables, config);
    const isSame = largestDifference <= config.largestDifference;
    return { checkpointing: { exact: isSame ? saved : 0, format: ".0%" } };
  },
});
