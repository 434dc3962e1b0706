/** The figures of slide 12. */
import { intervalRows } from "../lib/charts/intervals.ts";
import { lines } from "../lib/charts/lines.ts";
import { full, type Look, windowAttention } from "../lib/charts/looks.ts";
import { interval, withHalo } from "../lib/charts/parts.ts";
import { labelledScatter } from "../lib/charts/scatter.ts";
import type { Figure, TablesOf } from "../lib/experiment.ts";
import { column } from "../lib/tables.ts";
import { type ArmSizes, comparedArms } from "../lib/trials/alternatives.ts";
import type { experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const plain: Look = { ...full, name: "plain" };
const checkpoints: Look = { ...windowAttention(0), name: "checkpoints", color: "green", dash: "dashed" };
const windows: Look = { ...windowAttention(0), name: "window" };

/** Room for names around the outermost points. */
function padded(values: readonly number[], share: number): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = share * (high - low || 1);
  return [low - room, high + room];
}

/** An axis of losses that holds the ends of all intervals. */
const lossAxis = (rows: Tables["arms"] | Tables["windows"], title: string, share: number) => ({
  field: "loss",
  title,
  domain: padded(
    rows.flatMap(({ loss, low, high }) => [loss, low ?? loss, high ?? loss]),
    share,
  ),
});

/** Every arm in the plane of loss and cost, for two costs. */
export function frontFigure({ arms: rows }: Tables, sizes: ArmSizes): Figure {
  const panel = (field: "megaFlopsPerStep" | "stateMegabytes", title: string) =>
    labelledScatter({
      table: "arms",
      rows,
      x: { field, title, domain: padded(column(rows, field), 0.25) },
      y: { ...lossAxis(rows, "validation loss (nats)", 0.12), format: ".2f" },
      name: "label",
      arm: { field: "arm", looks: comparedArms(sizes) },
      width: 330,
      height: 340,
      whiskers: { y: interval },
    });
  return {
    spec: {
      vconcat: [
        panel("megaFlopsPerStep", "operations a step (millions)"),
        panel("stateMegabytes", "state of the body in training (MB)"),
      ],
    },
    tables: ["arms", "runs"],
  };
}

export const gapFigure = (sizes: ArmSizes): Figure => ({
  spec: intervalRows({
    table: "gaps",
    value: { field: "gap", title: "validation loss − full’s (nats a character)" },
    arms: comparedArms(sizes).slice(1),
    references: [{ value: 0, label: "full" }],
  }),
});

export function windowFigure({ windows: rows }: Tables): Figure {
  // To the right of its point a name is above a line that falls.
  const labels = withHalo({
    mark: { type: "text", align: "left", baseline: "bottom", dx: 5, dy: -5 },
    encoding: {
      x: { field: "megaFlops", type: "quantitative" },
      y: { field: "loss", type: "quantitative" },
      text: { field: "label", type: "nominal" },
    },
  });
  const work = column(rows, "megaFlops");
  const [leftmost] = padded(work, 0.15);
  return {
    spec: lines({
      table: "windows",
      rows,
      x: {
        field: "megaFlops",
        title: "operations of attention a step (millions)",
        domain: [leftmost, Math.max(...work)],
      },
      y: lossAxis(rows, "validation loss (nats a character)", 0.15),
      arms: [windows],
      points: true,
      above: labels,
    }),
  };
}

export const activationFigure = ({ activations, checkpoints: rows, times }: Tables): Figure => ({
  spec: lines({
    table: "activations",
    rows: activations,
    x: { field: "layers", title: "blocks", values: column(rows, "layers") },
    y: { field: "megabytes", title: "activations held (MB)", zero: true },
    arms: [plain, checkpoints],
    points: true,
  }),
  tables: ["activations", "checkpoints", ...(times.length > 0 ? ["times"] : [])],
});
