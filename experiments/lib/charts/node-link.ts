/** Draws the rows of `layoutDiagram`: lines, arrowheads, boxes and text over coordinates in px. */
import { type ColorName, colors, dashes, figureSizes } from "../../../templates/theme.ts";
import type { Row } from "../experiment.ts";
import { inline, type Layer, type LayeredSpec, withHalo } from "./parts.ts";

export interface NodeLinkOptions {
  /** Names of the tables of nodes and links. */
  readonly nodes: string;
  readonly links: string;
  /** Points of the links' paths. */
  readonly paths: readonly Row[];
  readonly width: number;
  readonly height: number;
  readonly nodeKinds: Readonly<Record<string, { readonly fill: ColorName; readonly stroke: ColorName }>>;
  readonly linkKinds: Readonly<
    Record<string, { readonly color: ColorName; readonly dash: keyof typeof dashes }>
  >;
}

const lineHeight = 17;

/** Vega's "middle" is that of the first line. */
const centred = `-${lineHeight / 2} * (length(split(datum.label, "\\n")) - 1)`;

/** The diagram, without axes. */
export function nodeLink(options: NodeLinkOptions): LayeredSpec {
  const { width, height } = options;
  return { width, height, layer: [...linkLayers(options), ...nodeLayers(options)] };
}

/** A coordinate in px; y grows downwards. */
const place = (field: string, end: number, reverse: boolean) => ({
  field,
  type: "quantitative" as const,
  axis: null,
  scale: { domain: [0, end], nice: false, zero: false, reverse },
});

/** One layer for each kind, so that a kind's look is a property of its mark and needs no scale. */
const ofKind = (kind: string) => [{ filter: `datum.kind === ${JSON.stringify(kind)}` }];

function linkLayers({ links, paths, width, height, linkKinds }: NodeLinkOptions): Layer[] {
  return Object.entries(linkKinds).flatMap(([kind, look]): Layer[] => [
    {
      data: inline(paths.filter((point) => point.kind === kind)),
      mark: {
        type: "line",
        strokeWidth: figureSizes.line,
        color: colors[look.color].light,
        strokeDash: [...dashes[look.dash]],
      },
      encoding: {
        x: place("x", width, false),
        y: place("y", height, true),
        detail: { field: "link", type: "nominal" },
        order: { field: "order", type: "quantitative" },
      },
    },
    {
      data: { name: links },
      transform: [{ filter: "datum.directed" }, ...ofKind(kind)],
      mark: { type: "point", shape: "triangle-right", size: 80, color: colors[look.color].light },
      encoding: {
        x: place("tipX", width, false),
        y: place("tipY", height, true),
        angle: { field: "angle", type: "quantitative", scale: { domain: [-180, 180], range: [-180, 180] } },
      },
    },
    ...linkLabels(links, kind, look.color, [width, height]),
  ]);
}

/** Breadth of the gap that a name makes in its link, px: as much as closes the space between two words. */
const linkGap = 9;

/** The name of a link, which interrupts its line. */
const linkLabels = (
  links: string,
  kind: string,
  color: ColorName,
  [width, height]: readonly [number, number],
): Layer[] =>
  withHalo(
    {
      data: { name: links },
      transform: [{ filter: 'datum.label !== ""' }, ...ofKind(kind)],
      mark: { type: "text", baseline: "middle", color: colors[color].light },
      encoding: {
        x: place("labelX", width, false),
        y: place("labelY", height, true),
        text: { field: "label", type: "nominal" },
      },
    },
    linkGap,
  );

function nodeLayers({ nodes, width, height, nodeKinds }: NodeLinkOptions): Layer[] {
  const boxes = Object.entries(nodeKinds).map(
    ([kind, { fill, stroke }]): Layer => ({
      data: { name: nodes },
      transform: ofKind(kind),
      mark: {
        type: "rect",
        cornerRadius: 5,
        strokeWidth: figureSizes.thinLine,
        fill: colors[fill].light,
        stroke: colors[stroke].light,
      },
      encoding: {
        x: place("left", width, false),
        x2: { field: "right" },
        y: place("top", height, true),
        y2: { field: "bottom" },
      },
    }),
  );
  const names: Layer = {
    data: { name: nodes },
    mark: { type: "text", baseline: "middle", lineBreak: "\n", lineHeight, dy: { expr: centred } },
    encoding: {
      x: place("x", width, false),
      y: place("y", height, true),
      text: { field: "label", type: "nominal" },
    },
  };
  return [...boxes, names];
}
