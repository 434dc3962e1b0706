/** The figures of slide 12. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { interval } from "../kit/charts/parts.ts";
import { labelledScatter } from "../kit/charts/scatter.ts";
import type { ConfigOf, Figure, TablesOf } from "../kit/experiment.ts";
import { column } from "../kit/tables.ts";
import { full, windowAttention } from "../lab/arms.ts";
import { type ArmRanks, comparedArms, techniqueArms } from "../lab/trials/alternatives.ts";
import type { experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

const plain: ArmStyle = { ...full, name: "plain" };
const checkpoints: ArmStyle = { ...windowAttention(0), name: "checkpoints", color: "green", dash: "dashed" };

/** Room for names around the outermost points. */
function padded(values: readonly number[], share: number): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = share * (high - low || 1);
  return [low - room, high + room];
}

/** An axis of losses that includes the ends of all intervals. */
const lossAxis = (rows: Tables["arms"], title: string, share: number) => ({
  field: "loss",
  title,
  domain: padded(
    rows.flatMap(({ loss, low, high }) => [loss, low ?? loss, high ?? loss]),
    share,
  ),
});

/** Every arm by loss and cost, for two costs. */
export function frontFigure({ arms: rows }: Tables, ranks: ArmRanks): Figure {
  const panel = (field: "megaFlopsPerStep" | "stateMegabytes", title: string) =>
    labelledScatter({
      table: "arms",
      rows,
      x: { field, title, domain: padded(column(rows, field), 0.25) },
      y: { ...lossAxis(rows, "test loss (nats)", 0.12), format: ".2f" },
      name: "label",
      arm: { field: "arm", styles: comparedArms(ranks) },
      width: 330,
      height: 340,
      whiskers: { y: interval },
    });
  return {
    spec: {
      vconcat: [
        panel("megaFlopsPerStep", "MFLOPs a step"),
        panel("stateMegabytes", "memory for training the body (MB)"),
      ],
    },
    tables: ["arms", "runs"],
  };
}

export const gapFigure = (ranks: ArmRanks): Figure => ({
  spec: intervalRows({
    table: "gaps",
    value: { field: "gap", title: "test loss − full’s (nats a character)" },
    arms: comparedArms(ranks).slice(1),
    references: [{ value: 0, label: "full" }],
  }),
});

/** The deck's techniques compared with full training of the same model. */
export const techniqueFigure = (techniques: ConfigOf<typeof experiment>["techniques"]): Figure => ({
  spec: intervalRows({
    table: "techniqueGaps",
    value: { field: "gap", title: "test loss − full’s (nats a character)" },
    arms: techniqueArms(techniques).slice(1),
    references: [{ value: 0, label: "full" }],
  }),
  tables: ["techniqueGaps", "techniques", "techniqueRuns"],
});

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
