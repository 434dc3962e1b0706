/** Spectra of the deck's two random matrices, with the law of such matrices, and of the updates of full training. */
import { lines } from "../kit/charts/lines.ts";
import {
  type ArmStyle,
  inline,
  type Layer,
  labelMark,
  type Quantity,
  quantityChannel,
  verticalRules,
  withHalo,
} from "../kit/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith, zip } from "../kit/tables.ts";
import { colors, dashes, figureSizes } from "../kit/theme.ts";
import { full, lora } from "../lab/arms.ts";
import { energyByRank, gaussianEnergyKept, stableRank } from "../lab/linalg/spectrum.ts";
import type { updateSpectra } from "../lab/trials/pretrain.ts";

interface Spectrum {
  readonly singularValues: readonly number[];
  readonly energy: readonly number[];
  readonly truncationErrors: readonly number[];
}

/** Of one draw of the deck's two matrices. */
type Spectra = Readonly<Record<"full" | "lora", Spectrum>>;

/** Sizes of the deck's matrices. */
interface Sizes {
  readonly size: number;
  readonly rank: number;
}

const GAUSSIAN = "Gaussian";
const LAW = "quarter-circle law";

/** The energy that each rank keeps, mean over the draws. */
function drawnEnergyRows(arm: string, spectra: readonly Spectrum[]) {
  const [first] = spectra;
  return (first?.energy ?? []).map((_, rank) => ({
    arm,
    rank,
    energy: mean(spectra.map(({ energy }) => energy[rank] ?? 0)),
  }));
}

/** The energy that each rank keeps of a square Gaussian matrix, by its limiting law. */
const lawRows = (size: number) =>
  Array.from({ length: size + 1 }, (_, rank) => ({
    arm: LAW,
    rank,
    energy: gaussianEnergyKept(rank / size),
  }));

/** One draw, each property as one number. */
const drawRow = (seed: number, rank: number, { full: drawn, lora: product }: Spectra) => ({
  seed,
  energyAtRank: drawn.energy[rank] ?? 0,
  productRank: product.singularValues.filter((value) => value > 1e-10 * (product.singularValues[0] ?? 0))
    .length,
  largestDeviation: Math.max(
    ...[drawn, product].flatMap(({ truncationErrors, energy }) =>
      truncationErrors.map((error, r) => Math.abs(error * error - (1 - (energy[r] ?? 0)))),
    ),
  ),
});

type Updates = ResultOf<typeof updateSpectra>;

/** Names of the kinds of layer in tables and figure. */
const attention: ArmStyle = { ...full, name: "attention" };
const feedForward: ArmStyle = { ...lora(4), name: "feed-forward", dash: "longDash", shape: "triangle-up" };

/** The energy that each rank keeps of the updates, mean over matrices and seeds, for both kinds of layer. */
function updateEnergyRows(updates: readonly Updates[]) {
  const matrices = updates.flatMap((ofSeed) => ofSeed.updates);
  const kinds = [
    { arm: attention.name, ofKind: matrices.filter(({ name }) => /(query|key|value|output)$/.test(name)) },
    { arm: feedForward.name, ofKind: matrices.filter(({ name }) => /(up|down)$/.test(name)) },
  ];
  return kinds.flatMap(({ arm, ofKind }) => {
    const curves = ofKind.map(({ singularValues }) => energyByRank(singularValues));
    const [first = []] = curves;
    return first.map((_, rank) => ({ arm, rank, energy: mean(curves.map((curve) => curve[rank] ?? 1)) }));
  });
}

export interface Measured extends Sizes {
  readonly spectra: readonly Spectra[];
  readonly drawSeeds: readonly number[];
  readonly updates: readonly Updates[];
  readonly updateSeeds: readonly number[];
  /** The lower side of the body's matrices. */
  readonly width: number;
}

export const spectraTables = ({ size, rank, spectra, drawSeeds, updates, updateSeeds, width }: Measured) => ({
  energy: [
    ...lawRows(size),
    ...drawnEnergyRows(
      GAUSSIAN,
      spectra.map(({ full: drawn }) => drawn),
    ),
    ...drawnEnergyRows(
      productOf(rank).name,
      spectra.map(({ lora: product }) => product),
    ),
  ],
  draws: zip(drawSeeds, spectra).map(([seed, drawn]) => drawRow(seed, rank, drawn)),
  dimension: [
    { space: "all matrices", dimension: size * size },
    { space: "matrices of rank r", dimension: rank * (2 * size - rank) },
  ],
  "update-energy": [...lawRows(width), ...updateEnergyRows(updates)],
  "update-runs": zip(updateSeeds, updates).map(([seed, ofSeed]) => ({
    seed,
    energyAtRank: mean(ofSeed.updates.map(({ singularValues }) => energyByRank(singularValues)[rank] ?? 1)),
    stableRank: mean(ofSeed.updates.map(({ singularValues }) => stableRank(singularValues))),
  })),
});

type Tables = ReturnType<typeof spectraTables>;

/** The dimension of the matrices of low rank, of all, and its share. */
export function dimensions({ dimension }: Pick<Tables, "dimension">) {
  const all = rowWith(dimension, { space: "all matrices" }).dimension;
  const low = rowWith(dimension, { space: "matrices of rank r" }).dimension;
  return { all, low, share: low / all };
}

export function spectraFindings(
  tables: Tables,
  { size, rank }: Sizes,
  width: number,
): Readonly<Record<string, Finding>> {
  const { draws, "update-runs": updates } = tables;
  const { all, low, share } = dimensions(tables);
  return {
    matrices: count(draws.length),
    "dimension-all": count(all),
    "dimension-low": count(low),
    "dimension-share": percent(share, 1),
    "energy-kept": meanFinding(column(draws, "energyAtRank"), ".1%"),
    "energy-law": percent(gaussianEnergyKept(rank / size), 1),
    "energy-law-width": percent(gaussianEnergyKept(rank / width), 1),
    "largest-deviation": { value: Math.max(...column(draws, "largestDeviation")), format: ".0e" },
    "update-energy": meanFinding(column(updates, "energyAtRank"), ".1%"),
    "stable-rank": meanFinding(column(updates, "stableRank"), ".2f"),
  };
}

const law: ArmStyle = { ...full, name: LAW, color: "gray", dash: "dotted" };

const productOf = (rank: number): ArmStyle => ({ ...lora(rank), name: `product of rank ${rank}` });

const energyKept: Quantity = { field: "energy", title: "energy kept", domain: [0, 1], format: ".0%" };

/** Ranks between the dots of the drawn matrix. */
const DOT_EVERY = 5;

/** The deck's matrices: dots of the drawn one lie on the line of the law. */
export function energyFigure({ size, rank }: Sizes): Figure {
  const x: Quantity = { field: "rank", title: "rank of the best approximation", domain: [0, size] };
  const places = { x: quantityChannel(x), y: quantityChannel(energyKept) };
  const lineOf = ({ name, color, dash }: ArmStyle): Layer => ({
    transform: [{ filter: `datum.arm === ${JSON.stringify(name)}` }],
    mark: {
      type: "line",
      strokeWidth: figureSizes.line,
      color: colors[color].light,
      strokeDash: [...dashes[dash]],
    },
    encoding: places,
  });
  const nameAt = (at: number, energy: number, text: string, dy: number): Layer[] =>
    withHalo({
      data: inline([{ rank: at, energy, text }]),
      mark: { ...labelMark, align: "left", baseline: "middle", dx: 8, dy },
      encoding: { ...places, text: { field: "text" } },
    });
  const third = Math.round(size / 3);
  return {
    spec: {
      data: { name: "energy" },
      height: figureSizes.height,
      layer: [
        lineOf({ ...law, dash: "solid" }),
        lineOf(productOf(rank)),
        {
          transform: [{ filter: `datum.arm === "${GAUSSIAN}" && datum.rank % ${DOT_EVERY} === 0` }],
          mark: { type: "point", size: 34 },
          encoding: places,
        },
        ...nameAt(third, gaussianEnergyKept(third / size), "Gaussian matrix (dots)", 10),
        ...nameAt(third, gaussianEnergyKept(third / size), "and its law (line)", 26),
        ...nameAt(rank, 1, productOf(rank).name, 12),
      ],
    },
    tables: ["energy", "draws"],
  };
}

/** The updates of full training, with the law for a Gaussian matrix of the attention layers' shape. */
export const updateFigure = ({ "update-energy": rows }: Tables, rank: number, width: number): Figure => ({
  spec: lines({
    table: "update-energy",
    rows,
    x: { field: "rank", title: "rank of the best approximation", domain: [0, width] },
    y: energyKept,
    arms: [attention, feedForward, law],
    below: [verticalRules("rank", [{ value: rank, label: `rank ${rank}` }])],
  }),
  tables: ["update-energy", "update-runs"],
});
