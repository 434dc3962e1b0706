/** Reference lines: floors, thresholds, and the deck's own number as a ghost. */
import { colors, dashes, figureSizes } from "../../../templates/theme.ts";
import { inline, type Layer, withHalo } from "./parts.ts";

export interface ReferenceLine {
  readonly value: number;
  readonly label: string;
}

/** Horizontal dotted lines across the plot. */
export const horizontalRules = (field: string, references: readonly ReferenceLine[]): Layer => ({
  data: inline(references.map(({ value }) => ({ [field]: value }))),
  mark: ruleMark,
  encoding: { y: { field, type: "quantitative" } },
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

/** The name of a reference line. */
export const labelMark = {
  type: "text" as const,
  color: colors.muted.light,
  fontSize: figureSizes.smallText,
};
