/** Figure, findings and estimates of the ladder of widths. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle, Quantity, ReferenceLine } from "../kit/charts/parts.ts";
import { seedPoints } from "../kit/charts/parts.ts";
import { exp } from "../kit/exact-math.ts";
import type { ConfigOf, Estimate, Estimates, Figure, Finding, TablesOf } from "../kit/experiment.ts";
import { count, decimal, meanFinding, notRecorded, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowsWith, rowWith } from "../kit/tables.ts";
import { lora } from "../lab/arms.ts";
import { coreWidth } from "../lab/setup.ts";
import type { experiment } from "./experiment.ts";
import { extentOf, gapDifferences, shareName, tuningOfSlope } from "./ladder.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Both ways in the styles of the ranks that they have in the core model. */
const armsOf = ({ ladder }: Config): readonly ArmStyle[] =>
  [ladder.share, ladder.lowShare].map((share) => ({ ...lora(coreWidth / share), name: shareName(share) }));

const full: ReferenceLine = { value: 0, label: "full" };

/** The gap against the width of the model, and below it the change from one width to the next. */
export function gapFigure({ gaps, changes, changeMeans }: Tables, config: Config): Figure {
  const arms = armsOf(config);
  const x: Quantity = {
    field: "width",
    title: "width d of the model",
    scale: "log",
    values: [...new Set(column(gaps, "width"))].sort((a, b) => a - b),
    format: "d",
  };
  const y: Quantity = { field: "gap", title: "gap (nats per character)" };
  const known = arms.filter(({ name }) => gaps.some(({ arm }) => arm === name));
  const upper = {
    ...lines({
      table: "gaps",
      rows: gaps,
      x,
      y,
      arms: known,
      points: true,
      hollow: "recorded",
      references: [full],
      above: [seedPoints("gapsBySeed", { x, y }, known, SEED_SHIFT)],
    }),
    width: PLOT_WIDTH,
  };
  const steps = [...new Set(column(changeMeans, "step"))];
  const rows = {
    ...intervalRows({
      table: "changeMeans",
      category: { field: "step", order: steps },
      value: {
        field: "change",
        title: `change of the gap from one width d to the next, ${shareName(config.ladder.share)}`,
        values: ticksIn([
          ...column(changes, "change"),
          ...column(changeMeans, "low"),
          ...column(changeMeans, "high"),
        ]),
      },
      references: [{ value: 0, label: "no change" }],
      seeds: "changes",
      ...(changeMeans.some(({ recorded }) => recorded) && { hollow: "recorded" }),
      step: 28,
    }),
    width: PLOT_WIDTH,
  };
  return {
    spec: { vconcat: [upper, rows] },
    tables: ["gaps", "gapsBySeed", "slopes", "changeMeans", "changes", "equalWidths", "sizes"],
    screen: upper,
  };
}

/** At most about six round numbers between the ends of these values and zero. */
function ticksIn(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((size) => (high - low) / size <= 5) ?? 0.5;
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** Room is left for the names on the left and on the right, px. */
const PLOT_WIDTH = 290;
/** Keeps the dots of seeds clear of the marks of their means, px. */
const SEED_SHIFT = -8;

const slopesAt = ({ slopes }: Tables, share: number): readonly number[] =>
  rowsWith(slopes, { arm: shareName(share) }).map(({ slope }) => slope);

/** The estimates of what the build and the recorded runs can decide. */
export function ladderEstimates(tables: Tables, config: Config): Estimates {
  const { ladder } = config;
  const extent = extentOf(tables.gapsBySeed, config);
  const low = slopesAt(tables, ladder.lowShare);
  const [, widest] = firstAndLast(ladder.widths);
  const wide = gapDifferences(tables.gapsBySeed, { from: coreWidth, to: widest }, config);
  const estimate = (samples: readonly number[]): Estimate => ({ samples, format: ".3f" });
  return {
    scale: {
      ...estimate(slopesAt(tables, ladder.share)),
      tuning: tuningOfSlope(config, extent),
    },
    ...(low.length > 0 && { "scale-low": estimate(low) }),
    ...(wide !== undefined && { "scale-wide": estimate(wide) }),
  };
}

/** The widths in the words of the claim, which names what is recorded or missing. */
function widthsFinding({ gapsBySeed }: Tables, config: Config): Finding {
  const { widths, isWhole } = extentOf(gapsBySeed, config);
  const names = widths.join(", ");
  const { ladder, seeds, fewSeeds } = config;
  if (!isWhole) return { value: `${names} (the widths of this build; wider models were not recorded)` };
  const recorded = ladder.widths.filter((width) => !ladder.builtWidths.includes(width));
  const others = seeds.slice(fewSeeds.length).map((seed) => ` and seed ${seed}`);
  return { value: `${names} (${recorded.join(", ")}${others.join("")} recorded)` };
}

/** The gap at a width of the claim's share as a finding. */
const gapAt = ({ gaps }: Tables, { ladder }: Config, width: number): Finding =>
  decimal(rowWith(gaps, { arm: shareName(ladder.share), width }).gap, 3, "nats");

/** The width whose mean gap is largest at the claim's share. */
const peakOf = ({ gaps }: Tables, { ladder }: Config) =>
  rowsWith(gaps, { arm: shareName(ladder.share) }).reduce((peak, row) => (row.gap > peak.gap ? row : peak));

/** At the claim's share and a width: the width at which full training has the same loss, over that of LoRA's model. */
function sizeAt({ equalWidths }: Tables, { ladder }: Config, width: number): Finding {
  const [row] = rowsWith(equalWidths, { arm: shareName(ladder.share), width });
  return row === undefined ? notRecorded : percent(row.share);
}

export function ladderFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { gapsBySeed, gaps, sizes } = tables;
  const { ladder } = config;
  const { widths, seeds } = extentOf(gapsBySeed, config);
  const [smallest, largest] = firstAndLast(widths);
  const [narrowest, widest] = firstAndLast(sizes.filter(({ width }) => widths.includes(width)));
  const lowest = rowWith(gaps, { arm: shareName(ladder.lowShare), width: coreWidth });
  const peak = peakOf(tables, config);
  const ratio = (width: number) => rowWith(gaps, { arm: shareName(ladder.share), width }).ratio;
  return {
    "ladder-widths": widthsFinding(tables, config),
    seeds: count(seeds.length),
    slope: meanFinding(slopesAt(tables, ladder.share), ".3f", { unit: "nats" }),
    "width-smallest": count(smallest),
    "width-largest": count(largest),
    "width-peak": count(peak.width),
    "gap-peak": gapAt(tables, config, peak.width),
    "gap-smallest": gapAt(tables, config, smallest),
    "gap-largest": gapAt(tables, config, largest),
    "ratio-smallest": decimal(ratio(smallest), 3),
    "ratio-largest": decimal(ratio(largest), 3),
    "size-core": sizeAt(tables, config, coreWidth),
    "size-widest": sizeAt(tables, config, firstAndLast(ladder.widths)[1]),
    "gap-low": decimal(lowest.gap, 3, "nats"),
    "ratio-low": decimal(exp(lowest.gap), 2),
    "weights-smallest": count(narrowest.body),
    "weights-largest": count(widest.body),
    "outer-smallest": percent(narrowest.outerShare),
    "outer-largest": percent(widest.outerShare),
    "characters-largest": decimal(widest.characters / 1e6, 1, "million"),
  };
}
