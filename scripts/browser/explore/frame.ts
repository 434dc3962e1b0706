/** The dialog for exploring a figure: drawing and caption on the left, values and controls on the right. */
import { element } from "../dom.ts";

export interface Frame {
  readonly dialog: HTMLDialogElement;
  /** Contains the drawing, and receives the keys that move from value to value. */
  readonly stage: HTMLElement;
  /** Read out by screen readers when it changes. */
  readonly readout: HTMLElement;
  readonly controls: HTMLElement;
  readonly keys: HTMLElement;
}

/** Makes the dialog, closed and empty. */
export function createFrame(name: string, caption: Node): Frame {
  const title = element("h2", { className: "explore-title", id: "explore-title" }, name);
  const close = element("button", { type: "button", className: "explore-close" }, "Close");
  const stage = element("div", { className: "explore-stage", tabIndex: 0 });
  const readout = element("div", { className: "explore-readout" }, element("p", {}, "Loading the figure …"));
  readout.setAttribute("aria-live", "polite");
  readout.setAttribute("aria-atomic", "true");
  const controls = element("div", { className: "explore-controls" });
  const keys = element("p", { className: "explore-keys", id: "explore-keys" });
  const side = element("div", { className: "explore-side" }, readout, controls, keys);
  const text = element("p", { className: "explore-caption" }, caption);
  const dialog = element(
    "dialog",
    { className: "explore" },
    element("div", { className: "explore-head" }, title, close),
    element("div", { className: "explore-body" }, stage, side, text),
  );
  dialog.setAttribute("aria-labelledby", title.id);
  stage.setAttribute("role", "application");
  stage.setAttribute("aria-labelledby", title.id);
  stage.setAttribute("aria-describedby", keys.id);
  close.addEventListener("click", () => dialog.close());
  // The dialog itself is the target only outside its content: on the backdrop.
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog) dialog.close();
  });
  return { dialog, stage, readout, controls, keys };
}
