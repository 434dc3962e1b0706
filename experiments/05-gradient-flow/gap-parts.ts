/**
 * The gap of LoRA in two parts: what the rank costs (from the deck's rank to the full one), and what the form of the update
 * costs (at full rank, above full training). Then LoRA+. Tables, figures and findings.
 */
import { intervalRows } from "../kit/charts/intervals.ts";
import { inline, type Layer, withHalo } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedDifferences, pairedRatios } from "../kit/stats/describe.ts";
import { count, meanFinding, notRecorded, percent } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, runRows, zip } from "../kit/tables.ts";
import { type ColorName, colors, figureSizes } from "../kit/theme.ts";
import { fullArm, loraArm, loraPlusArm } from "../lab/arms.ts";
import { lossGap } from "../lab/losses.ts";
import { tunedLoss } from "../lab/settings.ts";
import { searchFor } from "../lab/trials/language-runs.ts";

interface Run {
  readonly finalLoss: number;
}

type Runs = readonly Run[];

interface Setup {
  readonly seeds: readonly number[];
  /** The deck's rank, and the width of the model, which is the full rank. */
  readonly rank: number;
  readonly fullRank: number;
  /** How many times the rate of A that of B is in LoRA+. */
  readonly plusRatios: readonly number[];
}

interface Compared {
  readonly full: Runs;
  readonly low: Runs;
  readonly fullRank: Runs;
  /** Recorded runs of LoRA+ for each ratio; undefined without a record. */
  readonly plus: readonly (Runs | undefined)[];
}

export function gapTables({ full, low, fullRank, plus }: Compared, setup: Setup) {
  const { seeds, rank, plusRatios } = setup;
  const parts = zip(seeds, low, fullRank, full).map(([seed, ofLow, ofFullRank, ofFull]) => ({
    seed,
    full: ofFull.finalLoss,
    low: ofLow.finalLoss,
    fullRank: ofFullRank.finalLoss,
    rankPart: ofLow.finalLoss - ofFullRank.finalLoss,
    formPart: ofFullRank.finalLoss - ofFull.finalLoss,
  }));
  const rowsOf = (arm: string, runs: Runs, recorded: boolean) =>
    runRows(arm, seeds, runs, ({ finalLoss: loss }) => ({ loss, recorded }));
  const arms = [
    rowsOf(fullArm.name, full, false),
    rowsOf(loraArm(setup.fullRank).name, fullRank, false),
    rowsOf(loraArm(rank).name, low, false),
    ...zip(plusRatios, plus).flatMap(([ratio, runs]) =>
      runs === undefined ? [] : [rowsOf(loraPlusArm(rank, ratio).name, runs, true)],
    ),
  ];
  return {
    "gap-parts": parts,
    "gap-segments": [
      ...segments(MEAN, mean(column(parts, "formPart")), mean(column(parts, "rankPart"))),
      ...parts.flatMap(({ seed, formPart, rankPart }) => segments(`seed ${seed}`, formPart, rankPart)),
    ],
    "factor-losses": arms.flatMap((rows) =>
      rows
        .slice(0, 1)
        .map(({ arm, recorded }) => ({ arm, recorded, ...meanAs("loss", column(rows, "loss")) })),
    ),
    "factor-runs": arms.flat(),
  };
}

/** The row of the mean in the figure, and the names of the parts. */
const MEAN = "mean";
const FORM = "form";
const RANK = "rank";

/** Where both parts begin and end, in nats above full training. */
const segments = (row: string, form: number, rank: number) => [
  { row, part: FORM, from: 0, to: form },
  { row, part: RANK, from: form, to: form + rank },
];

type Tables = ReturnType<typeof gapTables>;

/** The ratio of LoRA+ that did better on the tuning documents. */
export const betterRatio = ({ rank, plusRatios }: Pick<Setup, "rank" | "plusRatios">): number | undefined => {
  const lossOf = (ratio: number): number =>
    tunedLoss(searchFor(loraPlusArm(rank, ratio), { length: "long" })) ?? Number.POSITIVE_INFINITY;
  return [...plusRatios].sort((left, right) => lossOf(left) - lossOf(right))[0];
};

/** The loss of LoRA minus that of LoRA+ at its better ratio, by seed; undefined without a record. */
export function plusDifferences(
  { "factor-runs": rows }: Tables,
  { rank, plusRatios }: Pick<Setup, "rank" | "plusRatios">,
): number[] | undefined {
  const name = loraPlusArm(rank, betterRatio({ rank, plusRatios }) ?? Number.NaN).name;
  const plus = rows.filter(({ arm }) => arm === name).map(({ loss }) => loss);
  return plus.length === 0
    ? undefined
    : pairedDifferences(column(rows, "loss", { arm: loraArm(rank).name }), plus);
}

export function gapFindings(tables: Tables, setup: Setup): Readonly<Record<string, Finding>> {
  const { "gap-parts": parts } = tables;
  const [rankPart, formPart] = [column(parts, "rankPart"), column(parts, "formPart")];
  const gaps = zip(rankPart, formPart).map(([ofRank, ofForm]) => ofRank + ofForm);
  const plus = plusDifferences(tables, setup);
  return {
    seeds: count(parts.length),
    "form-gap": meanFinding(formPart, ".3f"),
    "form-end": lossGap(formPart),
    "rank-gap": meanFinding(rankPart, ".3f"),
    "form-part": percent(mean(pairedRatios(formPart, gaps))),
    "plus-difference": plus === undefined ? notRecorded : meanFinding(plus, ".3f"),
  };
}

const partColors: Readonly<Record<string, ColorName>> = { [FORM]: "purple", [RANK]: "blue" };

/** Thickness of the bars, px. */
const barHeight = { mean: 24, seed: 9 };

/** A bar for the mean and one for each seed, from full training to LoRA at the deck's rank. */
export function partsFigure({ "gap-segments": rows }: Tables, { rank, fullRank }: Setup): Figure {
  const names = [...new Set(column(rows, "row"))];
  const x = {
    type: "quantitative" as const,
    scale: { zero: true },
    axis: { title: "test loss above full training (nats per character)", grid: true },
  };
  const y = {
    field: "row",
    type: "nominal" as const,
    sort: names,
    axis: { title: null, labelColor: colors.ink.light },
  };
  const bar = (part: string, isMean: boolean): Layer => ({
    transform: [{ filter: `datum.part === "${part}" && (datum.row === "${MEAN}") === ${isMean}` }],
    mark: {
      type: "bar",
      height: isMean ? barHeight.mean : barHeight.seed,
      color: colors[partColors[part] ?? "ink"].light,
    },
    encoding: { y, x: { ...x, field: "from" }, x2: { field: "to" } },
  });
  const note = (part: string, words: string, dy: number): Layer[] =>
    rows
      .filter((row) => row.row === MEAN && row.part === part)
      .flatMap(({ row, from, to }) =>
        withHalo({
          data: inline([{ row, from: 0, text: `${words}: ${(to - from).toFixed(3).replace("-", "−")}` }]),
          mark: {
            type: "text",
            align: "left",
            baseline: "bottom",
            dx: 2,
            dy,
            fontWeight: 600,
            color: colors[partColors[part] ?? "ink"].light,
          },
          encoding: { y, x: { ...x, field: "from" }, text: { field: "text" } },
        }),
      );
  return {
    spec: {
      data: { name: "gap-segments" },
      height: names.length * STEP,
      layer: [
        ...[true, false].flatMap((isMean) => [bar(FORM, isMean), bar(RANK, isMean)]),
        ...note(FORM, `form, full training to r = ${fullRank}`, -16),
        ...note(RANK, `rank, r = ${fullRank} to r = ${rank}`, -33),
      ],
    },
    tables: ["gap-segments", "gap-parts"],
  };
}

/** Height of a row, px. */
const STEP = 34;

/** The losses of full training and of every arm with two factors. */
export function factorsFigure(
  { "factor-losses": rows }: Tables,
  { rank, fullRank, plusRatios }: Setup,
): Figure {
  const known = new Set(column(rows, "arm"));
  const arms = [
    fullArm,
    loraArm(fullRank),
    ...plusRatios.map((ratio) => loraPlusArm(rank, ratio)),
    loraArm(rank),
  ].filter(({ name }) => known.has(name));
  return {
    spec: {
      ...intervalRows({
        table: "factor-losses",
        value: { field: "loss", title: "test loss (nats per character)" },
        arms,
        seeds: "factor-runs",
        ...(rows.some(({ recorded }) => recorded) && { hollow: "recorded" }),
        step: 36,
      }),
      // The last label of the axis is wider than the room right of it.
      width: figureSizes.width - 155,
    },
    tables: ["factor-losses", "factor-runs"],
  };
}
