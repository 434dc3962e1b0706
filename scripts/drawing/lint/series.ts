/** Lints the colours of a figure: series must be distinguishable in greyscale and with colour-vision deficiencies. */
import type { FigureSpec } from "../../../experiments/kit/experiment.ts";
import { isRecord } from "../../base/json.ts";
import { seenDifference, visions } from "./color-vision.ts";
import type { LintProblem } from "./lint.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Minimum CIEDE2000 difference of two series that differ in colour alone. A difference of about 2 is just noticeable
 * between adjacent areas; small marks far from each other need several times as much.
 */
const leastDifference = 10;

/** A colour scale over the names of series. */
interface ColorScale {
  readonly field: string;
  readonly names: readonly string[];
  readonly colors: readonly string[];
}

/** Channels that give each series its own position. */
const places = ["x", "y", "xOffset", "yOffset", "row", "column", "facet"];
/** Marks large enough to carry the name of their series. */
const filled = ["bar", "rect", "area", "arc"];

/** Reports pairs of series that differ in colour alone, for each vision in which the two colours are too similar. */
export function lintSeries(figure: string, spec: FigureSpec): LintProblem[] {
  return panelsOf(spec as Json).flatMap((views) =>
    uniqueScales(views).flatMap((scale) =>
      pairsOf(scale).flatMap(([a, b]) =>
        hasCue(views, scale.field, a.name, b.name) ? [] : tooClose(figure, a, b),
      ),
    ),
  );
}

interface Series {
  readonly name: string;
  readonly color: string;
}

function tooClose(figure: string, a: Series, b: Series): LintProblem[] {
  return visions.flatMap((vision) => {
    const difference = seenDifference(a.color, b.color, vision);
    if (difference >= leastDifference) return [];
    const where = vision === "greyscale" ? "in greyscale" : `with ${vision}`;
    return [
      {
        figure,
        element: `series "${a.name}" and "${b.name}"`,
        message: `differ only in colour, by ${difference.toFixed(1)} CIEDE2000 ${where}; make it at least ${leastDifference}, or add dashes or shapes`,
      },
    ];
  });
}

/** The views of each panel, including the encodings that they inherit. */
function panelsOf(view: Json): Json[][] {
  const panels = [view.hconcat, view.vconcat, view.concat].find(Array.isArray);
  if (panels !== undefined) return panels.filter(isRecord).flatMap(panelsOf);
  if (isRecord(view.spec)) return panelsOf(view.spec);
  return [viewsOf(view, {})];
}

function viewsOf(view: Json, inherited: Json): Json[] {
  const encoding = { ...inherited, ...(isRecord(view.encoding) ? view.encoding : {}) };
  if (!Array.isArray(view.layer)) return [{ ...view, encoding }];
  return view.layer.filter(isRecord).flatMap((layer) => viewsOf(layer, encoding));
}

/** The colour scales over names of series, each once. */
function uniqueScales(views: readonly Json[]): ColorScale[] {
  const scales = new Map<string, ColorScale>();
  for (const { encoding, mark } of views) {
    const color = isRecord(encoding) ? encoding.color : undefined;
    if (typeOf(mark) === "text" || !isRecord(color) || !isRecord(color.scale)) continue;
    const { domain, range } = color.scale;
    if (!Array.isArray(domain) || !Array.isArray(range) || color.type !== "nominal") continue;
    const scale = { field: String(color.field), names: domain.map(String), colors: range.map(String) };
    scales.set(JSON.stringify(scale), scale);
  }
  return [...scales.values()];
}

function pairsOf({ names, colors }: ColorScale): [Series, Series][] {
  const series = names.map((name, index) => ({ name, color: colors[index] ?? "#000000" }));
  return series.flatMap((a, index) => series.slice(index + 1).map((b): [Series, Series] => [a, b]));
}

/** True if dash, shape, position or a name on a filled mark also distinguishes the two series. */
function hasCue(views: readonly Json[], field: string, a: string, b: string): boolean {
  const isFilled = views.some(
    ({ mark, encoding }) => filled.includes(typeOf(mark)) && isOf(encoding, "color", field),
  );
  return views.some(
    ({ encoding }) =>
      places.some((channel) => isOf(encoding, channel, field)) ||
      ["strokeDash", "shape"].some((channel) => differsIn(encoding, channel, field, a, b)) ||
      (isFilled && isOf(encoding, "text", field)),
  );
}

const channelOf = (encoding: unknown, channel: string): Json | undefined => {
  const found = isRecord(encoding) ? encoding[channel] : undefined;
  return isRecord(found) ? found : undefined;
};

const isOf = (encoding: unknown, channel: string, field: string): boolean =>
  channelOf(encoding, channel)?.field === field;

function differsIn(encoding: unknown, channel: string, field: string, a: string, b: string): boolean {
  const found = channelOf(encoding, channel);
  if (found?.field !== field || !isRecord(found.scale)) return false;
  const { domain, range } = found.scale;
  if (!Array.isArray(domain) || !Array.isArray(range)) return false;
  const styleOf = (name: string) => JSON.stringify(range[domain.indexOf(name)]);
  return styleOf(a) !== styleOf(b);
}

function typeOf(mark: unknown): string {
  return isRecord(mark) ? String(mark.type) : String(mark);
}
