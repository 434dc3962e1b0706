/** The figures of this slide. */
import { heatMap } from "../kit/charts/heat-map.ts";
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, logAxis, seedPoints } from "../kit/charts/parts.ts";
import type { Figure, Row } from "../kit/experiment.ts";
import { lora } from "../lab/arms.ts";

const LANGUAGES = ["English", "Spanish", "French", "German", "Chinese"] as const;

/** LoRA of every rank is one line. */
const byRank: ArmStyle = { ...lora(4), name: "LoRA" };

/** What LoRA gains by rank over the untrained encoder, with a dot per seed, and what full training gains. */
export function gainFigure(rows: readonly Row[], inFull: number): Figure {
  const ranks = rows.map(({ rank }) => Number(rank));
  const x = logAxis("rank", "rank r", { format: "d", values: ranks });
  const y = { field: "gain", title: "P@1 gained by training (percentage points)", zero: true };
  return {
    spec: lines({
      table: "byRank",
      rows,
      x,
      y,
      arms: [byRank],
      points: true,
      above: [seedPoints("ofLora", { x, y }, [byRank])],
      references: [
        { value: inFull, label: "full" },
        { value: 0, label: "untrained" },
      ],
    }),
    tables: ["byRank", "bySeed"],
  };
}

/** The gain of an arm over the untrained encoder, pair by pair. */
export const pairPanel = (
  arm: string,
  title: string,
  { isFirst, domain }: { readonly isFirst: boolean; readonly domain: readonly [number, number] },
) => ({
  ...heatMap({
    table: "pairGains",
    row: { field: "source", title: "from", order: LANGUAGES, hidden: !isFirst },
    column: { field: "target", title: "to", order: LANGUAGES, angle: -45 },
    value: { field: "points", title: "gain, percentage points", format: ".0f" },
    domain,
    title,
    size: 142,
    showValues: true,
  }),
  transform: [{ filter: { field: "arm", equal: arm } }],
});
