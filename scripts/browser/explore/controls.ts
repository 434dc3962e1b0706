/** The controls of a figure of lines: which arms are shown, and which part of the horizontal axis. */
import type { ArmLook, Arms, Zoom } from "../../drawing/explore/explorable.ts";
import { colorClass, themeColorName } from "../../drawing/svg/svg.ts";
import { element, svgElement } from "../dom.ts";
import type { Ends } from "./drawing.ts";

/** A switch per arm; the last active one cannot be switched off. `change` gets the names of the inactive ones. */
export function armSwitches({ looks }: Arms, change: (off: readonly string[]) => void): HTMLElement {
  const boxes = looks.map((look) => element("input", { type: "checkbox", checked: true, value: look.name }));
  const labels = looks.map((look, index) =>
    element(
      "label",
      {},
      boxes[index] ?? "",
      look.line ? swatch(look.line) : "",
      element("span", {}, look.name),
    ),
  );
  const update = () => {
    const on = boxes.filter(({ checked }) => checked);
    for (const box of boxes) box.disabled = on.length === 1 && box.checked;
    change(boxes.filter(({ checked }) => !checked).map(({ value }) => value));
  };
  for (const box of boxes) box.addEventListener("change", update);
  return element(
    "fieldset",
    { className: "explore-arms" },
    element("legend", { className: "label" }, "Lines"),
    ...labels,
  );
}

/** A short sample of the arm's line. */
function swatch({ color, dash }: NonNullable<ArmLook["line"]>): Element {
  const line = svgElement("path", {
    d: "M1,5H29",
    class: colorClass("stroke", themeColorName(color) ?? "ink"),
    "stroke-dasharray": dash.join(" "),
  });
  return svgElement("svg", { viewBox: "0 0 30 10", class: "explore-swatch", "aria-hidden": "true" }, line);
}

export interface RangeInputs {
  readonly element: HTMLElement;
  /** Shows a range; null for the whole axis. */
  show(range: Ends | null): void;
  /** Says why a range cannot be shown. */
  refuse(reason: string): void;
}

/** Two inputs for the ends of the horizontal axis, and a button for the whole axis. */
export function rangeInputs({ low, high, title }: Zoom, change: (range: Ends | null) => void): RangeInputs {
  const input = () => element("input", { type: "number", step: "any", min: String(low), max: String(high) });
  const [from, to] = [input(), input()];
  const note = element("p", { className: "explore-note" });
  note.setAttribute("role", "status");
  const reset = element("button", { type: "button" }, "Whole axis");
  const refuse = (reason: string) => {
    note.textContent = reason;
  };
  const read = () => {
    const range = [from.valueAsNumber, to.valueAsNumber] as const;
    const isRange = range[0] < range[1];
    if (isRange) change(range);
    else refuse("“from” must be a smaller number than “to”.");
  };
  from.addEventListener("change", read);
  to.addEventListener("change", read);
  reset.addEventListener("click", () => change(null));
  const show = (range: Ends | null) => {
    const [first, last] = range ?? [low, high];
    from.value = rounded(first);
    to.value = rounded(last);
    note.textContent = "";
    reset.disabled = range === null;
  };
  show(null);
  const inputs = element(
    "fieldset",
    { className: "explore-range" },
    element("legend", { className: "label" }, "Horizontal axis"),
    element("p", {}, title),
    element("label", {}, "from ", from),
    element("label", {}, "to ", to),
    reset,
    note,
  );
  return { element: inputs, show, refuse };
}

/** Six digits, so that the result of a drag fits the input. */
const rounded = (value: number): string => String(Number(value.toPrecision(6)));
