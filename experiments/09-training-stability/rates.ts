/** Results of the searches for rates: the loss against the rate of the body. Only the searches' own runs are used. */
import { lines } from "../kit/charts/lines.ts";
import {
  inline,
  type Layer,
  logAxis,
  type Quantity,
  quantityChannel,
  roundLabels,
  withHalo,
} from "../kit/charts/parts.ts";
import { log } from "../kit/exact-math.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { firstAndLast } from "../kit/tables.ts";
import { colors } from "../kit/theme.ts";
import { type Arm, fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { triedSettings } from "../lab/settings.ts";
import { ratesFor, searchFor } from "../lab/trials/language-runs.ts";

/** The length whose searches are shown. */
const longest = { length: "long" } as const;

/** An arm's losses with the first search seed, with the better rate of embeddings and output layer for each of the body. */
function ratesOf(arm: TunedArm) {
  const byRate = new Map<number, number>();
  for (const { learningRate, losses } of triedSettings(searchFor(arm, longest))) {
    const [loss] = losses;
    if (loss === undefined || loss === null) continue;
    byRate.set(learningRate, Math.min(loss, byRate.get(learningRate) ?? Number.POSITIVE_INFINITY));
  }
  return [...byRate]
    .sort(([left], [right]) => left - right)
    .map(([rate, loss]) => ({ arm: arm.name, rate, loss }));
}

export const rateRows = (rank: number) => [fullArm, loraArm(rank)].flatMap(ratesOf);

export function rateFindings(rank: number): Readonly<Record<string, Finding>> {
  const [full, lora] = [ratesFor(fullArm, longest), ratesFor(loraArm(rank), longest)];
  return {
    "rate-full": { value: full.learningRate, format: ".2~g" },
    "rate-lora": { value: lora.learningRate, format: ".2~g" },
    "rate-ratio": { value: lora.learningRate / full.learningRate, format: ".1f" },
    "outer-full": { value: full.outerLearningRate, format: ".2~g" },
    "outer-lora": { value: lora.outerLearningRate, format: ".2~g" },
  };
}

type Rows = ReturnType<typeof rateRows>;

export function ratesFigure(rows: Rows, rank: number): Figure {
  const rates = [...new Set(rows.map(({ rate }) => rate))].sort((left, right) => left - right);
  const arms: readonly Arm[] = [fullArm, loraArm(rank)];
  const domain = firstAndLast(rates);
  const x = logAxis("rate", "learning rate of the body (logarithmic)", {
    format: "~g",
    domain,
    values: roundLabels(rates),
  });
  const y: Quantity = { field: "loss", title: "tuning loss (nats per character)" };
  return {
    spec: lines({
      table: "rates",
      // Each curve has its name at its lowest point, because one curve's end may lie on the other.
      rows: rows.map((row) => ({ ...row, arm: "" })),
      x,
      y,
      arms,
      points: true,
      ribbon: "none",
      above: arms.flatMap((arm) => lowestName(arm, rows, domain, { x, y })),
    }),
    tables: ["rates"],
  };
}

/** The name of an arm above the lowest point of its curve, within the plot. */
function lowestName(
  { name, color }: Arm,
  rows: Rows,
  [lowest, highest]: readonly [number, number],
  { x, y }: { readonly x: Quantity; readonly y: Quantity },
): Layer[] {
  const [best] = rows.filter(({ arm }) => arm === name).sort((left, right) => left.loss - right.loss);
  if (best === undefined) return [];
  const share = log(best.rate / lowest) / log(highest / lowest);
  const inRightHalf = share > 2 / 3 ? "right" : "center";
  return withHalo({
    data: inline([best]),
    mark: {
      type: "text",
      align: share < 1 / 3 ? "left" : inRightHalf,
      baseline: "bottom",
      dy: -10,
      fontWeight: 600,
      color: colors[color].light,
    },
    encoding: { x: quantityChannel(x), y: quantityChannel(y), text: { field: "arm" } },
  });
}
