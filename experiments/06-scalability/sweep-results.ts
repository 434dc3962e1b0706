/** Figures and findings of the sweep over widths. */
import { type LinesOptions, lines } from "../kit/charts/lines.ts";
import { logAxis } from "../kit/charts/parts.ts";
import type { ConfigOf, Figure, Finding, TablesOf } from "../kit/experiment.ts";
import { count, decimal, excessFinding, meanFinding, notTimed, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import { coreWidth } from "../lab/setup.ts";
import type { experiment } from "./experiment.ts";
import { loraArms } from "./sweep.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

const { fixed, proportional } = loraArms;
const arms = [fixed, proportional];

/** LoRA over full training at each width. */
const overFull = ({ widths }: Config, rest: Omit<LinesOptions, "x" | "arms" | "points">) =>
  lines({
    x: logAxis("width", "width d of the model", {
      format: "d",
      domain: firstAndLast(widths),
      values: widths,
    }),
    arms,
    points: true,
    ...rest,
  });

export const gapFigure = ({ sweep: rows }: Tables, config: Config): Figure => ({
  spec: overFull(config, {
    table: "sweep",
    rows,
    y: { field: "gap", title: "test loss − full’s (nats a character)" },
    references: [{ value: 0, label: "full" }],
  }),
  tables: ["sweep", "bySeed", "slopes", "closed", "sizes"],
});

/** Panels below each other, each with one cost of LoRA over full training's; the time only if it was measured. */
export function costFigure(tables: Tables, config: Config): Figure {
  const isTimed = tables.times.length > 0;
  const slowest = Math.max(...column(tables.times, "upperQuartile"));
  const panel = (table: "costs" | "times", field: string, title: string, highest = 1) => ({
    ...overFull(config, {
      table,
      rows: tables[table],
      y: { field, title, domain: [0, Math.max(1.2, 1.1 * highest)] },
      // Exact costs have no quartiles, so no ribbon.
      ribbon: { low: "lowerQuartile", high: "upperQuartile" },
      height: 120,
      references: [{ value: 1, label: "full" }],
    }),
    // Leaves room for the names on the right.
    width: 280,
  });
  return {
    spec: {
      vconcat: [
        panel("costs", "operations", "FLOPs / full's"),
        panel("costs", "state", "state / full's"),
        ...(isTimed ? [panel("times", "ratio", "time / full's", slowest)] : []),
      ],
    },
    tables: ["costs", "sizes", ...(isTimed ? ["times"] : [])],
  };
}

const changePhrases = {
  higher: "grows by %",
  lower: "shrinks by %",
  unresolved: "changes by no resolved amount (%)",
};
const timePhrases = { higher: "% longer", lower: "% shorter", unresolved: "no resolved amount (%) longer" };

type LoraName = (typeof arms)[number]["name"];

/** The smallest and the largest width, and the change from one to the other. */
export function sweepFindings(
  { bySeed, slopes, closed, sizes, costs, timeRatios }: Tables,
  { widths }: Config,
): Readonly<Record<string, Finding>> {
  const [smallest, largest] = firstAndLast(widths);
  const gaps = (arm: LoraName, width: number) => column(bySeed, "gap", { arm, width });
  const slope = (arm: LoraName) => lossGap(column(slopes, "slope", { arm }), changePhrases);
  const thinnest = rowWith(sizes, { arm: proportional.name, width: smallest });
  const loss = (width: number) => lossFinding(column(bySeed, "full", { arm: fixed.name, width }));
  /** The ratio of the times of a LoRA step and a full step. */
  const time = (width: number) => {
    const ratios = column(timeRatios, "ratio", { arm: fixed.name, width });
    return ratios.length === 0 ? notTimed : excessFinding(ratios, ".0%", timePhrases);
  };
  const adapters = (arm: LoraName, width: number) => {
    const { trained, body } = rowWith(sizes, { arm, width });
    return percent(trained / body);
  };
  const operations = (arm: LoraName, width: number) => decimal(rowWith(costs, { arm, width }).operations, 2);
  return {
    "costs-shown": {
      value:
        timeRatios.length > 0
          ? "FLOPs, training state, and measured time with a ribbon between the quartiles"
          : "FLOPs and training state",
    },
    "gap-smallest": lossGap(gaps(fixed.name, smallest)),
    "gap-largest": lossGap(gaps(fixed.name, largest)),
    slope: slope(fixed.name),
    "gap-proportional-smallest": lossGap(gaps(proportional.name, smallest)),
    "slope-proportional": slope(proportional.name),
    "closed-core": meanFinding(column(closed, "closedGap"), ".0%"),
    "core-width": count(coreWidth),
    "full-smallest": loss(smallest),
    "full-largest": loss(largest),
    "width-smallest": count(smallest),
    "width-largest": count(largest),
    "rank-proportional-smallest": count(thinnest.rank ?? Number.NaN),
    "adapters-smallest": adapters(fixed.name, smallest),
    "adapters-largest": adapters(fixed.name, largest),
    "adapters-proportional-smallest": adapters(proportional.name, smallest),
    "operations-smallest": operations(fixed.name, smallest),
    "operations-sweep-largest": operations(fixed.name, largest),
    "operations-proportional-smallest": operations(proportional.name, smallest),
    "time-smallest": time(smallest),
    "time-largest": time(largest),
  };
}
