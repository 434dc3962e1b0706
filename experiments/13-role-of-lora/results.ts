import { colors } from "../../templates/theme.ts";
import { intervalRows } from "../lib/charts/intervals.ts";
import type { Layer } from "../lib/charts/parts.ts";
import { labelledScatter } from "../lib/charts/scatter.ts";
import { defineResults, type TablesOf } from "../lib/experiment.ts";
import { armDifferences } from "../lib/stats/comparisons.ts";
import { pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import {
  amountPhrases,
  count,
  decimal,
  gapPhrases,
  lossFinding,
  lossGap,
  meanFinding,
  percent,
} from "../lib/stats/findings.ts";
import { column, rowWith } from "../lib/tables.ts";
import { adaptedArms } from "../lib/trials/adaptation.ts";
import type { experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

type AdaptedName = Tables["adaptation"][number]["arm"];

const arms = Object.values(adaptedArms);
const { everything, full, r16, r4, r1, queryValue } = adaptedArms;

/** Measured shares with intervals, the full model as a line, and the deck's bars as crosses. */
function stagesSpec(stages: Tables["stages"]) {
  const order = column(stages, "stage");
  const spec = intervalRows({
    table: "stages",
    category: { field: "stage", order },
    value: { field: "share", title: "LoRA r = 4, as a share of the full model", zero: true, format: ".0%" },
    references: [{ value: 1, label: "full" }],
    step: 40,
  });
  const ofDeck: Layer = {
    mark: { type: "point", shape: "cross", color: colors.gray.light, size: 70 },
    encoding: {
      y: { field: "stage", type: "nominal", sort: order },
      x: { field: "drawn", type: "quantitative" },
    },
  };
  return { ...spec, layer: [...spec.layer, ofDeck] };
}

/** The next multiple of `step` beyond all values, and the one below them, or zero. */
function domainOf(values: readonly number[], step: number): readonly [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  return [Math.floor(low / step) * step, (Math.floor(high / step) + 1) * step];
}

/** What each arm learned against what it forgot, with intervals, and a path through LoRA's ranks to full training. */
function learnForgetSpec(rows: Tables["learnForget"]) {
  const learned = [...column(rows, "learnedLow"), ...column(rows, "learnedHigh")];
  const forgotten = [...column(rows, "forgottenLow"), ...column(rows, "forgottenHigh")];
  return labelledScatter({
    table: "learnForget",
    rows,
    x: {
      field: "learned",
      title: "learned: fall of the loss on the novel (nats a character)",
      domain: domainOf(learned, 0.1),
    },
    y: {
      field: "forgotten",
      title: "forgotten: rise on the addresses (nats)",
      domain: domainOf(forgotten, 0.02),
    },
    name: "arm",
    arm: { field: "arm", looks: arms },
    width: 330,
    height: 250,
    whiskers: {
      x: { low: "learnedLow", high: "learnedHigh" },
      y: { low: "forgottenLow", high: "forgottenHigh" },
    },
    path: [r1, r4, r16, full].map(({ name }) => rowWith(rows, { arm: name })),
  });
}

const intrudersSpec = (rows: Tables["intruders"]) =>
  intervalRows({
    table: "intruders",
    arms,
    value: {
      field: "count",
      title: "intruder dimensions in all weights",
      domain: domainOf(column(rows, "high"), 10),
    },
  });

/** Differences of what was learned and forgotten, in words. */
function comparisons({ adaptation }: Tables) {
  const more = (field: "learned" | "forgotten", arm: AdaptedName, over: AdaptedName = full.name) =>
    lossGap(armDifferences(adaptation, field, { arm, over }), amountPhrases);
  /** What is forgotten for each nat that is learned. */
  const price = (arm: AdaptedName) =>
    pairedRatios(column(adaptation, "forgotten", { arm }), column(adaptation, "learned", { arm }));
  return {
    "learned-r16": more("learned", r16.name),
    "learned-r4": more("learned", r4.name),
    "forgotten-r16": more("forgotten", r16.name),
    "forgotten-r4": more("forgotten", r4.name),
    "learned-query-value": more("learned", queryValue.name, r4.name),
    "learned-embeddings": more("learned", everything.name),
    "forgotten-embeddings": more("forgotten", everything.name),
    "price-r4": meanFinding(pairedDifferences(price(r4.name), price(full.name)), ".3f", {
      phrases: gapPhrases,
    }),
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ stages, learnForget, intruders }) => ({
    stages: { spec: stagesSpec(stages), tables: ["stages", "bySeed"] },
    "learn-forget": { spec: learnForgetSpec(learnForget), tables: ["learnForget", "adaptation", "counts"] },
    intruders: { spec: intrudersSpec(intruders), tables: ["intruders", "intrudersBySeed"] },
  }),
  findings: (tables, { seeds }) => {
    const { adaptation, bySeed, counts, intruders, intrudersBySeed, merged } = tables;
    const trained = (arm: AdaptedName) => count(rowWith(counts, { arm }).trained);
    const intrudersOf = (arm: AdaptedName) => decimal(rowWith(intruders, { arm }).count, 1);
    const moreIntruders = (arm: AdaptedName) =>
      meanFinding(armDifferences(intrudersBySeed, "count", { arm, over: full.name }), ".1f", {
        phrases: amountPhrases,
      });
    return {
      seeds: count(seeds.length),
      "closed-gap": meanFinding(column(bySeed, "pretraining"), ".0%"),
      "share-learned": meanFinding(column(bySeed, "fineTuning"), ".0%"),
      "learned-full": lossFinding(column(adaptation, "learned", { arm: full.name })),
      "forgotten-full": lossFinding(column(adaptation, "forgotten", { arm: full.name })),
      ...comparisons(tables),
      "trained-r4": trained(r4.name),
      "trained-share": percent(rowWith(counts, { arm: r4.name }).share, 1),
      "trained-full": trained(full.name),
      "trained-query-value": trained(queryValue.name),
      "largest-difference": { value: Math.max(...column(merged, "largestDifference")), format: ".0e" },
      "largest-score": decimal(Math.max(...column(merged, "largestScore")), 0),
      "intruders-looked": count(rowWith(intruders, { arm: full.name }).looked),
      "intruders-full": intrudersOf(full.name),
      "intruders-r1": intrudersOf(r1.name),
      "intruders-r4": intrudersOf(r4.name),
      "intruders-r16": intrudersOf(r16.name),
      "more-intruders-r1": moreIntruders(r1.name),
      "more-intruders-r4": moreIntruders(r4.name),
      "more-intruders-r16": moreIntruders(r16.name),
    };
  },
  estimates: ({ adaptation, bySeed, counts, merged }) => {
    const learned = armDifferences(adaptation, "learned", { arm: r16.name, over: full.name });
    const isSmall = rowWith(counts, { arm: r4.name }).share < 0.1;
    return {
      pretraining: { samples: column(bySeed, "pretraining"), format: ".0%" },
      "fine-tuning": { samples: learned, format: ".3f" },
      inference: { exact: Math.max(...column(merged, "largestDifference")), format: ".0e" },
      ...(isSmall ? { valuable: { samples: column(bySeed, "fineTuning"), format: ".0%" } } : {}),
    };
  },
});
