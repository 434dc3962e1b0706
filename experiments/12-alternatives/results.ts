/** Findings, estimates and checks of slide 12. */
import { type ConfigOf, defineResults, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean } from "../kit/stats/describe.ts";
import { count, decimal, meanFinding, notRecorded, notTimed, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowsWith, rowWith } from "../kit/tables.ts";
import { fullArm } from "../lab/arms.ts";
import { recordedArms, trainedArms } from "../lab/costs/costed-arms.ts";
import { lossFinding } from "../lab/losses.ts";
import { modelFlops, stepFlops } from "../lab/nn/costs.ts";
import { tuningMargin } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";
import { type experiment, HALF_IN_FULL } from "./experiment.ts";
import { activationFigure, closedFigure, costsFigure, timeFigure } from "./figures.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const { narrow, experts } = trainedArms;

/** Loss of the dense model minus that of the mixture, per seed. */
const gainsOfExperts = ({ runs }: Tables): number[] =>
  armDifferences(runs, "finalLoss", { arm: narrow.arm.name, over: experts.arm.name });

/** Checkpointing at the depth of the trained model. */
const ownDepth = ({ checkpoints }: Tables, { training }: Config) =>
  rowWith(checkpoints, { layers: training.model.nLayers });

/** The shares of the gap that an alternative closes, per seed; none if its runs were not recorded. */
const sharesOf = ({ closed }: Tables, arm: string): number[] =>
  column(
    closed.filter((row) => row.arm === arm),
    "share",
  );

const shareFinding = (shares: readonly number[]): Finding =>
  shares.length === 0 ? notRecorded : meanFinding(shares, ".0%");

function checkpointFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { checkpoints, timeRatios } = tables;
  const own = ownDepth(tables, config);
  const [, deepest] = firstAndLast(checkpoints);
  const [timed] = rowsWith(timeRatios, { arm: "by time" });
  return {
    "saved-own": percent(own.saved),
    "saved-deepest": percent(deepest.saved),
    depth: count(own.layers),
    deepest: count(deepest.layers),
    "largest-difference": { value: own.largestDifference, format: ".1~g" },
    "time-ratio": timed === undefined ? notTimed : decimal(timed.ratio, 2),
  };
}

function expertFindings(tables: Tables): Readonly<Record<string, Finding>> {
  const rowOf = ({ arm }: typeof narrow) => rowWith(tables.arms, { arm: arm.name });
  const [dense, mixture] = [rowOf(narrow), rowOf(experts)];
  const dropped = column(tables.runs, "dropped").filter((share) => share !== null);
  const gains = gainsOfExperts(tables);
  return {
    // Texts that show it say which side is lower.
    "gap-experts": lossFinding(gains.map((gain) => (mean(gains) < 0 ? -gain : gain))),
    "loss-dense": decimal(dense.loss, 3),
    "loss-experts": decimal(mixture.loss, 3),
    "flops-dense": decimal(dense.megaFlopsPerStep, 1, "MFLOP"),
    "experts-weights": decimal(mixture.weights / dense.weights, 1),
    "experts-memory": decimal(mixture.stateMegabytes, 2, "MB"),
    "dense-memory": decimal(dense.stateMegabytes, 2, "MB"),
    "experts-work": percent(mixture.megaFlopsPerStep / dense.megaFlopsPerStep - 1, 1),
    "experts-dropped": percent(mean(dropped), 1),
  };
}

/** The share of attention's own products in the FLOPs of a step of the core model. */
function attentionShare({ vocabulary }: Tables, { training }: Config): number {
  const model = { ...training.model, vocabSize: rowWith(vocabulary, {}).size };
  const { attention } = modelFlops(model, fullArm.trains, training.batchSize);
  return (attention.forward + attention.backward) / stepFlops(model, fullArm.trains, training.batchSize);
}

/** Names of the searches of both sides. */
const searched = [narrow, experts].map(({ arm, width }) => searchFor(arm, { length: "long", width }));

export const results = defineResults<typeof experiment>({
  figures: (tables) => ({
    costs: costsFigure(tables),
    closed: closedFigure(tables),
    activations: activationFigure(tables),
    times: timeFigure(tables),
  }),
  findings: (tables, config) => ({
    seeds: count(config.seeds.length),
    ...expertFindings(tables),
    ...checkpointFindings(tables, config),
    "attention-share": percent(attentionShare(tables, config)),
    "half-in-full": shareFinding(sharesOf(tables, HALF_IN_FULL)),
    "share-warm": shareFinding(sharesOf(tables, recordedArms.warmStart.arm.name)),
    "share-restarts": shareFinding(sharesOf(tables, recordedArms.reLora.arm.name)),
    restarts: count(config.settings.relora.intervals - 1),
    "half-steps": count(config.settings.warmStart.fullShare * config.lengths.long),
  }),
  estimates: (tables) => {
    const warm = sharesOf(tables, recordedArms.warmStart.arm.name);
    const restarts = sharesOf(tables, recordedArms.reLora.arm.name);
    return {
      experts: { samples: gainsOfExperts(tables), format: ".3f", tuning: tuningMargin(searched) },
      ...(warm.length > 0 && { "warm-start": { samples: warm, format: ".0%" } }),
      ...(restarts.length > 0 && { restarts: { samples: restarts, format: ".0%" } }),
    };
  },
  checks: (tables, config) => {
    const { saved, largestDifference } = ownDepth(tables, config);
    const isSame = largestDifference <= config.largestDifference;
    return { checkpointing: { exact: isSame ? saved : 0, format: ".0%" } };
  },
});
