import { colors } from "../../templates/theme.ts";
import { intervalRows } from "../lib/charts/intervals.ts";
import { full, type Look, lora, onQueryValue } from "../lib/charts/looks.ts";
import { inline, type Layer } from "../lib/charts/parts.ts";
import { labelledScatter } from "../lib/charts/scatter.ts";
import { defineResults, type Finding, type TablesOf } from "../lib/experiment.ts";
import { pairedDifferences, pairedRatios } from "../lib/stats/describe.ts";
import { gapPhrases, meanFinding } from "../lib/stats/findings.ts";
import { rowWith } from "../lib/tables.ts";
import { armNames, type experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const NATS = "nats";
const moreOrLess = { higher: "more by", lower: "less by", unresolved: "not resolved:" };

const arms: readonly Look[] = [
  { ...full, name: armNames.everything, color: "muted", shape: "diamond" },
  full,
  lora(16),
  lora(4),
  lora(1),
  { ...onQueryValue, name: armNames.queryValue },
];
const order = arms.map(({ name }) => name);

/** The values of one arm, by seed. */
const samplesOf = (
  { adaptation }: Pick<Tables, "adaptation">,
  arm: string,
  field: "learned" | "forgotten",
): readonly number[] => adaptation.filter((row) => row.arm === arm).map((row) => row[field]);

const difference = (tables: Tables, field: "learned" | "forgotten", left: string, right: string) =>
  pairedDifferences(samplesOf(tables, left, field), samplesOf(tables, right, field));

/** Measured shares with intervals, the full model as a line, and the deck's bars as crosses. */
function stagesSpec(stages: Tables["stages"]) {
  const value = {
    field: "share",
    title: "LoRA r = 4, as a share of the full model",
    zero: true,
    format: ".0%",
  };
  const spec = intervalRows({
    table: "stages",
    category: { field: "stage", order: stages.map(({ stage }) => stage) },
    value,
    references: [{ value: 1, label: "full" }],
    step: 40,
  });
  const ofDeck: Layer = {
    mark: { type: "point", shape: "cross", color: colors.gray.light, size: 70 },
    encoding: {
      y: { field: "stage", type: "nominal", sort: stages.map(({ stage }) => stage) },
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
  const path = [lora(1), lora(4), lora(16), full].map(({ name }, rank) => ({
    rank,
    ...rowWith(rows, { arm: name }),
  }));
  const learned = rows.flatMap(({ learnedLow, learnedHigh }) => [learnedLow, learnedHigh]);
  const forgotten = rows.flatMap(({ forgottenLow, forgottenHigh }) => [forgottenLow, forgottenHigh]);
  const x = { field: "learned", type: "quantitative" as const };
  const y = { field: "forgotten", type: "quantitative" as const };
  const bar = { type: "rule" as const, color: colors.muted.light };
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
    below: [
      {
        data: inline(path),
        mark: { type: "line", color: colors.gray.light, strokeDash: [3, 3] },
        encoding: { x, y, order: { field: "rank", type: "quantitative" } },
      },
      { mark: bar, encoding: { x: { ...x, field: "learnedLow" }, x2: { field: "learnedHigh" }, y } },
      { mark: bar, encoding: { y: { ...y, field: "forgottenLow" }, y2: { field: "forgottenHigh" }, x } },
    ],
  });
}

const intrudersSpec = (rows: Tables["intruders"]) =>
  intervalRows({
    table: "intruders",
    category: { field: "arm", order },
    value: {
      field: "count",
      title: "intruder dimensions in all weights",
      domain: domainOf(
        rows.map(({ high }) => high),
        10,
      ),
    },
    arms,
  });

/** Differences of what was learned and forgotten, in words. */
function comparisons(tables: Tables) {
  const compared = (field: "learned" | "forgotten", left: string, right: string): Finding => ({
    ...meanFinding(difference(tables, field, left, right), ".3f", { unit: NATS }),
    phrases: moreOrLess,
  });
  const price = (arm: string) =>
    pairedRatios(samplesOf(tables, arm, "forgotten"), samplesOf(tables, arm, "learned"));
  return {
    "learned-r16": compared("learned", armNames.r16, full.name),
    "learned-r4": compared("learned", armNames.r4, full.name),
    "forgotten-r16": compared("forgotten", armNames.r16, full.name),
    "forgotten-r4": compared("forgotten", armNames.r4, full.name),
    "learned-query-value": compared("learned", armNames.queryValue, armNames.r4),
    "learned-embeddings": compared("learned", armNames.everything, full.name),
    "forgotten-embeddings": compared("forgotten", armNames.everything, full.name),
    "price-r4": {
      ...meanFinding(pairedDifferences(price(armNames.r4), price(full.name)), ".3f"),
      phrases: gapPhrases,
    },
  };
}

const intrudersOf = ({ intruders }: Tables, arm: string): Finding => {
  const { count } = rowWith(intruders, { arm });
  return { value: count, format: ".1f" };
};

/** An arm's intruders beyond those of full training, seed by seed. */
function moreIntruders({ intrudersBySeed }: Tables, arm: string): Finding {
  const countsOf = (name: string) =>
    intrudersBySeed.filter((row) => row.arm === name).map(({ count }) => count);
  return {
    ...meanFinding(pairedDifferences(countsOf(arm), countsOf(full.name)), ".1f"),
    phrases: moreOrLess,
  };
}

export const results = defineResults<typeof experiment>({
  figures: ({ stages, learnForget, intruders }) => ({
    stages: {
      spec: stagesSpec(stages),
      tables: ["stages", "bySeed"],
    },
    "learn-forget": {
      spec: learnForgetSpec(learnForget),
      tables: ["learnForget", "adaptation", "counts"],
    },
    intruders: {
      spec: intrudersSpec(intruders),
      tables: ["intruders", "intrudersBySeed"],
    },
  }),
  findings: (tables, { seeds }) => {
    const { counts, merged, intruders, bySeed } = tables;
    return {
      seeds: { value: seeds.length, format: "d" },
      "closed-gap": meanFinding(
        bySeed.map(({ pretraining }) => pretraining),
        ".0%",
      ),
      "share-learned": meanFinding(
        bySeed.map(({ fineTuning }) => fineTuning),
        ".0%",
      ),
      "learned-full": meanFinding(samplesOf(tables, full.name, "learned"), ".3f", { unit: NATS }),
      "forgotten-full": meanFinding(samplesOf(tables, full.name, "forgotten"), ".3f", { unit: NATS }),
      ...comparisons(tables),
      "trained-r4": { value: rowWith(counts, { arm: armNames.r4 }).trained, format: ",d" },
      "trained-share": { value: rowWith(counts, { arm: armNames.r4 }).share, format: ".1%" },
      "trained-full": { value: rowWith(counts, { arm: full.name }).trained, format: ",d" },
      "trained-query-value": { value: rowWith(counts, { arm: armNames.queryValue }).trained, format: ",d" },
      "largest-difference": {
        value: Math.max(...merged.map(({ largestDifference }) => largestDifference)),
        format: ".0e",
      },
      "largest-score": {
        value: Math.max(...merged.map(({ largestScore }) => largestScore)),
        format: ".0f",
      },
      "intruders-looked": { value: rowWith(intruders, { arm: full.name }).looked, format: "d" },
      "intruders-full": intrudersOf(tables, full.name),
      "intruders-r1": intrudersOf(tables, armNames.r1),
      "intruders-r4": intrudersOf(tables, armNames.r4),
      "intruders-r16": intrudersOf(tables, armNames.r16),
      "more-intruders-r1": moreIntruders(tables, armNames.r1),
      "more-intruders-r4": moreIntruders(tables, armNames.r4),
      "more-intruders-r16": moreIntruders(tables, armNames.r16),
    };
  },
  estimates: (tables) => {
    const { bySeed, merged, counts } = tables;
    const isSmall = rowWith(counts, { arm: armNames.r4 }).share < 0.1;
    return {
      pretraining: { samples: bySeed.map(({ pretraining }) => pretraining), format: ".0%" },
      "fine-tuning": { samples: difference(tables, "learned", armNames.r16, full.name), format: ".3f" },
      inference: {
        exact: Math.max(...merged.map(({ largestDifference }) => largestDifference)),
        format: ".0e",
      },
      ...(isSmall
        ? { valuable: { samples: bySeed.map(({ fineTuning }) => fineTuning), format: ".0%" } }
        : {}),
    };
  },
});
