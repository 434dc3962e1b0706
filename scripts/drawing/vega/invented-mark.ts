/**
 * Marks a drawing of invented values. The mark is the spec's title, for which Vega makes room, so it covers nothing and
 * is in every drawing made from the spec.
 */
import { colors, figureSizes } from "../../../experiments/kit/theme.ts";
import { isRecord } from "../../base/json.ts";

const MARK = "invented";

const markStyle = {
  fontSize: figureSizes.labelText,
  fontWeight: "normal",
  color: colors.muted.light,
} as const;

/** The spec with the mark in its top right corner, or below its own title. */
export function markInvented<Spec extends object>(spec: Spec): Spec {
  const title: unknown = "title" in spec ? spec.title : undefined;
  if (title === undefined || title === null) {
    return { ...spec, title: { text: MARK, anchor: "end", frame: "bounds", offset: 4, ...markStyle } };
  }
  const own = isRecord(title) ? title : { text: title };
  return {
    ...spec,
    title: {
      ...own,
      subtitle: [own.subtitle ?? [], MARK].flat(),
      subtitleFontSize: markStyle.fontSize,
      subtitleFontWeight: markStyle.fontWeight,
      subtitleColor: markStyle.color,
    },
  };
}
