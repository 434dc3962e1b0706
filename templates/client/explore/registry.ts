/**
 * Loads a figure and what explores it when a reader asks for them. Their scripts hand over what they hold by the global
 * `report`: pages opened from disk may not fetch data.
 */
import type { ExploredFigure } from "../../../scripts/drawing/explorable.ts";
import { scriptLoader } from "../load-script.ts";
import type { Frame } from "./frame.ts";

/** Shows a figure in the frame until its dialog is closed. */
type Explore = (frame: Frame, figure: ExploredFigure) => Promise<void>;

interface Registry {
  figure(id: string, figure: ExploredFigure): void;
  explorer(explore: Explore): void;
}

declare global {
  var report: Registry;
}

export interface Loader {
  /** Loads a figure and explores it in the frame. Rejects where a file is missing. */
  explore(id: string, frame: Frame): Promise<void>;
}

/** Installs the global. `home` is the address of assets/ with a slash at its end. */
export function createLoader(home: string): Loader {
  const figures = new Map<string, ExploredFigure>();
  const explorers: Explore[] = [];
  globalThis.report = {
    figure: (id, figure) => void figures.set(id, figure),
    explorer: (explore) => void explorers.push(explore),
  };
  const loadOnce = scriptLoader(home);
  return {
    async explore(id, frame) {
      await Promise.all([loadOnce("vega.js"), loadOnce(`explore/${id}.js`)]);
      const [figure, explore] = [figures.get(id), explorers[0]];
      if (figure === undefined || explore === undefined) throw new Error(`no figure ${id}`);
      await explore(frame, figure);
    },
  };
}
