/**
 * Marks a drawing that shows invented values. The mark is the title of the spec, for which Vega makes room, so it covers
 * nothing and is in every drawing that is made of the spec.
 */
import { colors, figureSizes } from "../../../experiments/kit/theme.ts";
import { isRecord } from "../../base/json.ts";

const MARK = "invented";

const look = { fontSize: figureSizes.labelText, fontWeight: "normal", color: colors.muted.light } as const;

/** The spec with the word in its top right corner, or below its own title. */
export function markInvented<Spec extends object>(spec: Spec): Spec {
  const title: unknown = "title" in spec ? spec.title : undefined;
  if (title === undefined || title === null) {
    return { ...spec, title: { text: MARK, anchor: "end", frame: "bounds", offset: 4, ...look } };
  }
  const own = isRecord(title) ? title : { text: title };
  return {
    ...spec,
    title: {
      ...own,
      subtitle: [own.subtitle ?? [], MARK].flat(),
      subtitleFontSize: look.fontSize,
      subtitleFontWeight: look.fontWeight,
      subtitleColor: look.color,
    },
  };
}
