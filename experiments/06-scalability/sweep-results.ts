/** Figures and findings of the sweep over widths. */
import { lines } from "../lib/charts/lines.ts";
import type { Look } from "../lib/charts/looks.ts";
import { interval, type LayeredSpec, type Quantity } from "../lib/charts/parts.ts";
import { horizontalRules } from "../lib/charts/rules.ts";
import type { ConfigOf, Figure, Finding, TablesOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { gapPhrases, meanFinding } from "../lib/stats/findings.ts";
import { meanRatio, ratioInterval } from "../lib/stats/intervals.ts";
import { rowWith } from "../lib/tables.ts";
import { coreTraining } from "../lib/trials/core.ts";
import type { experiment } from "./experiment.ts";
import { loraArms } from "./sweep.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const { fixed, proportional } = loraArms;
const arms = [fixed, proportional];

/** Said of a time in a build that measures none. */
const NOT_TIMED = "not measured in this build";
/** Height of one of several panels, px. */
const PANEL_HEIGHT = 120;

const widthAxis = (widths: readonly number[]): Quantity => ({
  field: "width",
  title: "width d of the model",
  scale: "log",
  format: "d",
  // At the left there is room for the name of a level line, at the right for those of the arms.
  domain: [(widths[0] ?? 1) / 1.5, (widths.at(-1) ?? 1) * 2],
  values: widths,
});

/** From zero to above full training's cost, whose name stands there. */
const ratioAxis = (field: string, title: string, values: readonly number[]): Quantity => ({
  field,
  title,
  domain: [0, Math.max(1.4, 1.1 * Math.max(...values))],
});

export function gapFigure({ sweep }: Tables, { widths }: Config): Figure {
  return {
    spec: lines({
      table: "sweep",
      rows: sweep,
      x: widthAxis(widths),
      y: { field: "gap", title: "loss over full’s (nats a character)" },
      arms,
      points: true,
      ribbon: interval,
      below: [horizontalRules("gap", [{ value: 0, label: "as good as full" }], "right")],
    }),
    tables: ["sweep", "bySeed", "sizes"],
  };
}

/** Panels one below the other, each a cost of LoRA over full's; the time only where it was measured. */
export function costFigure({ costs, times }: Tables, { widths }: Config): Figure {
  const x = widthAxis(widths);
  const panel = (field: "operations" | "state", title: string): LayeredSpec =>
    lines({
      table: "costs",
      rows: costs,
      x,
      y: ratioAxis(field, title, [1]),
      arms,
      points: true,
      height: PANEL_HEIGHT,
      below: [horizontalRules(field, [{ value: 1, label: "full" }])],
    });
  const time = lines({
    table: "times",
    rows: times,
    x,
    y: ratioAxis(
      "ratio",
      "time / full's",
      times.map(({ upperQuartile }) => upperQuartile),
    ),
    arms,
    ribbon: { low: "lowerQuartile", high: "upperQuartile" },
    points: true,
    height: PANEL_HEIGHT,
    below: [horizontalRules("ratio", [{ value: 1, label: "full" }])],
  });
  const isTimed = times.length > 0;
  return {
    spec: {
      vconcat: [
        panel("operations", "operations / full's"),
        panel("state", "state / full's"),
        ...(isTimed ? [time] : []),
      ],
    },
    tables: ["costs", "sizes", ...(isTimed ? ["times"] : [])],
  };
}

/** One number of each seed of an arm at a width. */
export const atWidth = (
  { bySeed }: Pick<Tables, "bySeed">,
  arm: string,
  width: number,
  field: "gap" | "closedGap" | "full",
): readonly number[] =>
  bySeed
    .filter((row) => row.arm === arm && row.width === width)
    .map((row) => row[field])
    .filter((value) => value !== null);

const changePhrases = { higher: "larger by", lower: "smaller by", unresolved: "not resolved:" };

/** How much longer a step of LoRA takes than one of full training. */
function timeFinding({ timeRatios }: Tables, arm: string, width: number): Finding {
  const ratios = timeRatios.filter((row) => row.arm === arm && row.width === width).map(({ ratio }) => ratio);
  if (ratios.length === 0) return { value: NOT_TIMED };
  const interval = ratioInterval(ratios);
  return {
    value: meanRatio(ratios) - 1,
    format: ".0%",
    interval: interval && { ...interval, low: interval.low - 1, high: interval.high - 1 },
    n: ratios.length,
    phrases: { higher: "longer by", lower: "shorter by", unresolved: "not resolved:" },
  };
}

/** The smallest and the largest width, and what changes from one to the other. */
export function sweepFindings(tables: Tables, { widths }: Config): Readonly<Record<string, Finding>> {
  const [smallest = Number.NaN, largest = Number.NaN] = [widths[0], widths.at(-1)];
  const gap = (arm: Look, width: number) => atWidth(tables, arm.name, width, "gap");
  const gapOf = (arm: Look, width: number) => ({
    ...meanFinding(gap(arm, width), ".3f", { unit: "nats" }),
    phrases: gapPhrases,
  });
  const change = (arm: Look) => ({
    ...meanFinding(pairedDifferences(gap(arm, largest), gap(arm, smallest)), ".3f", { unit: "nats" }),
    phrases: changePhrases,
  });
  const loss = (width: number) =>
    meanFinding(atWidth(tables, fixed.name, width, "full"), ".3f", { unit: "nats" });
  const adapters = (arm: Look, width: number): Finding => {
    const { trained, body } = rowWith(tables.sizes, { arm: arm.name, width });
    return { value: trained / body, format: ".0%" };
  };
  const operations = (arm: Look, width: number): Finding => ({
    value: rowWith(tables.costs, { arm: arm.name, width }).operations,
    format: ".2f",
  });
  return {
    "costs-shown": {
      value:
        tables.times.length > 0
          ? "operations, training state, and measured time with a ribbon between the quartiles"
          : "operations and training state",
    },
    "gap-smallest": gapOf(fixed, smallest),
    "gap-largest": gapOf(fixed, largest),
    "gap-change": change(fixed),
    "gap-proportional-smallest": gapOf(proportional, smallest),
    "gap-proportional-change": change(proportional),
    "closed-largest": meanFinding(atWidth(tables, fixed.name, largest, "closedGap"), ".0%"),
    "full-smallest": loss(smallest),
    "full-largest": loss(largest),
    "tuned-width": { value: coreTraining.model.dModel, format: "d" },
    "width-smallest": { value: smallest, format: "d" },
    "width-largest": { value: largest, format: "d" },
    "rank-proportional-smallest": {
      value: rowWith(tables.sizes, { arm: proportional.name, width: smallest }).rank ?? Number.NaN,
      format: "d",
    },
    "adapters-smallest": adapters(fixed, smallest),
    "adapters-largest": adapters(fixed, largest),
    "adapters-proportional-smallest": adapters(proportional, smallest),
    "operations-smallest": operations(fixed, smallest),
    "operations-sweep-largest": operations(fixed, largest),
    "operations-proportional-smallest": operations(proportional, smallest),
    "time-smallest": timeFinding(tables, fixed.name, smallest),
    "time-largest": timeFinding(tables, fixed.name, largest),
  };
}
