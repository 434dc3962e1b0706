import { lines } from "../lib/charts/lines.ts";
import { full, type Look, lora, lowRank } from "../lib/charts/looks.ts";
import { interval } from "../lib/charts/parts.ts";
import { defineResults, type TablesOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { gapPhrases, meanFinding } from "../lib/stats/findings.ts";
import { type experiment, series } from "./experiment.ts";
import { ratioFigure, ratioFindings } from "./ratios.ts";

type Tables = TablesOf<typeof experiment>;

const cosineArms: readonly Look[] = [
  { ...full, name: series.adamFull },
  { ...lora(4), name: series.descent },
  { ...lora(1), name: series.adamLora },
];
const normArms: readonly Look[] = [
  { ...full, name: series.ofWeight },
  { ...lora(4), name: series.ofB },
  { ...lowRank(4), name: series.ofA },
];

/** To the last look, where the lines end and their names stand. */
const stepOf = (rows: readonly { readonly step: number }[]) => ({
  field: "step",
  title: "step",
  domain: [0, Math.max(...rows.map(({ step }) => step))] as const,
});

export const results = defineResults<typeof experiment>({
  figures: ({ cosines, norms, ranks, ratios }, { rank }) => ({
    cosines: {
      spec: lines({
        table: "cosines",
        rows: cosines,
        x: stepOf(cosines),
        y: { field: "value", title: "cosine of the weights' step and −G", zero: true },
        arms: cosineArms,
        ribbon: interval,
      }),
      caption:
        'How well the step of the body weights points down the full gradient, over pre-training, all matrices together: mean over seeds, intervals as ribbons. Full training by plain descent would have a cosine of exactly one throughout. LoRA by plain descent has, on average, {{finding "descent"}}, because the step must pass through the factors. Adam, which both arms really use, turns the step of full training away too.',
      alt: "Cosine of the weights' step and the negative gradient over training, for LoRA by plain descent and by Adam and for full training by Adam.",
      description:
        "Line chart of a cosine against the training step, with ribbons for intervals. Three lines: full training with Adam, LoRA with plain gradient descent, and LoRA with Adam.",
      tables: ["cosines", "bySeed"],
    },
    norms: {
      spec: lines({
        table: "norms",
        rows: norms,
        x: stepOf(norms),
        y: { field: "value", title: "norm of the gradient", scale: "log", format: "~g" },
        arms: normArms,
      }),
      caption:
        "Norms of the gradients along LoRA's run, all matrices together, mean over seeds: of the frozen weights, which are never applied, and of the two factors. Before the first step that of `A` is exactly zero and has no place on a logarithmic axis; it grows with `B`.",
      alt: "Gradient norms of the frozen weights and of both factors over LoRA's training.",
      description:
        "Line chart with a logarithmic vertical axis: norms of three gradients against the training step. The line of the factor A starts after the first look, the other two at the first step.",
      tables: ["norms", "dead"],
    },
    ranks: {
      spec: lines({
        table: "ranks",
        rows: ranks,
        x: stepOf(ranks),
        y: { field: "value", title: "stable rank of the gradient", zero: true },
        arms: [full, lora(rank)],
        ribbon: interval,
      }),
      caption:
        'Stable rank of a batch\'s gradient, mean over the matrices of the body and over seeds, intervals as ribbons: the squared norm over the largest squared singular value, one for a matrix of rank one. In full training it goes from {{finding "stable-start"}} to {{finding "stable-end"}} at the last look.',
      alt: "Stable rank of the gradients over training, for full training and LoRA.",
      description:
        "Line chart of the mean stable rank of the gradient matrices against the training step, one line for full training and one for LoRA, with ribbons for intervals.",
      tables: ["ranks", "bySeed"],
    },
    ratios: ratioFigure(ratios),
  }),
  findings: ({ bySeed, dead, ...tables }, { sweep }) => {
    const of = (field: Exclude<keyof Tables["bySeed"][number], "seed">) => bySeed.map((row) => row[field]);
    const rise = pairedDifferences(of("stableRankAtEnd"), of("stableRankAtStart"));
    return {
      descent: meanFinding(
        of("descentDeviation").map((deviation) => 1 - deviation),
        ".2f",
      ),
      "adam-full": meanFinding(of("adamFullCosine"), ".2f"),
      "adam-lora": meanFinding(of("adamLoraCosine"), ".2f"),
      "adam-difference": {
        ...meanFinding(pairedDifferences(of("adamLoraCosine"), of("adamFullCosine")), ".2f"),
        phrases: gapPhrases,
      },
      "tangent-start": meanFinding(of("tangentAtStart"), ".0%"),
      "tangent-later": meanFinding(of("tangentLater"), ".0%"),
      checks: { value: of("checks").reduce((total, count) => total + count, 0), format: "d" },
      failed: { value: of("failedChecks").reduce((total, count) => total + count, 0), format: "d" },
      "identity-deviation": { value: Math.max(...of("identityDeviation")), format: ".0e" },
      "dead-norm": { value: Math.max(...dead.map(({ largestNorm }) => largestNorm)), format: "~g" },
      "stable-start": meanFinding(of("stableRankAtStart"), ".1f"),
      "stable-end": meanFinding(of("stableRankAtEnd"), ".1f"),
      "stable-rise": {
        ...meanFinding(rise, ".1f"),
        phrases: { higher: "risen by", lower: "fallen by", unresolved: "not moved by a resolved amount:" },
      },
      "leading-end": meanFinding(of("leadingShareAtEnd"), ".0%"),
      ...ratioFindings(tables["ratio-runs"], sweep),
    };
  },
  estimates: ({ bySeed }) => ({
    "gradient-direction": {
      samples: bySeed.map(({ descentDeviation }) => descentDeviation),
      format: ".2f",
    },
    "start-gradients": {
      exact: bySeed.reduce((total, { failedChecks }) => total + failedChecks, 0),
      format: "d",
    },
  }),
});
