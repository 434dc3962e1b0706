/**
 * Lets readers explore the measured figures: a button below each opens it in a dialog with the values of its marks.
 * The figure and the explorer are loaded on first use. Their scripts pass data through the global `report`, because
 * pages opened from disk cannot fetch. The page also works without this.
 */

import type { ExploredFigure } from "../../drawing/explore/explorable.ts";
import { element, scriptLoader } from "../dom.ts";
import { createFrame, type Frame } from "./frame.ts";

const own = document.currentScript;

if (own instanceof HTMLScriptElement) {
  const loader = createLoader(new URL(".", own.src).href);
  for (const figure of document.querySelectorAll<HTMLElement>("[data-explore]")) {
    const button = addButton(figure);
    const open = () => openDialog(figure, button);
    button.addEventListener("click", open);
    for (const drawing of figure.querySelectorAll(".drawing")) drawing.addEventListener("click", open);
  }

  function openDialog(figure: HTMLElement, button: HTMLElement): void {
    const frame = createFrame(titleOf(figure), captionOf(figure));
    document.body.append(frame.dialog);
    frame.dialog.addEventListener("close", () => {
      frame.dialog.remove();
      button.focus();
    });
    frame.dialog.showModal();
    // Browsers ignore autofocus in a frame of another site.
    frame.stage.focus();
    loader
      .explore(figure.dataset.explore ?? "", frame)
      .catch(() => frame.readout.replaceChildren(element("p", {}, "The figure could not be loaded.")));
  }
}

function addButton(figure: HTMLElement): HTMLButtonElement {
  const alt = figure.querySelector("svg > title")?.textContent ?? "";
  const hidden = element("span", { className: "visually-hidden" }, ` the figure: ${alt}`);
  const button = element("button", { type: "button", className: "explore-button" }, "Explore", hidden);
  button.setAttribute("aria-haspopup", "dialog");
  figure.querySelector("figcaption")?.append(" ", button);
  return button;
}

/** The sentence above the drawing, or what the drawing shows. */
function titleOf(figure: HTMLElement): string {
  const title = figure.querySelector(".figure-title") ?? figure.querySelector("svg > title");
  return title?.textContent ?? "";
}

/** The caption without links that leave the dialog. */
function captionOf(figure: HTMLElement): Node {
  const copy = document.createDocumentFragment();
  const caption = figure.querySelector("figcaption")?.cloneNode(true);
  copy.append(...(caption?.childNodes ?? []));
  for (const part of copy.querySelectorAll(".explore-button, .figure-number")) part.remove();
  for (const link of copy.querySelectorAll("a")) link.replaceWith(...link.childNodes);
  for (const part of copy.querySelectorAll("[id]")) part.removeAttribute("id");
  return copy;
}

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
  /** Loads a figure and explores it in the frame. Rejects if a file is missing. */
  explore(id: string, frame: Frame): Promise<void>;
}

/** Installs the global. `home` is the address of assets/ with a final slash. */
function createLoader(home: string): Loader {
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
