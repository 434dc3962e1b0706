/** Reference lines with a name: floors, thresholds, and the deck's own number as a ghost. */
import { colors, dashes, figureSizes } from "../../../templates/theme.ts";
import { inline, type Layer, withHalo } from "./parts.ts";

export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
}

/** Where a name begins, px from the end of its line: past a point there, which a logarithmic axis sets 8 px inwards. */
const pastPoint = 14;

/** Horizontal dotted lines across the plot, named at one end, above or below themselves. */
export const horizontalRules = (
  field: string,
  references: readonly ReferenceLine[],
  end: "left" | "right" = "left",
  side: "above" | "below" = "above",
): Layer => ({
  data: inline(references.map(({ value, label }) => ({ [field]: value, label }))),
  layer: [
    { mark: ruleMark, encoding: { y: { field, type: "quantitative" } } },
    ...withHalo({
      mark: {
        ...labelMark,
        align: end,
        baseline: side === "above" ? "bottom" : "top",
        dx: end === "left" ? pastPoint : -pastPoint,
        dy: side === "above" ? -3 : 3,
      },
      encoding: {
        x: { value: end === "left" ? 0 : "width" },
        y: { field, type: "quantitative" },
        text: { field: "label" },
      },
    }),
  ],
});

/** Vertical dotted lines, named above the plot, or at its foot where the name of the other axis stands above. */
export const verticalRules = (
  field: string,
  references: readonly ReferenceLine[],
  place: "above" | "foot" = "foot",
): Layer => ({
  data: inline(references.map(({ value, label }) => ({ [field]: value, label }))),
  layer: [
    { mark: ruleMark, encoding: { x: { field, type: "quantitative" } } },
    ...withHalo({
      mark: {
        ...labelMark,
        baseline: "bottom",
        dy: -4,
        ...(place === "above" ? { align: "center" } : { align: "left", dx: 4 }),
      },
      encoding: {
        y: { value: place === "above" ? 0 : "height" },
        x: { field, type: "quantitative" },
        text: { field: "label" },
      },
    }),
  ],
});

const ruleMark = {
  type: "rule" as const,
  color: colors.gray.light,
  strokeDash: [...dashes.dotted],
  strokeWidth: figureSizes.thinLine,
};

const labelMark = { type: "text" as const, color: colors.muted.light, fontSize: figureSizes.smallText };
