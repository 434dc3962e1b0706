/** Draws a figure as wide as its venue's column. */
import type { Tables } from "../../experiments/lib/experiment.ts";
import { drawScene } from "../drawing/draw-scene.ts";
import type { VenueSpec } from "./venue-spec.ts";

/** A drawing with its size, pt. */
export interface FittedScene {
  readonly svg: string;
  readonly contentWidth: number;
  readonly height: number;
}

/** Drawings to try before the best of them is taken. */
const mostDrawings = 12;
/** Panel widths that differ by less give the same drawing, pt. */
const leastStep = 0.25;

/**
 * Draws a figure with panels as wide as `width` pt allow, to within a point a column. Axes and labels take the width that
 * they need, which depends on the panels, so the panel width is found by repeated drawing. Where no drawing fits, the one
 * that exceeds `width` least is returned.
 */
export async function fitWidth(
  id: string,
  spec: VenueSpec,
  tables: Tables,
  width: number,
): Promise<FittedScene> {
  let panel: number | undefined = (width / spec.columns) * 0.75;
  const tried: Attempt[] = [];
  while (panel !== undefined && tried.length < mostDrawings) {
    const scene: FittedScene = await drawWith(id, spec, tables, panel);
    tried.push({ panel, scene, room: width - scene.contentWidth });
    panel = nextPanel(tried, spec.columns);
  }
  const [best] = tried.sort(byUse);
  if (best === undefined) throw new Error("no width of a panel to draw with");
  return best.scene;
}

interface Attempt {
  readonly panel: number;
  readonly scene: FittedScene;
  /** Width left over, pt; negative where the drawing does not fit. */
  readonly room: number;
}

/** Sorts drawings that fit before those that do not, and then by the width left over or exceeded. */
const byUse = (one: Attempt, other: Attempt): number =>
  Number(one.room < 0) - Number(other.room < 0) || Math.abs(one.room) - Math.abs(other.room);

/** The panel width to try next, or undefined where none can fill the width better. */
function nextPanel(tried: readonly Attempt[], columns: number): number | undefined {
  const last = tried.at(-1);
  // Vega rounds panel widths up to whole units, so less than a unit a column cannot be filled.
  if (last === undefined || (last.room >= 0 && last.room < columns)) return undefined;
  const wanted = last.panel + (last.room < 0 ? last.room : last.room - 0.5) / columns;
  const fits = Math.max(0, ...tried.filter(({ room }) => room >= 0).map(({ panel }) => panel));
  const tooWide = Math.min(...tried.filter(({ room }) => room < 0).map(({ panel }) => panel));
  if (tooWide - fits < leastStep) return undefined;
  if (fits < wanted && wanted < tooWide) return wanted;
  return fits === 0 ? 1 : (fits + tooWide) / 2;
}

async function drawWith(id: string, spec: VenueSpec, tables: Tables, panel: number): Promise<FittedScene> {
  const { svg } = await drawScene(id, spec.withPanels(panel), tables);
  const [, contentWidth = 0, height = 0] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)?.map(Number) ?? [];
  return { svg, contentWidth, height };
}
