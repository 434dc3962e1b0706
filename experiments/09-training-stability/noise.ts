/** Noise of the loss on fixed test sequences and on training batches: tables, figures and findings. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { type LinesOptions, lines } from "../kit/charts/lines.ts";
import { inline, type Layer, type Quantity, quantityChannel, withHalo } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean, pairedRatios } from "../kit/stats/describe.ts";
import { count, percent, ratioFinding } from "../kit/stats/findings.ts";
import { meanRatio, ratioInterval } from "../kit/stats/intervals.ts";
import { column, firstAndLast, zip } from "../kit/tables.ts";
import { deckLora, fullArm, loraArm } from "../lab/arms.ts";
import { deckNoise } from "./deck.ts";
import { detrendedNoise, deviations, inUnitsOf } from "./detrend.ts";

interface Run {
  readonly trainLoss: readonly number[];
  /** Norm of each step's gradients before clipping. */
  readonly gradientNorm: readonly number[];
  readonly noise: readonly { readonly step: number; readonly loss: number }[];
}

interface Setup {
  readonly seeds: readonly number[];
  readonly rank: number;
  /** Evaluations, and training steps, of the moving mean that counts as the trend. */
  readonly window: number;
  readonly stepWindow: number;
  /** Gradients with a larger norm are clipped. */
  readonly clipNorm: number;
}

type Runs = Readonly<Record<"full" | "lora", readonly Run[]>>;

/** Noise of both arms and its ratio per seed, and the first seed's evaluations minus their trend. */
export function noiseTables({ full, lora }: Runs, setup: Setup) {
  const { seeds, rank, window } = setup;
  const onTest = (runs: readonly Run[]) =>
    runs.map(({ noise }) => detrendedNoise(column(noise, "loss"), window));
  const [fullTest, loraTest] = [onTest(full), onTest(lora)];
  const ratios = pairedRatios(loraTest, fullTest);
  const training = trainingRatios({ full, lora }, setup);
  const first = [
    { arm: fullArm.name, run: full[0] },
    { arm: loraArm(rank).name, run: lora[0] },
  ].flatMap(({ arm, run }) => {
    const evaluations = run?.noise ?? [];
    return zip(evaluations, deviations(column(evaluations, "loss"), window)).map(
      ([{ step, loss }, deviation]) => ({ arm, step, loss, deviation }),
    );
  });
  const { low, high } = ratioInterval(ratios) ?? { low: meanRatio(ratios), high: meanRatio(ratios) };
  return {
    noise: inUnitsOf(fullArm.name, first),
    "noise-ratios": [
      { row: MEAN, ratio: meanRatio(ratios), low, high },
      ...zip(seeds, ratios).map(([seed, ratio]) => ({ row: `seed ${seed}`, ratio, low: ratio, high: ratio })),
    ],
    "noise-runs": zip(seeds, fullTest, loraTest, ratios, training).map(
      ([seed, noiseFull, noiseLora, ratio, trainingRatio]) => ({
        seed,
        noiseFull,
        noiseLora,
        ratio,
        trainingRatio,
      }),
    ),
    clipping: zip(seeds, full, lora).map(([seed, ofFull, ofLora]) => ({
      seed,
      full: clippedShare(ofFull, setup),
      lora: clippedShare(ofLora, setup),
    })),
  };
}

/** The row of the mean in the figure. */
const MEAN = "mean";

/** The ratio of the noise on training batches in the second half, which both arms share. */
function trainingRatios({ full, lora }: Runs, { stepWindow }: Pick<Setup, "stepWindow">): number[] {
  const noiseOf = (runs: readonly Run[]) =>
    runs.map(({ trainLoss }) =>
      detrendedNoise(trainLoss.slice(Math.floor(trainLoss.length / 2) - (stepWindow - 1) / 2), stepWindow),
    );
  return pairedRatios(noiseOf(lora), noiseOf(full));
}

const clippedShare = ({ gradientNorm }: Run, { clipNorm }: Pick<Setup, "clipNorm">): number =>
  gradientNorm.filter((norm) => norm > clipNorm).length / gradientNorm.length;

type Tables = ReturnType<typeof noiseTables>;

export function noiseFindings({
  noise,
  clipping,
  "noise-runs": rows,
}: Tables): Readonly<Record<string, Finding>> {
  const [first] = firstAndLast(column(noise, "step", { arm: fullArm.name }));
  return {
    "noise-seeds": count(rows.length),
    "noise-ratio": ratioFinding(column(rows, "ratio"), ".2f"),
    "training-noise-ratio": ratioFinding(column(rows, "trainingRatio"), ".2f"),
    "noise-from": count(first),
    "clipped-full": percent(mean(column(clipping, "full")), 1),
    "clipped-lora": percent(mean(column(clipping, "lora")), 1),
  };
}

/** Ratios that the figure names: none, the threshold of the claim, and what the deck draws. */
interface Named {
  readonly threshold: number;
  readonly drawn: number;
}

/** Room left of an equal ratio, and right of the largest. */
const ROOM = 0.25;

/** The noise ratio of each seed and its mean, with lines for equal noise, the claim's threshold and the deck. */
export function ratioFigure({ "noise-ratios": rows }: Tables, { threshold, drawn }: Named): Figure {
  const references = [
    { value: 1, label: "equal" },
    { value: threshold, label: "threshold" },
    { value: drawn, label: "the deck" },
  ];
  const ends = [...column(rows, "low"), ...column(rows, "high"), ...references.map(({ value }) => value)];
  const value: Quantity = {
    field: "ratio",
    title: "noise of LoRA / noise of full training",
    domain: [Math.min(...ends) - ROOM, Math.max(...ends) + ROOM],
  };
  const order = column(rows, "row");
  const spec = intervalRows({
    table: "noise-ratios",
    category: { field: "row", order },
    value,
    references,
    step: 34,
  });
  const y = { field: "row", type: "nominal", sort: order } as const;
  const meanLabel: Layer[] = withHalo({
    data: inline(
      rows
        .filter(({ row }) => row === MEAN)
        .map(({ row, ratio }) => ({ row, ratio, text: `${ratio.toFixed(2)} times` })),
    ),
    mark: { type: "text", baseline: "top", dy: 7, fontWeight: 600 },
    encoding: { x: quantityChannel(value), y, text: { field: "text" } },
  });
  return {
    spec: { ...spec, layer: [...spec.layer, ...meanLabel] },
    tables: ["noise-ratios", "noise-runs", "clipping"],
  };
}

/** Size of one of the two panels, px; its width leaves room for the names on the right. */
const panelSize = { width: 300, height: 130 };

/** The deck's noise above the measured noise, both in units of that of full training. */
export function noiseFigure({ noise: rows }: Tables, { rank }: Pick<Setup, "rank">): Figure {
  const largest = Math.max(...[...deckNoise, ...rows].map(({ deviation }) => Math.abs(deviation)));
  const y: Quantity = {
    field: "deviation",
    title: "loss minus trend, in units of the noise of full training",
    domain: [-largest, largest],
  };
  const panel = (title: string, options: Pick<LinesOptions, "table" | "rows" | "x" | "arms">) => ({
    ...lines({ ...options, y, thin: true, height: panelSize.height, ribbon: "none" }),
    title,
    width: panelSize.width,
  });
  const [epoch, step] = [
    { field: "epoch", title: "epoch" },
    { field: "step", title: "training step" },
  ];
  return {
    spec: {
      vconcat: [
        panel("The deck, invented", {
          table: "deck-noise",
          rows: deckNoise,
          x: epoch,
          arms: [deckLora, fullArm],
        }),
        panel("Measured, one seed", { table: "noise", rows, x: step, arms: [loraArm(rank), fullArm] }),
      ],
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
    tables: ["noise", "deck-noise"],
  };
}
