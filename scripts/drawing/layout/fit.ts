/** Draws a figure as wide as a column or as large as a box, by trying sizes of its panels. */
import type { Tables } from "../../../experiments/kit/experiment.ts";
import { drawScene } from "../vega/scene.ts";
import type { PanelSpec } from "./panels.ts";

/** A drawing and its size; lengths are in its own unit. */
export interface FittedScene {
  readonly svg: string;
  readonly contentWidth: number;
  readonly height: number;
  /** The width of a panel. */
  readonly panel: number;
}

/** Drawings to try before the best one is taken. */
const mostDrawings = 12;

/** How panels are fitted into a width. */
interface Fit {
  readonly width: number;
  /** Factor of the panels' heights; undefined leaves them as they are. */
  readonly stretch?: number;
  /** The width of a panel to try first. */
  readonly first?: number;
}

/**
 * Draws a figure with panels as wide as the width allows, to within one unit per column. The width of axes and labels
 * depends on the panels, hence the search. Where no drawing fits, the one that exceeds the width least is returned.
 */
export async function fitWidth(
  id: string,
  spec: PanelSpec,
  tables: Tables,
  { width, stretch, first }: Fit,
): Promise<FittedScene> {
  const draw = async (panel: number): Promise<Attempt> => {
    const drawn = await drawScene(id, spec.withPanels(panel, stretch), tables);
    const { svg, width: contentWidth, height } = drawn;
    return { length: panel, scene: { svg, contentWidth, height, panel }, room: width - contentWidth };
  };
  const start = first ?? (width / spec.columns) * 0.75;
  return fitLength(draw, {
    start,
    growth: spec.columns,
    slack: spec.columns,
    leastStep: 0.25,
    least: 1,
    most: width,
  });
}

/** A box to fill, in the unit of the drawing. */
export interface BoxSize {
  readonly width: number;
  readonly height: number;
}

/** The least and the largest factor of the panels' heights. */
const stretches = { least: 0.3, most: 1.5 } as const;
/** Height that may be left over. */
const slackHeight = 4;

/** Draws a figure as large as fits into a box. Where no drawing is low enough, the lowest is returned. */
export async function fitBox(
  id: string,
  spec: PanelSpec,
  tables: Tables,
  { width, height }: BoxSize,
): Promise<FittedScene> {
  let first: number | undefined;
  const draw = async (stretch: number): Promise<Attempt> => {
    const scene = await fitWidth(id, spec, tables, {
      width,
      stretch,
      ...(first === undefined ? {} : { first }),
    });
    first = scene.panel;
    return { length: stretch, scene, room: height - scene.height };
  };
  // A figure of one panel with axes gains about this height when the panel's height doubles.
  const growth = height * 0.9;
  return fitLength(draw, { start: 1, growth, slack: slackHeight, leastStep: 0.01, ...stretches });
}

interface Attempt {
  /** The width of a panel, or the factor of its height. */
  readonly length: number;
  readonly scene: FittedScene;
  /** Negative where the drawing does not fit. */
  readonly room: number;
}

interface Search {
  readonly start: number;
  /** How much room an increase of the length by 1 takes. */
  readonly growth: number;
  /** Room that may be left over: Vega rounds panel widths up to whole units, so less than one unit per column remains. */
  readonly slack: number;
  /** Lengths that differ by less give the same drawing. */
  readonly leastStep: number;
  readonly least: number;
  readonly most: number;
}

/** Tries lengths until one fills the room, and returns the best drawing. */
async function fitLength(draw: (length: number) => Promise<Attempt>, search: Search): Promise<FittedScene> {
  const tried: Attempt[] = [];
  let length: number | undefined = search.start;
  while (length !== undefined && tried.length < mostDrawings) {
    tried.push(await draw(length));
    length = nextLength(tried, search);
  }
  const [best] = tried.sort(byUse);
  if (best === undefined) throw new Error("no size of a panel to draw with");
  return best.scene;
}

/** Sorts drawings that fit before those that do not, and then by the room left over or exceeded. */
const byUse = (a: Attempt, b: Attempt): number =>
  Number(a.room < 0) - Number(b.room < 0) || Math.abs(a.room) - Math.abs(b.room);

/** The length to try next, or undefined where none can fill the room better. */
function nextLength(
  tried: readonly Attempt[],
  { growth, slack, leastStep, least, most }: Search,
): number | undefined {
  const last = tried.at(-1);
  if (last === undefined || (last.room >= 0 && last.room < slack)) return undefined;
  const change = (last.room < 0 ? last.room : last.room - 0.5) / growth;
  const wanted = Math.min(most, Math.max(least, last.length + change));
  const fits = Math.max(least, ...tried.filter(({ room }) => room >= 0).map(({ length }) => length));
  const tooLong = Math.min(...tried.filter(({ room }) => room < 0).map(({ length }) => length));
  if (tooLong - fits < leastStep || fits >= most) return undefined;
  // A heat map is as tall as it is wide, so above some length its height no longer changes.
  const isWithoutEffect = tried.at(-2)?.room === last.room && last.room < 0;
  const isNew = tried.every(({ length }) => length !== wanted);
  return fits <= wanted && wanted < tooLong && isNew && !isWithoutEffect ? wanted : (fits + tooLong) / 2;
}
