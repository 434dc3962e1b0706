/** How many steps full training needs for the loss that LoRA has at its end: tables, figure and findings. */
import { lines } from "../kit/charts/lines.ts";
import {
  inline,
  type Layer,
  logAxis,
  type Quantity,
  quantityChannel,
  seedPoints,
  withHalo,
} from "../kit/charts/parts.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, ratioFinding } from "../kit/stats/findings.ts";
import { meanAs, meanRatio } from "../kit/stats/intervals.ts";
import { column, firstAndLast, zip } from "../kit/tables.ts";
import { colors, dashes, figureSizes } from "../kit/theme.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { lossFinding, stepsForLoss } from "../lab/losses.ts";

type Runs = readonly { readonly finalLoss: number }[];

interface Setup {
  readonly seeds: readonly number[];
  /** Steps of each length, ascending. */
  readonly steps: readonly number[];
  readonly rank: number;
}

/** `full` are runs of each length, `lora` those of the longest. */
export function stepsTables(
  { full, lora }: { readonly full: readonly Runs[]; readonly lora: Runs },
  { seeds, steps, rank }: Setup,
) {
  const [, longest] = firstAndLast(steps);
  const rowsOf = (arm: string, at: number, runs: Runs) =>
    zip(seeds, runs.slice(0, seeds.length)).map(([seed, { finalLoss }]) => ({
      arm,
      steps: at,
      seed,
      loss: finalLoss,
    }));
  const fullRows = zip(steps, full).map(([at, runs]) => rowsOf(fullArm.name, at, runs));
  const loraRows = rowsOf(loraArm(rank).name, longest, lora);
  return {
    "losses-by-length": [...fullRows, loraRows].map((rows) => {
      const [{ arm, steps: at }] = firstAndLast(rows);
      return { arm, steps: at, ...meanAs("loss", column(rows, "loss")) };
    }),
    "losses-by-length-runs": [...fullRows.flat(), ...loraRows],
    // Null if the lengths of full training do not cover LoRA's loss.
    "steps-needed": loraRows.map(({ seed, loss }) => {
      const trained = fullRows.flat().filter((row) => row.seed === seed);
      const needed = stepsForLoss(trained, loss);
      return { seed, loss, steps: needed ?? null, ratio: needed === undefined ? null : longest / needed };
    }),
  };
}

type Tables = ReturnType<typeof stepsTables>;

/** A value of each seed; undefined if one has none. */
function everySeed(
  { "steps-needed": rows }: Tables,
  field: "steps" | "ratio",
): readonly number[] | undefined {
  const known = column(rows, field).filter((value) => value !== null);
  return known.length === rows.length ? known : undefined;
}

/** How many times the steps of full training LoRA takes, by seed; undefined if it is not known for each. */
export const stepsRatios = (tables: Tables): readonly number[] | undefined => everySeed(tables, "ratio");

export function stepsFindings(
  tables: Tables,
  { steps, rank }: Pick<Setup, "steps" | "rank">,
): Readonly<Record<string, Finding>> {
  const [, longest] = firstAndLast(steps);
  const [ratios, needed] = [stepsRatios(tables), everySeed(tables, "steps")];
  const rows = tables["losses-by-length-runs"];
  const lossOf = (arm: string) =>
    lossFinding(rows.filter((row) => row.arm === arm && row.steps === longest).map(({ loss }) => loss));
  return {
    "steps-ratio": ratios === undefined ? { value: "an unknown number of" } : ratioFinding(ratios, ".2f"),
    "steps-needed":
      needed === undefined ? { value: "an unknown number of" } : count(Math.round(meanRatio(needed))),
    "loss-full": lossOf(fullArm.name),
    "loss-lora": lossOf(loraArm(rank).name),
  };
}

/** Room left of the shortest length for the dots of its seeds. */
const ROOM = 1.25;

/** Losses of full training by length, and the way from its line to LoRA's end. */
export function stepsFigure(tables: Tables, { steps, rank }: Pick<Setup, "steps" | "rank">): Figure {
  const [shortest, longest] = firstAndLast(steps);
  const x = logAxis("steps", "steps of training (logarithmic)", {
    format: ",d",
    domain: [shortest / ROOM, longest],
    values: steps,
  });
  const y: Quantity = { field: "loss", title: "test loss (nats per character)" };
  const arms = [fullArm, loraArm(rank)];
  return {
    spec: lines({
      table: "losses-by-length",
      rows: tables["losses-by-length"],
      x,
      y,
      arms,
      points: true,
      below: [
        seedPoints("losses-by-length-runs", { x, y }, arms, -9),
        ...wayToLora(tables, longest, { x: quantityChannel(x), y: quantityChannel(y) }),
      ],
    }),
    tables: ["losses-by-length", "losses-by-length-runs", "steps-needed"],
  };
}

/** A level line from full training to LoRA at the same loss, with the ratio of the steps. */
function wayToLora(
  tables: Tables,
  longest: number,
  places: Readonly<Record<"x" | "y", ReturnType<typeof quantityChannel>>>,
): Layer[] {
  const ratios = stepsRatios(tables);
  if (ratios === undefined) return [];
  const ratio = meanRatio(ratios);
  const loss = mean(column(tables["steps-needed"], "loss"));
  const from = longest / ratio;
  return [
    {
      data: inline([
        { steps: from, loss },
        { steps: longest, loss },
      ]),
      mark: {
        type: "line",
        color: colors.muted.light,
        strokeWidth: figureSizes.thinLine,
        strokeDash: [...dashes.shortDash],
      },
      encoding: places,
    },
    ...withHalo({
      data: inline([{ steps: Math.sqrt(from * longest), loss, text: `${ratio.toFixed(2)} times the steps` }]),
      mark: { type: "text", baseline: "bottom", dy: -5, fontWeight: 600 },
      encoding: { ...places, text: { field: "text" } },
    }),
  ];
}
