/** The panels of this slide's figures. */

import { heatMap } from "../kit/charts/heat-map.ts";
import { intervalRows } from "../kit/charts/intervals.ts";
import type { LayeredSpec } from "../kit/charts/parts.ts";
import { type ArmStyle, armScales } from "../kit/charts/parts.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { lora } from "../lab/arms.ts";

/** In the deck's order. */
const LANGUAGES = ["English", "Spanish", "French", "German", "Chinese"];

/** P@1 of each ordered pair for one arm; all arms share the scale. */
export const matrixPanel = (arm: string, title: string, isFirst: boolean) => ({
  ...heatMap({
    table: "matrix",
    row: { field: "source", title: "from", order: LANGUAGES, hidden: !isFirst },
    column: { field: "target", title: "to", order: LANGUAGES, angle: -45 },
    value: { field: "precision", title: "P@1, one scale for both", format: ".2f" },
    domain: [0, 1],
    title,
    size: 142,
    showValues: true,
  }),
  transform: [{ filter: { field: "arm", equal: arm } }],
});

/** The gain of one arm over the random start, pair by pair. */
export const gainPanel = (arm: string, title: string, isFirst: boolean, bound: number) => ({
  ...heatMap({
    table: "gain",
    row: { field: "source", title: "from", order: LANGUAGES, hidden: !isFirst },
    column: { field: "target", title: "to", order: LANGUAGES, angle: -45 },
    value: { field: "points", title: "P@1 gained, percentage points", format: "+.1f" },
    domain: [-bound, bound],
    colors: "diverging",
    title,
    size: 142,
    showValues: true,
  }),
  transform: [{ filter: { field: "arm", equal: arm } }],
});

/** Points with intervals of the adapted encoders, over one group of pairs. */
export const adaptPanel = (pairs: string, title: string, arms: readonly ArmStyle[]) => ({
  ...intervalRows({
    table: "adapted",
    value: { field: "precision", title: "P@1 on held-out names", zero: true, format: ".2f" },
    arms,
    step: 26,
  }),
  title,
  width: figureSizes.width - 118,
  transform: [{ filter: { field: "pairs", equal: pairs } }],
});

/** P@1 against rank, one line per group of pairs; full training and the random start are horizontal lines. */
export function rankLines(
  table: string,
  pairs: string,
  title: string,
  ranks: readonly number[],
  levels: readonly ArmStyle[],
) {
  const x = {
    field: "rank",
    type: "quantitative" as const,
    scale: {
      type: "log" as const,
      domain: [Math.min(...ranks) / 1.2, Math.max(...ranks) * 1.2],
      nice: false,
    },
    axis: { title: "rank r", values: [...ranks], format: "d", grid: false },
  };
  const y = {
    field: "precision",
    type: "quantitative" as const,
    scale: { zero: true },
    axis: { title: "P@1 on held-out names", format: ".2f" },
  };
  const scales = armScales(levels);
  // The style of the line through all ranks.
  const adapted = lora(4);
  const color = colors[adapted.color].light;
  const arm = { field: "arm", type: "nominal" as const };
  const group = { filter: { field: "pairs", equal: pairs } };
  const isLevel = { filter: { field: "arm", oneOf: levels.map(({ name }) => name) } };
  const isRank = { filter: "datum.rank > 0" };
  return {
    data: { name: table },
    title,
    width: figureSizes.width - 70,
    height: 150,
    layer: [
      {
        transform: [group, isLevel],
        mark: { type: "rule", strokeWidth: figureSizes.line },
        encoding: {
          y,
          color: { ...arm, scale: scales.color, legend: { title: null, orient: "top" } },
          strokeDash: { ...arm, scale: scales.dash },
        },
      },
      {
        transform: [group, isRank],
        mark: { type: "rule", strokeWidth: figureSizes.line, color },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      { transform: [group, isRank], mark: { type: "line", color }, encoding: { x, y } },
      {
        transform: [group, isRank],
        mark: { type: "point", filled: true, opacity: 1, color, shape: adapted.shape },
        encoding: { x, y },
      },
    ],
  } satisfies LayeredSpec;
}
