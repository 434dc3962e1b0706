/** Lints the colours of a figure: series must be distinguishable in greyscale and with colour-vision deficiencies. */
import type { FigureSpec } from "../../../experiments/kit/experiment.ts";
import { isRecord } from "../../base/json.ts";
import { seenDifference, visions } from "./color-vision.ts";
import type { LintProblem } from "./lint.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Minimum CIEDE2000 difference of two series that only colour distinguishes. A difference of about 2 is just noticeable
 * between adjacent areas; small marks far from each other need several times as much.
 */
const leastDifference = 10;

/** A colour scale over the names of series. */
interface ColorScale {
  readonly field: string;
  readonly names: readonly string[];
  readonly colors: readonly string[];
}

/** Channels that give each series a position of its own. */
const places = ["x", "y", "xOffset", "yOffset", "row", "column", "facet"];
/** Marks large enough to carry the name of their series. */
const filled = ["bar", "rect", "area", "arc"];

/** Reports each pair of series that only colour distinguishes, for each vision in which the colours are too similar. */
export function lintSeries(figure: string, spec: FigureSpec): LintProblem[] {
  return panelsOf(spec as Json).flatMap((views) =>
    uniqueScales(views).flatMap((scale) =>
      pairsOf(scale).flatMap(([one, other]) =>
        hasCue(views, scale.field, one.name, other.name) ? [] : tooClose(figure, one, other),
      ),
    ),
  );
}

interface Series {
  readonly name: string;
  readonly color: string;
}

function tooClose(figure: string, one: Series, other: Series): LintProblem[] {
  return visions.flatMap((vision) => {
    const difference = seenDifference(one.color, other.color, vision);
    if (difference >= leastDifference) return [];
    const where = vision === "greyscale" ? "in greyscale" : `with ${vision}`;
    return [
      {
        figure,
        element: `series "${one.name}" and "${other.name}"`,
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
  return series.flatMap((one, index) =>
    series.slice(index + 1).map((other): [Series, Series] => [one, other]),
  );
}

/** True where more than colour distinguishes the two series: dash, shape, position, or a name on a filled mark. */
function hasCue(views: readonly Json[], field: string, one: string, other: string): boolean {
  const isFilled = views.some(
    ({ mark, encoding }) => filled.includes(typeOf(mark)) && isOf(encoding, "color", field),
  );
  return views.some(
    ({ encoding }) =>
      places.some((channel) => isOf(encoding, channel, field)) ||
      ["strokeDash", "shape"].some((channel) => differsIn(encoding, channel, field, one, other)) ||
      (isFilled && isOf(encoding, "text", field)),
  );
}

const channelOf = (encoding: unknown, channel: string): Json | undefined => {
  const found = isRecord(encoding) ? encoding[channel] : undefined;
  return isRecord(found) ? found : undefined;
};

const isOf = (encoding: unknown, channel: string, field: string): boolean =>
  channelOf(encoding, channel)?.field === field;

function differsIn(encoding: unknown, channel: string, field: string, one: string, other: string): boolean {
  const found = channelOf(encoding, channel);
  if (found?.field !== field || !isRecord(found.scale)) return false;
  const { domain, range } = found.scale;
  if (!Array.isArray(domain) || !Array.isArray(range)) return false;
  const lookOf = (name: string) => JSON.stringify(range[domain.indexOf(name)]);
  return lookOf(one) !== lookOf(other);
}

function typeOf(mark: unknown): string {
  return isRecord(mark) ? String(mark.type) : String(mark);
}
