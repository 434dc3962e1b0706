/** The updates in pre-training and in fine-tuning, per matrix: tables, figure and findings of their ranks and sizes. */

import {
  type ArmStyle,
  armScales,
  type LayeredSpec,
  type Quantity,
  quantityChannel,
  type ReferenceLine,
  verticalRules,
} from "../kit/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../kit/experiment.ts";
import { median, pairedDifferences, pairedRatios } from "../kit/stats/describe.ts";
import { count, gapPhrases, meanFinding, ratioFinding } from "../kit/stats/findings.ts";
import { meanAs, meanRatio } from "../kit/stats/intervals.ts";
import { column, rowWith, zip } from "../kit/tables.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { full } from "../lab/arms.ts";
import { rankHolding } from "../lab/linalg/spectrum.ts";
import type { updateSpectra } from "../lab/trials/pretrain.ts";

/** The updates of one training with one seed. */
export type Spectra = Pick<ResultOf<typeof updateSpectra>, "updates">;
type Update = Spectra["updates"][number];

/** The two trainings, named as their trials. */
export const trainings = [
  { ...full, key: "preTraining", name: "pre-training" },
  { ...full, key: "fineTuning", name: "fine-tuning", color: "orange", shape: "diamond" },
] as const satisfies readonly (ArmStyle & { readonly key: string })[];

type BothTrainings = Readonly<Record<(typeof trainings)[number]["key"], readonly Spectra[]>>;

const normOf = ({ singularValues }: Update): number =>
  Math.sqrt(singularValues.reduce((sum, value) => sum + value * value, 0));

/** "layers.0.query" -> "block 1, query" */
const nameOf = (weight: string) =>
  weight.replace(/^layers\.(\d+)\.(\w+)$/, (_, layer, linear) => `block ${Number(layer) + 1}, ${linear}`);

/** Rank and size of each body weight's update, over seeds. */
export function updateRows(training: string, bySeed: readonly Spectra[], energyShare: number) {
  return (bySeed[0]?.updates ?? []).map(({ name }) => {
    const ofMatrix = bySeed.map(({ updates }) => rowWith(updates, { name }));
    const rank = meanAs(
      "rank",
      ofMatrix.map(({ singularValues }) => rankHolding(singularValues, energyShare)),
    );
    const size = meanAs("size", ofMatrix.map(normOf));
    return {
      training,
      matrix: nameOf(name),
      rank: rank.rank,
      rankLow: rank.low,
      rankHigh: rank.high,
      size: size.size,
      sizeLow: size.low,
      sizeHigh: size.high,
    };
  });
}

/** Both trainings of a seed: the median rank of the body's updates, and the geometric mean of their sizes. */
export function updatesBySeed(
  seeds: readonly number[],
  { preTraining, fineTuning }: BothTrainings,
  energyShare: number,
) {
  const rankOf = ({ updates }: Spectra) =>
    median(updates.map(({ singularValues }) => rankHolding(singularValues, energyShare)));
  const sizeOf = ({ updates }: Spectra) => meanRatio(updates.map(normOf));
  return zip(seeds, preTraining, fineTuning).map(([seed, before, after]) => ({
    seed,
    preTrainingRank: rankOf(before),
    fineTuningRank: rankOf(after),
    preTrainingSize: sizeOf(before),
    fineTuningSize: sizeOf(after),
  }));
}

type BySeed = ReturnType<typeof updatesBySeed>;

/** Size of the updates in pre-training over that in fine-tuning, per seed. */
export const sizeRatios = (rows: BySeed): number[] =>
  pairedRatios(column(rows, "preTrainingSize"), column(rows, "fineTuningSize"));

/** Rank of the updates in pre-training minus that in fine-tuning, per seed. */
export const rankDifferences = (rows: BySeed): number[] =>
  pairedDifferences(column(rows, "preTrainingRank"), column(rows, "fineTuningRank"));

export const updateFindings = (rows: BySeed): Readonly<Record<string, Finding>> => ({
  seeds: count(rows.length),
  "size-ratio": ratioFinding(sizeRatios(rows), ".2f"),
  "rank-pre-training": meanFinding(column(rows, "preTrainingRank"), ".1f"),
  "rank-fine-tuning": meanFinding(column(rows, "fineTuningRank"), ".1f"),
  "rank-difference": meanFinding(rankDifferences(rows), ".1f", { phrases: gapPhrases }),
});

/** Height of a matrix with its two marks, px. */
const ROW_HEIGHT = 26;
/** Width of one of the two panels, px; the names of the matrices need the rest. */
const PANEL_WIDTH = 124;

/** One quantity of all matrices, in both trainings. The left panel has the matrices' names. */
function panel(
  matrices: readonly string[],
  value: Quantity,
  { isLeft, references }: { readonly isLeft: boolean; readonly references: readonly ReferenceLine[] },
): LayeredSpec {
  const scales = armScales(trainings);
  const sort = trainings.map(({ name }) => name);
  const y = {
    field: "matrix",
    type: "nominal" as const,
    sort: [...matrices],
    axis: { title: null, grid: true, labelColor: colors.ink.light, labels: isLeft },
  };
  const yOffset = { field: "training", type: "nominal" as const, sort };
  const x = quantityChannel(value);
  const legend = { title: null, orient: "top" as const };
  const color = { field: "training", type: "nominal" as const, scale: scales.color, legend };
  const shape = { field: "training", type: "nominal" as const, scale: scales.shape, legend };
  const [low, high] = [`${value.field}Low`, `${value.field}High`];
  return {
    width: PANEL_WIDTH,
    height: matrices.length * ROW_HEIGHT,
    layer: [
      ...(references.length > 0 ? [verticalRules(value.field, references, "above")] : []),
      {
        // A mean of few seeds may have an interval that exceeds the axis.
        mark: { type: "rule", strokeWidth: figureSizes.line, clip: true },
        encoding: { y, yOffset, x: { ...x, field: low }, x2: { field: high }, color },
      },
      { mark: { type: "point", size: 50 }, encoding: { y, yOffset, x, color, shape } },
    ],
  };
}

/** Ranks and sizes of the updates per matrix, in pre-training and in fine-tuning. */
export function updatesFigure(
  rows: ReturnType<typeof updateRows>,
  { rank, fullRank }: { readonly rank: number; readonly fullRank: number },
): Figure {
  const matrices = [...new Set(column(rows, "matrix"))];
  const ranks: Quantity = { field: "rank", title: "rank of the update", domain: [0, fullRank] };
  const references = [
    { value: rank, label: `deck’s ${rank}` },
    { value: fullRank, label: "full" },
  ];
  const specOf = (shown: readonly string[]) => ({
    data: { name: "updates" },
    transform: [{ filter: { field: "matrix", oneOf: [...shown] } }],
    hconcat: [
      panel(shown, ranks, { isLeft: true, references }),
      panel(
        shown,
        { field: "size", title: "size of the update", zero: true },
        { isLeft: false, references: [] },
      ),
    ],
  });
  const lastBlock = matrices.at(-1)?.split(",")[0] ?? "";
  return {
    spec: specOf(matrices),
    tables: ["updates", "updatesBySeed"],
    screen: specOf(matrices.filter((matrix) => matrix.startsWith(lastBlock))),
  };
}
