/** Reference lines with a name: floors, thresholds, and the deck's own number as a ghost. */
import { colors, dashes, figureSizes } from "../../../templates/theme.ts";
import { inline, type Layer } from "./parts.ts";

export interface Reference {
  readonly value: number;
  readonly label: string;
}

/** Horizontal dotted lines across the plot, named above one end. */
export const horizontalRules = (
  field: string,
  references: readonly Reference[],
  end: "left" | "right" = "left",
): Layer => ({
  data: inline(references.map(({ value, label }) => ({ [field]: value, label }))),
  layer: [
    { mark: ruleMark, encoding: { y: { field, type: "quantitative" } } },
    {
      mark: { ...labelMark, align: end, baseline: "bottom", dx: end === "left" ? 2 : -2, dy: -3 },
      encoding: {
        x: { value: end === "left" ? 0 : "width" },
        y: { field, type: "quantitative" },
        text: { field: "label" },
      },
    },
  ],
});

/** Vertical dotted lines, named above the plot. */
export const verticalRules = (field: string, references: readonly Reference[]): Layer => ({
  data: inline(references.map(({ value, label }) => ({ [field]: value, label }))),
  layer: [
    { mark: ruleMark, encoding: { x: { field, type: "quantitative" } } },
    {
      mark: { ...labelMark, align: "center", baseline: "bottom", dy: -4 },
      encoding: { y: { value: 0 }, x: { field, type: "quantitative" }, text: { field: "label" } },
    },
  ],
});

const ruleMark = {
  type: "rule" as const,
  color: colors.gray.light,
  strokeDash: [...dashes.dotted],
  strokeWidth: figureSizes.thinLine,
};

const labelMark = { type: "text" as const, color: colors.muted.light, fontSize: figureSizes.smallText };
