/** Draws a figure so that it is as wide as its venue says. */
import type { Tables } from "../../experiments/lib/experiment.ts";
import { drawScene, type Scene } from "../figures/draw-scene.ts";
import type { VenueSpec } from "./venue-spec.ts";

/** A figure laid out: the drawing fits into `width`, less a point for each column at most. */
export interface FittedScene extends Scene {
  readonly contentWidth: number;
  readonly height: number;
}

const mostDrawings = 8;

/**
 * Axes and names at the end of lines take what they take; the panels get the rest. How much that is depends on the
 * labels, which depend on the panels, so the width is found by drawing.
 */
export async function fitWidth(
  id: string,
  spec: VenueSpec,
  tables: Tables,
  width: number,
): Promise<FittedScene> {
  let panel = (width / spec.columns) * 0.75;
  let fitted = await drawWith(id, spec, tables, panel);
  for (let drawings = 1; drawings < mostDrawings; drawings++) {
    const room = width - fitted.contentWidth;
    // Vega rounds each panel up to whole units.
    if (room >= 0 && room < spec.columns) break;
    panel = Math.max(1, panel + (room < 0 ? room : room - 0.5) / spec.columns);
    fitted = await drawWith(id, spec, tables, panel);
  }
  return fitted;
}

async function drawWith(id: string, spec: VenueSpec, tables: Tables, panel: number): Promise<FittedScene> {
  const scene = await drawScene(id, spec.withPanels(panel), tables);
  const [, contentWidth = 0, height = 0] =
    /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(scene.svg)?.map(Number) ?? [];
  return { ...scene, contentWidth, height };
}
