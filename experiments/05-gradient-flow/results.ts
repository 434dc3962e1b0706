import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { axisToLast } from "../kit/charts/parts.ts";
import { defineResults, type TablesOf } from "../kit/experiment.ts";
import { pairedDifferences } from "../kit/stats/describe.ts";
import { count, gapPhrases, meanFinding } from "../kit/stats/findings.ts";
import { column, firstAndLast } from "../kit/tables.ts";
import { full, fullArm, lora, loraArm, lowRank } from "../lab/arms.ts";
import { type experiment, series } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const turnArms: readonly ArmStyle[] = [
  { ...lora(4), name: series.adamLora },
  { ...full, name: series.adamFull },
  { ...lora(1), name: series.descent },
];
const normArms: readonly ArmStyle[] = [
  { ...full, name: series.ofWeight },
  { ...lora(4), name: series.ofB },
  { ...lowRank(4), name: series.ofA },
];

const risePhrases = {
  higher: "risen by %",
  lower: "fallen by %",
  unresolved: "not moved by a resolved amount (%)",
};

export const results = defineResults<typeof experiment>({
  figures: ({ turns, norms, ranks }, { rank }) => ({
    turns: {
      spec: lines({
        table: "turns",
        rows: turns,
        x: axisToLast("step", "step", turns),
        y: { field: "value", title: "1 − cosine of the weights’ step and −G", zero: true },
        arms: turnArms,
      }),
      tables: ["turns", "bySeed"],
    },
    norms: {
      spec: lines({
        table: "norms",
        rows: norms,
        x: axisToLast("step", "step", norms),
        y: { field: "value", title: "norm of the gradient", scale: "log", format: "~g" },
        arms: normArms,
        ribbon: "none",
      }),
      tables: ["norms", "dead"],
    },
    ranks: {
      spec: lines({
        table: "ranks",
        rows: ranks,
        x: axisToLast("step", "step", ranks),
        y: { field: "value", title: "stable rank of the gradient", zero: true },
        arms: [fullArm, loraArm(rank)],
      }),
      tables: ["ranks", "bySeed"],
    },
  }),
  findings: ({ bySeed, dead, turns }) => {
    // A probe after `step` steps describes the step that follows.
    const probed = column(turns, "step", { arm: series.adamLora })
      .slice(1)
      .map((steps) => steps + 1);
    const [firstProbe, lastProbe] = firstAndLast(probed);
    const of = (field: Exclude<keyof Tables["bySeed"][number], "seed">) => column(bySeed, field);
    const rise = pairedDifferences(of("stableRankAtEnd"), of("stableRankAtStart"));
    return {
      seeds: count(bySeed.length),
      "first-probe": count(firstProbe),
      "second-probe": count(probed[1] ?? firstProbe),
      "last-probe": count(lastProbe),
      "turn-lora": meanFinding(of("loraTurn"), ".2f"),
      "turn-full": meanFinding(of("fullTurn"), ".2f"),
      "turn-difference": meanFinding(of("turnDifference"), ".2f", { phrases: gapPhrases }),
      "turn-descent": meanFinding(of("descentTurn"), ".2f"),
      "tangent-start": meanFinding(of("tangentAtStart"), ".0%"),
      "tangent-later": meanFinding(of("tangentLater"), ".0%"),
      checks: count(of("checks").reduce((total, ofSeed) => total + ofSeed, 0)),
      failed: count(of("failedChecks").reduce((total, ofSeed) => total + ofSeed, 0)),
      "identity-deviation": { value: Math.max(...of("identityDeviation")), format: ".0e" },
      "dead-norm": { value: Math.max(...column(dead, "largestNorm")), format: "~g" },
      "stable-start": meanFinding(of("stableRankAtStart"), ".1f"),
      "stable-end": meanFinding(of("stableRankAtEnd"), ".1f"),
      "stable-rise": meanFinding(rise, ".1f", { phrases: risePhrases }),
      "leading-end": meanFinding(of("leadingShareAtEnd"), ".0%"),
    };
  },
  estimates: ({ bySeed }) => ({
    "gradient-direction": { samples: column(bySeed, "turnDifference"), format: ".2f" },
  }),
  checks: ({ bySeed }) => ({
    "start-gradients": {
      exact: bySeed.reduce((total, { failedChecks }) => total + failedChecks, 0),
      format: "d",
    },
  }),
});
