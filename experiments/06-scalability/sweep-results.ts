/** Figures and findings of the sweep over widths. */
import { lines } from "../lib/charts/lines.ts";
import type { LayeredSpec, Quantity } from "../lib/charts/parts.ts";
import type { ConfigOf, Figure, Finding, TablesOf } from "../lib/experiment.ts";
import { pairedDifferences } from "../lib/stats/describe.ts";
import { excessFinding, lossFinding, lossGap, meanFinding } from "../lib/stats/findings.ts";
import { column, rowWith } from "../lib/tables.ts";
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
/** px, which leaves room for the names at the right. */
const PANEL_WIDTH = 280;
const PANEL_HEIGHT = 120;

const widthAxis = (widths: readonly number[]): Quantity => ({
  field: "width",
  title: "width d of the model",
  scale: "log",
  format: "d",
  domain: [widths[0] ?? 1, widths.at(-1) ?? 1],
  values: widths,
});

/** From zero to above full training's cost. */
const ratioAxis = (field: string, title: string, values: readonly number[]): Quantity => ({
  field,
  title,
  domain: [0, Math.max(1.2, 1.1 * Math.max(...values))],
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
      references: [{ value: 0, label: "full" }],
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
      references: [{ value: 1, label: "full" }],
    });
  const time = lines({
    table: "times",
    rows: times,
    x,
    y: ratioAxis("ratio", "time / full's", column(times, "upperQuartile")),
    arms,
    ribbon: { low: "lowerQuartile", high: "upperQuartile" },
    points: true,
    height: PANEL_HEIGHT,
    references: [{ value: 1, label: "full" }],
  });
  const exact = [panel("operations", "operations / full's"), panel("state", "state / full's")];
  const isTimed = times.length > 0;
  return {
    spec: {
      vconcat: (isTimed ? [...exact, time] : exact).map((view) => ({ ...view, width: PANEL_WIDTH })),
    },
    tables: ["costs", "sizes", ...(isTimed ? ["times"] : [])],
  };
}

const changePhrases = { higher: "larger by", lower: "smaller by", unresolved: "not resolved:" };
const timePhrases = { higher: "longer by", lower: "shorter by", unresolved: "not resolved:" };

type LoraName = (typeof arms)[number]["name"];

/** How much longer a step of LoRA takes than one of full training. */
function timeFinding({ timeRatios }: Tables, arm: LoraName, width: number): Finding {
  const ratios = column(timeRatios, "ratio", { arm, width });
  return ratios.length === 0 ? { value: NOT_TIMED } : excessFinding(ratios, ".0%", timePhrases);
}

/** The smallest and the largest width, and what changes from one to the other. */
export function sweepFindings(tables: Tables, { widths }: Config): Readonly<Record<string, Finding>> {
  const { bySeed, sizes, costs, times } = tables;
  const [smallest = Number.NaN, largest = Number.NaN] = [widths[0], widths.at(-1)];
  const gaps = (arm: LoraName, width: number) => column(bySeed, "gap", { arm, width });
  const change = (arm: LoraName) =>
    lossGap(pairedDifferences(gaps(arm, largest), gaps(arm, smallest)), changePhrases);
  const loss = (width: number) => lossFinding(column(bySeed, "full", { arm: fixed.name, width }));
  const closed = column(bySeed, "closedGap", { arm: fixed.name, width: largest });
  const adapters = (arm: LoraName, width: number): Finding => {
    const { trained, body } = rowWith(sizes, { arm, width });
    return { value: trained / body, format: ".0%" };
  };
  const operations = (arm: LoraName, width: number): Finding => ({
    value: rowWith(costs, { arm, width }).operations,
    format: ".2f",
  });
  return {
    "costs-shown": {
      value:
        times.length > 0
          ? "operations, training state, and measured time with a ribbon between the quartiles"
          : "operations and training state",
    },
    "gap-smallest": lossGap(gaps(fixed.name, smallest)),
    "gap-largest": lossGap(gaps(fixed.name, largest)),
    "gap-change": change(fixed.name),
    "gap-proportional-smallest": lossGap(gaps(proportional.name, smallest)),
    "gap-proportional-change": change(proportional.name),
    "closed-largest": meanFinding(
      closed.filter((share) => share !== null),
      ".0%",
    ),
    "full-smallest": loss(smallest),
    "full-largest": loss(largest),
    "tuned-width": { value: coreTraining.model.dModel, format: "d" },
    "width-smallest": { value: smallest, format: "d" },
    "width-largest": { value: largest, format: "d" },
    "rank-proportional-smallest": {
      value: rowWith(sizes, { arm: proportional.name, width: smallest }).rank ?? Number.NaN,
      format: "d",
    },
    "adapters-smallest": adapters(fixed.name, smallest),
    "adapters-largest": adapters(fixed.name, largest),
    "adapters-proportional-smallest": adapters(proportional.name, smallest),
    "operations-smallest": operations(fixed.name, smallest),
    "operations-sweep-largest": operations(fixed.name, largest),
    "operations-proportional-smallest": operations(proportional.name, smallest),
    "time-smallest": timeFinding(tables, fixed.name, smallest),
    "time-largest": timeFinding(tables, fixed.name, largest),
  };
}
