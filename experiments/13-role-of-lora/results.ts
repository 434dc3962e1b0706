import { intervalRows } from "../kit/charts/intervals.ts";
import type { Layer } from "../kit/charts/parts.ts";
import { inline } from "../kit/charts/parts.ts";
import { labelledScatter } from "../kit/charts/scatter.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean } from "../kit/stats/describe.ts";
import { amountPhrases, count, decimal, meanFinding, percent, withCommas } from "../kit/stats/findings.ts";
import { column, rowsWith, rowWith } from "../kit/tables.ts";
import { colors, dashes, figureSizes } from "../kit/theme.ts";
import { full, loraArm } from "../lab/arms.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import { adaptedArms } from "../lab/trials/adaptation.ts";
import { shareFigure } from "../lab/trials/share-figure.ts";
import { equalStepsFinding, shareFinding, stageEstimate } from "../lab/trials/shares.ts";
import type { experiment } from "./experiment.ts";
import { differenceFromFull } from "./fine-tuning.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const arms = Object.values(adaptedArms);

/** LoRA's share in each stage after each length, with the deck's two bars as crosses on the rows of the claim. */
function stagesFigure({ stages, shares }: Tables, { lengths, bars }: Config): Figure {
  const order = column(stages, "length");
  const drawn = [
    { stage: "pre-training", steps: lengths.long, share: bars.pretraining.lora / bars.pretraining.full },
    { stage: "fine-tuning", steps: lengths.adaptation, share: bars.fineTuning.lora / bars.fineTuning.full },
  ].map(({ stage, steps, share }) => ({
    length: `${stage}, ${withCommas(steps)} steps`,
    share,
  }));
  const spec = shareFigure({ stages, shares }, " (crosses: the deck)");
  const y = { field: "length", type: "nominal" as const, sort: order };
  const x = { field: "share", type: "quantitative" as const };
  const ofDeck: Layer[] = [
    {
      data: inline(drawn),
      mark: { type: "point", shape: "cross", color: colors.ink.light, size: 90 },
      encoding: { y, x },
    },
  ];
  return { spec: { ...spec, layer: [...spec.layer, ...ofDeck] }, tables: ["stages", "shares"] };
}

/** The multiples of `step` around all values. */
const domainOf = (values: readonly number[], step: number): readonly [number, number] => [
  Math.floor(Math.min(...values) / step) * step,
  (Math.floor(Math.max(...values) / step) + 1) * step,
];

/** What each arm learned compared with what it forgot, a front over its rates, with a dot per seed. */
function frontsFigure({ fronts, adaptation }: Tables): Figure {
  const learned = [...column(fronts, "learnedLow"), ...column(fronts, "learnedHigh")];
  const forgotten = [...column(fronts, "forgottenLow"), ...column(fronts, "forgottenHigh")];
  const x = { field: "learned", title: "learned (nats per character)", domain: domainOf(learned, 0.05) };
  const y = {
    field: "forgotten",
    title: "forgotten of the addresses (nats per character)",
    domain: domainOf(forgotten, 0.02),
  };
  const encoding = {
    x: { field: x.field, type: "quantitative" as const },
    y: { field: y.field, type: "quantitative" as const },
  };
  const paths = arms.map(({ name, color, dash }) => ({
    rows: rowsWith(fronts, { arm: name }).sort((left, right) => left.rateShare - right.rateShare),
    color: colors[color].light,
    dash: dashes[dash],
  }));
  const seeds: Layer = {
    data: { name: "adaptation" },
    mark: { type: "circle", size: figureSizes.dot, color: colors.muted.light, opacity: 1 },
    encoding,
  };
  return {
    spec: labelledScatter({
      table: "fronts",
      rows: fronts,
      x,
      y,
      name: "name",
      arm: { field: "arm", styles: arms },
      width: 348,
      height: 250,
      whiskers: {
        x: { low: "learnedLow", high: "learnedHigh" },
        y: { low: "forgottenLow", high: "forgottenHigh" },
      },
      paths,
      below: adaptation.length > 0 ? [seeds] : [],
    }),
    tables: ["fronts", "adaptation", "forgetting", "counts"],
  };
}

function intrudersFigure({ intruders }: Tables): Figure {
  return {
    spec: intervalRows({
      table: "intruders",
      arms,
      value: {
        field: "count",
        title: "intruder dimensions in all weights",
        domain: domainOf([0, ...column(intruders, "high")], 10),
      },
      seeds: "intrudersBySeed",
    }),
    tables: ["intruders", "intrudersBySeed"],
  };
}

/** The number with the largest magnitude, with its sign. */
const farthestFromZero = (values: readonly number[]): number =>
  values.reduce((farthest, value) => (Math.abs(value) > Math.abs(farthest) ? value : farthest), 0);

/** What full training forgets less what LoRA forgets at equal learning, in words where it could not be compared. */
function forgettingFinding({ forgetting }: Tables): Finding {
  if (forgetting.length > 0) return lossFinding(column(forgetting, "difference"));
  return { value: "not known: an arm never learned so much" };
}

/** Learning and forgetting at the tuned rates. */
function fineTuningFindings({ adaptation, counts }: Tables): Readonly<Record<string, Finding>> {
  const ofFull = (field: "learned" | "forgotten") =>
    decimal(mean(column(adaptation, field, { arm: full.name, rateShare: 1 })), 3, "nats");
  const more = (key: "r4" | "r16", field: "learned" | "forgotten") =>
    lossGap(differenceFromFull(adaptation, key, field), amountPhrases);
  const trained = (arm: Tables["counts"][number]["arm"]) => rowWith(counts, { arm });
  return {
    "learned-full": ofFull("learned"),
    "forgotten-full": ofFull("forgotten"),
    "learned-r16": more("r16", "learned"),
    "forgotten-r16": more("r16", "forgotten"),
    "learned-r4": more("r4", "learned"),
    "forgotten-r4": more("r4", "forgotten"),
    "trained-full": count(trained(adaptedArms.full.name).trained),
    "trained-share": percent(trained(adaptedArms.r4.name).share, 1),
    "trained-share-high": percent(trained(adaptedArms.r16.name).share, 1),
  };
}

function intruderFindings({ intruders, intrudersBySeed }: Tables): Readonly<Record<string, Finding>> {
  const of = ({ name: arm }: (typeof arms)[number]) => decimal(rowWith(intruders, { arm }).count, 1);
  const more = ({ name: arm }: (typeof arms)[number]) =>
    meanFinding(armDifferences(intrudersBySeed, "count", { arm, over: full.name }), ".1f", {
      phrases: amountPhrases,
    });
  return {
    "intruders-looked": count(rowWith(intruders, { arm: full.name }).looked),
    "intruders-full": of(adaptedArms.full),
    "intruders-r4": of(adaptedArms.r4),
    "intruders-r16": of(adaptedArms.r16),
    "more-intruders-r4": more(adaptedArms.r4),
    "more-intruders-r16": more(adaptedArms.r16),
  };
}

/** LoRA's share in pre-training after some steps, without its interval. */
const plainShare = ({ shares }: Tables, stage: Tables["shares"][number]["stage"], steps: number): Finding =>
  percent(mean(column(rowsWith(shares, { stage, steps, recorded: false }), "share")));

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    stages: stagesFigure(tables, config),
    "learn-forget": frontsFigure(tables),
    intruders: intrudersFigure(tables),
  }),
  findings: (tables, { lengths, seeds, fewSeeds }) => {
    const { shares, merged } = tables;
    return {
      seeds: count(seeds.length),
      "few-seeds": count(fewSeeds.length),
      "share-fine": plainShare(tables, "fine-tuning", lengths.adaptation),
      "share-pre": plainShare(tables, "pre-training", lengths.long),
      "share-pre-interval": shareFinding(shares, "pre-training", lengths.long),
      "share-fine-interval": shareFinding(shares, "fine-tuning", lengths.adaptation),
      "share-short": plainShare(tables, "pre-training", lengths.short),
      "share-middle": plainShare(tables, "pre-training", lengths.middle),
      "equal-steps": equalStepsFinding(shares, lengths.middle),
      "forgotten-difference": forgettingFinding(tables),
      ...fineTuningFindings(tables),
      ...intruderFindings(tables),
      "merged-loss": {
        value: Math.abs(farthestFromZero(column(merged, "lossDifference"))),
        format: ".0e",
        unit: "nats",
      },
      "largest-difference": { value: Math.max(...column(merged, "largestDifference")), format: ".0e" },
      "largest-score": decimal(Math.max(...column(merged, "largestScore")), 0),
    };
  },
  estimates: ({ shares, forgetting }, { rank, lengths }) => ({
    role: stageEstimate(shares, { arm: loraArm(rank), lengths }),
    ...(forgetting.length > 0 && {
      forgetting: { samples: column(forgetting, "difference"), format: ".3f" },
    }),
    "drawn-zero": {
      samples: column(shares, "share", { stage: "pre-training", steps: lengths.long }),
      format: ".0%",
    },
  }),
  checks: ({ merged }) => ({
    inference: { exact: farthestFromZero(column(merged, "lossDifference")), format: ".0e" },
  }),
});
