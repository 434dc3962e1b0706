/** Draws a figure so that it is as wide as its venue says. */
import type { Tables } from "../../experiments/lib/experiment.ts";
import { drawScene, type Scene } from "../drawing/draw-scene.ts";
import type { VenueSpec } from "./venue-spec.ts";

/** A figure laid out: the drawing fits into `width`, less a point for each column at most. */
export interface FittedScene extends Scene {
  readonly contentWidth: number;
  readonly height: number;
}

const mostDrawings = 12;
/** Panels whose widths differ by less are drawn alike, units. */
const leastStep = 0.25;

/**
 * Axes and names at the end of lines take what they take; the panels get the rest. How much that is depends on the
 * labels, which depend on the panels, so the width is found by drawing: the widest that fits, of those tried.
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
  /** What is left of the width; below nothing where the drawing does not fit. */
  readonly room: number;
}

/** Those that fit first, and of them the one that leaves least. */
const byUse = (one: Attempt, other: Attempt): number =>
  Number(one.room < 0) - Number(other.room < 0) || Math.abs(one.room) - Math.abs(other.room);

/** The width of a panel to try next, or undefined where none can fill the width better. */
function nextPanel(tried: readonly Attempt[], columns: number): number | undefined {
  const last = tried.at(-1);
  // Vega rounds each panel up to whole units, so less room than a unit for each is used up.
  if (last === undefined || (last.room >= 0 && last.room < columns)) return undefined;
  const wanted = last.panel + (last.room < 0 ? last.room : last.room - 0.5) / columns;
  const fits = Math.max(0, ...tried.filter(({ room }) => room >= 0).map(({ panel }) => panel));
  const tooWide = Math.min(...tried.filter(({ room }) => room < 0).map(({ panel }) => panel));
  if (tooWide - fits < leastStep) return undefined;
  if (fits < wanted && wanted < tooWide) return wanted;
  return fits === 0 ? 1 : (fits + tooWide) / 2;
}

async function drawWith(id: string, spec: VenueSpec, tables: Tables, panel: number): Promise<FittedScene> {
  const scene = await drawScene(id, spec.withPanels(panel), tables);
  const [, contentWidth = 0, height = 0] =
    /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(scene.svg)?.map(Number) ?? [];
  return { ...scene, contentWidth, height };
}
