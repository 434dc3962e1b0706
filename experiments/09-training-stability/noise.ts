/** Noise of the loss on fixed test sequences and on training batches: tables, figure and findings. */
import { type LinesOptions, lines } from "../kit/charts/lines.ts";
import type { Quantity } from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { pairedRatios } from "../kit/stats/describe.ts";
import { count, ratioFinding } from "../kit/stats/findings.ts";
import { column, firstAndLast, zip } from "../kit/tables.ts";
import { deckLora, fullArm, loraArm } from "../lab/arms.ts";
import { deckNoise } from "./deck.ts";
import { detrendedNoise, deviations, inUnitsOf } from "./detrend.ts";

interface Run {
  readonly trainLoss: readonly number[];
  readonly noise: readonly { readonly step: number; readonly loss: number }[];
}

interface Setup {
  readonly seeds: readonly number[];
  readonly rank: number;
  /** Evaluations, and training steps, of the moving mean that counts as the trend. */
  readonly evaluationWindow: number;
  readonly stepWindow: number;
}

/** Noise of both arms and its ratio per seed, and the first seed's evaluations minus their trend. */
export function noiseTables(
  { full, lora }: Readonly<Record<"full" | "lora", readonly Run[]>>,
  { seeds, rank, evaluationWindow, stepWindow }: Setup,
) {
  const onTest = (runs: readonly Run[]) =>
    runs.map(({ noise }) => detrendedNoise(column(noise, "loss"), evaluationWindow));
  const onBatches = (runs: readonly Run[]) =>
    runs.map(({ trainLoss }) =>
      detrendedNoise(trainLoss.slice(Math.floor(trainLoss.length / 2) - (stepWindow - 1) / 2), stepWindow),
    );
  const [fullTest, loraTest, fullBatches, loraBatches] = [
    onTest(full),
    onTest(lora),
    onBatches(full),
    onBatches(lora),
  ];
  const first = [
    { arm: fullArm.name, run: full[0] },
    { arm: loraArm(rank).name, run: lora[0] },
  ].flatMap(({ arm, run }) => {
    const evaluations = run?.noise ?? [];
    return zip(evaluations, deviations(column(evaluations, "loss"), evaluationWindow)).map(
      ([{ step, loss }, deviation]) => ({
        arm,
        step,
        loss,
        deviation,
      }),
    );
  });
  return {
    noise: inUnitsOf(fullArm.name, first),
    "noise-runs": zip(
      seeds,
      fullTest,
      loraTest,
      pairedRatios(loraTest, fullTest),
      pairedRatios(loraBatches, fullBatches),
    ).map(([seed, noiseFull, noiseLora, ratio, trainingRatio]) => ({
      seed,
      noiseFull,
      noiseLora,
      ratio,
      trainingRatio,
    })),
  };
}

type Tables = ReturnType<typeof noiseTables>;

export function noiseFindings({ noise, "noise-runs": rows }: Tables): Readonly<Record<string, Finding>> {
  const steps = column(noise, "step", { arm: fullArm.name });
  const [first] = firstAndLast(steps);
  return {
    "noise-ratio": ratioFinding(column(rows, "ratio"), ".2f"),
    "training-noise-ratio": ratioFinding(column(rows, "trainingRatio"), ".2f"),
    "noise-from": count(first),
    "noise-every": count((steps[1] ?? first) - first),
  };
}

/** Size of one of the two panels, px; its width leaves room for the names on the right. */
const panelSize = { width: 300, height: 130 };

/** The deck's noise above the measured noise, both in units of full training's. */
export function noiseFigure({ noise: rows }: Tables, { rank }: Pick<Setup, "rank">): Figure {
  const largest = Math.max(...[...deckNoise, ...rows].map(({ deviation }) => Math.abs(deviation)));
  const y: Quantity = {
    field: "deviation",
    title: "loss − trend, in full’s noise",
    domain: [-largest, largest],
  };
  const panel = (title: string, options: Pick<LinesOptions, "table" | "rows" | "x" | "arms">) => ({
    ...lines({ ...options, y, thin: true, height: panelSize.height, ribbon: "none" }),
    title,
    width: panelSize.width,
  });
  const [epoch, step] = [
    { field: "epoch", title: "epoch" },
    { field: "step", title: "step" },
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
        panel("Measured", { table: "noise", rows, x: step, arms: [loraArm(rank), fullArm] }),
      ],
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
    },
    tables: ["noise", "deck-noise", "noise-runs"],
  };
}
