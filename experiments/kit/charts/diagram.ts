/** Node-link diagrams: boxes and arrows at fixed places in px, as rows and as a Vega-Lite spec that draws them. */

import type { Deck, Row } from "../experiment.ts";
import { type ColorName, colors, dashes, figureSizes } from "../theme.ts";
import { inline, type Layer, type LayeredSpec, withHalo } from "./parts.ts";

export interface DiagramNode {
  readonly id: string;
  /** Lines of text in the box. */
  readonly label: string;
  /** Centre, px from the top left. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** One of the diagram's kinds of node, which share a fill. */
  readonly kind: string;
}

export interface DiagramLink {
  readonly from: string;
  readonly to: string;
  /** Next to the middle of the link; "" for none. */
  readonly label: string;
  /** One of the diagram's kinds of link, which share a colour and a dash. */
  readonly kind: string;
  /** True for an arrow. */
  readonly directed: boolean;
  /** How far the link's middle bulges to the left of its direction, px; 0 for a straight link. */
  readonly bend: number;
  /** Shift of the label from the middle of the link, px. */
  readonly labelShift?: readonly [number, number];
}

export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly links: readonly DiagramLink[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rows for `nodeLink`: nodes and links (the figure's tables), and the points of the links' paths (layout). */
export function layoutDiagram({ nodes, links }: Diagram): {
  nodes: readonly Row[];
  links: readonly Row[];
  paths: readonly Row[];
} {
  const find = (id: string): DiagramNode => {
    const node = nodes.find((candidate) => candidate.id === id);
    if (node === undefined) throw new Error(`unknown node in a diagram: ${id}`);
    return node;
  };
  const routed = links.map((link) => ({ link, path: route(find(link.from), find(link.to), link) }));
  return {
    nodes: nodes.map(({ id, label, x, y, width, height, kind }) => ({
      node: id,
      kind,
      label,
      x,
      y,
      left: x - width / 2,
      right: x + width / 2,
      top: y - height / 2,
      bottom: y + height / 2,
    })),
    links: routed.map(({ link, path }) => linkRow(link, path)),
    paths: routed.flatMap(({ link, path }, index) =>
      path.map((point, order) => ({ link: index, kind: link.kind, order, x: point.x, y: point.y })),
    ),
  };
}

interface DeckDiagram extends Pick<NodeLinkOptions, "height" | "nodeKinds" | "linkKinds"> {
  /** The size of every box. */
  readonly box: Pick<DiagramNode, "width" | "height">;
  /** Without a label, a box shows its id. */
  readonly nodes: readonly (Pick<DiagramNode, "id" | "x" | "y" | "kind"> & { readonly label?: string })[];
  /** True if all links are arrows. */
  readonly directed: boolean;
  readonly links: readonly (Pick<DiagramLink, "from" | "to" | "kind"> &
    Partial<Pick<DiagramLink, "label" | "bend">>)[];
  /** What is not invented, and why. */
  readonly note: string;
}

/** A deck whose figure is a diagram of boxes of one size, where nothing is invented. */
export function deckDiagram({ box, nodes, directed, links, note, ...kinds }: DeckDiagram): Deck {
  const { paths, ...rows } = layoutDiagram({
    nodes: nodes.map((node) => ({ label: node.id, ...node, ...box })),
    links: links.map((link) => ({ label: "", bend: 0, ...link, directed })),
  });
  const tables = { nodes: "deck-nodes", links: "deck-links" };
  return {
    tables: { [tables.nodes]: rows.nodes, [tables.links]: rows.links },
    figures: {
      deck: { spec: nodeLink({ ...tables, paths, width: 392, ...kinds }), invented: false, note },
    },
  };
}

function linkRow(link: DiagramLink, path: readonly Point[]): Row {
  const [shiftX, shiftY] = link.labelShift ?? [0, 0];
  const middle = pointAt(path, Math.floor(path.length / 2));
  const tip = pointAt(path, path.length - 1);
  const before = pointAt(path, path.length - 2);
  return {
    from: link.from,
    to: link.to,
    kind: link.kind,
    label: link.label,
    directed: link.directed,
    labelX: middle.x + shiftX,
    labelY: middle.y + shiftY,
    tipX: tip.x,
    tipY: tip.y,
    // Vega's triangle-right points along x; angles are in degrees, clockwise, because y grows downwards.
    angle: (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI,
  };
}

/** Gap between an arrow's tip and its box, px. */
const margin = 5;

const curvePoints = 24;

/** The visible part of a quadratic curve between two boxes' centres. */
function route(from: DiagramNode, to: DiagramNode, { bend, directed }: DiagramLink): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const control = {
    x: (from.x + to.x) / 2 + (2 * bend * (to.y - from.y)) / length,
    y: (from.y + to.y) / 2 - (2 * bend * (to.x - from.x)) / length,
  };
  const curve = Array.from({ length: 16 * curvePoints + 1 }, (_, index) => {
    const t = index / (16 * curvePoints);
    return {
      x: (1 - t) * (1 - t) * from.x + 2 * t * (1 - t) * control.x + t * t * to.x,
      y: (1 - t) * (1 - t) * from.y + 2 * t * (1 - t) * control.y + t * t * to.y,
    };
  });
  const visible = curve.filter(
    (point) => !isInside(from, point, 0) && !isInside(to, point, directed ? margin : 0),
  );
  const step = (visible.length - 1) / (bend === 0 ? 2 : curvePoints);
  const count = bend === 0 ? 3 : curvePoints + 1;
  return Array.from({ length: count }, (_, index) => pointAt(visible, Math.round(index * step)));
}

const isInside = ({ x, y, width, height }: DiagramNode, point: Point, around: number): boolean =>
  Math.abs(point.x - x) < width / 2 + around && Math.abs(point.y - y) < height / 2 + around;

function pointAt(path: readonly Point[], index: number): Point {
  const point = path[index];
  if (point === undefined) throw new Error("a diagram's nodes overlap: no room for a link");
  return point;
}

interface NodeLinkOptions {
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

/** Vega's "middle" is the middle of the first line. */
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

/** One layer per kind, so that a kind's style is a property of its mark and needs no scale. */
const ofKind = (kind: string) => [{ filter: `datum.kind === ${JSON.stringify(kind)}` }];

function linkLayers({ links, paths, width, height, linkKinds }: NodeLinkOptions): Layer[] {
  return Object.entries(linkKinds).flatMap(([kind, style]): Layer[] => [
    {
      data: inline(paths.filter((point) => point.kind === kind)),
      mark: {
        type: "line",
        strokeWidth: figureSizes.line,
        color: colors[style.color].light,
        strokeDash: [...dashes[style.dash]],
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
      mark: { type: "point", shape: "triangle-right", size: 80, color: colors[style.color].light },
      encoding: {
        x: place("tipX", width, false),
        y: place("tipY", height, true),
        angle: { field: "angle", type: "quantitative", scale: { domain: [-180, 180], range: [-180, 180] } },
      },
    },
    ...linkLabels(links, kind, style.color, [width, height]),
  ]);
}

/** Width of the gap in a link for its name, px: includes the space between two words. */
const linkGap = 9;

/** The name of a link, in a gap of its line. */
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
