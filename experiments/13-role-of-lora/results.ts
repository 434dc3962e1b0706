import { intervalRows } from "../kit/charts/intervals.ts";
import type { Layer } from "../kit/charts/parts.ts";
import { labelledScatter } from "../kit/charts/scatter.ts";
import { type ConfigOf, defineResults, type TablesOf } from "../kit/experiment.ts";
import { armDifferences } from "../kit/stats/describe.ts";
import { amountPhrases, count, decimal, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { colors } from "../kit/theme.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import { adaptedArms } from "../lab/trials/adaptation.ts";
import type { experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

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

/** What each arm learned compared with what it forgot, with intervals, and a path through LoRA's ranks to full training. */
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
    arm: { field: "arm", styles: arms },
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

/** Differences in learning and forgetting, in words. An arm with fewer seeds is compared on those. */
function comparisons({ adaptation }: Tables, { otherSeeds }: Config) {
  const shared = rowsOfSeeds(adaptation, otherSeeds);
  const more = (
    field: "learned" | "forgotten",
    arm: AdaptedName,
    { over = full.name, rows = adaptation }: { over?: AdaptedName; rows?: Tables["adaptation"] } = {},
  ) => lossGap(armDifferences(rows, field, { arm, over }), amountPhrases);
  return {
    "learned-r16": more("learned", r16.name),
    "learned-r4": more("learned", r4.name),
    "forgotten-r16": more("forgotten", r16.name),
    "forgotten-r4": more("forgotten", r4.name),
    "net-r16": lossGap(armDifferences(adaptation, "net", { arm: r16.name, over: full.name })),
    "net-r4": lossGap(armDifferences(adaptation, "net", { arm: r4.name, over: full.name })),
    "net-embeddings": lossGap(armDifferences(shared, "net", { arm: r16.name, over: everything.name })),
    "learned-query-value": more("learned", queryValue.name, { over: r4.name, rows: shared }),
    "learned-embeddings": more("learned", everything.name, { rows: shared }),
    "forgotten-embeddings": more("forgotten", everything.name, { rows: shared }),
  };
}

/** The rows of some seeds. */
const rowsOfSeeds = <Row extends { readonly seed: number }>(rows: readonly Row[], seeds: readonly number[]) =>
  rows.filter(({ seed }) => seeds.includes(seed));

/** The number with the largest magnitude, with its sign. */
const farthestFromZero = (values: readonly number[]): number =>
  values.reduce((farthest, value) => (Math.abs(value) > Math.abs(farthest) ? value : farthest), 0);

export const results = defineResults<typeof experiment>({
  figures: ({ stages, learnForget, intruders }) => ({
    stages: { spec: stagesSpec(stages), tables: ["stages", "closedGaps", "reachedGains", "merged"] },
    "learn-forget": { spec: learnForgetSpec(learnForget), tables: ["learnForget", "adaptation", "counts"] },
    intruders: { spec: intrudersSpec(intruders), tables: ["intruders", "intrudersBySeed"] },
  }),
  findings: (tables, config) => {
    const { adaptation, closedGaps, reachedGains, counts, intruders, intrudersBySeed, merged } = tables;
    const trained = (arm: AdaptedName) => count(rowWith(counts, { arm }).trained);
    const intrudersOf = (arm: AdaptedName) => decimal(rowWith(intruders, { arm }).count, 1);
    const moreIntruders = (arm: AdaptedName) =>
      meanFinding(armDifferences(intrudersBySeed, "count", { arm, over: full.name }), ".1f", {
        phrases: amountPhrases,
      });
    return {
      seeds: count(config.seeds.length),
      "other-seeds": count(config.otherSeeds.length),
      "closed-gap": meanFinding(column(closedGaps, "share"), ".0%"),
      "share-learned": meanFinding(column(reachedGains, "share"), ".0%"),
      "learned-full": lossFinding(column(adaptation, "learned", { arm: full.name })),
      "forgotten-full": lossFinding(column(adaptation, "forgotten", { arm: full.name })),
      ...comparisons(tables, config),
      "trained-r4": trained(r4.name),
      "trained-share": percent(rowWith(counts, { arm: r4.name }).share, 1),
      "trained-full": trained(full.name),
      "trained-query-value": trained(queryValue.name),
      "merged-loss": {
        value: Math.abs(farthestFromZero(column(merged, "lossDifference"))),
        format: ".0e",
        unit: "nats",
      },
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
  estimates: ({ adaptation, closedGaps, reachedGains, counts }, { smallShare }) => {
    const moreOfR16 = (field: "learned" | "net") =>
      armDifferences(adaptation, field, { arm: r16.name, over: full.name });
    const isSmall = rowWith(counts, { arm: r4.name }).share < smallShare;
    return {
      "pre-training": { samples: column(closedGaps, "share"), format: ".0%" },
      learning: { samples: moreOfR16("learned"), format: ".3f" },
      net: { samples: moreOfR16("net"), format: ".3f" },
      ...(isSmall ? { "fine-tuning": { samples: column(reachedGains, "share"), format: ".0%" } } : {}),
    };
  },
  checks: ({ merged }) => ({
    inference: { exact: farthestFromZero(column(merged, "lossDifference")), format: ".0e" },
  }),
});
