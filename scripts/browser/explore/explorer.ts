/**
 * Explores a figure in its dialog: values of marks by pointer and keys, arms on and off, and a part of the axis by dragging.
 */

import { figureSizes, fonts } from "../../../experiments/kit/theme.ts";
import type { ExploredFigure } from "../../drawing/explore/explorable.ts";
import { element, oncePerFrame, svgElement } from "../dom.ts";
import { armSwitches, type RangeInputs, rangeInputs } from "./controls.ts";
import { type CreateView, createDraw, type Draw, type Drawing, type Ends, type Shown } from "./drawing.ts";
import type { Frame } from "./frame.ts";
import { nearest, type Point, pointAfter, readoutOf } from "./points.ts";
import { type Room, sizeFor, zoomedByKey } from "./view.ts";

interface Exploration {
  readonly frame: Frame;
  readonly figure: ExploredFigure;
  readonly draw: Draw;
  /** Drawn over the figure: the current point's mark, and the band of a drag. */
  readonly layers: { readonly point: SVGGElement; readonly drag: SVGGElement };
  inputs: RangeInputs | undefined;
  room: Room;
  shown: Shown;
  drawing: Drawing | undefined;
  current: Point | undefined;
}

/** Shows a figure in the frame until its dialog is closed. */
export async function explore(frame: Frame, figure: ExploredFigure, createView: CreateView): Promise<void> {
  const own: Exploration = {
    frame,
    figure,
    draw: createDraw(figure, createView),
    layers: { point: svgElement("g"), drag: svgElement("g") },
    inputs: undefined,
    room: roomOn(frame.stage),
    shown: { off: [], range: null },
    drawing: undefined,
    current: undefined,
  };
  addControls(own);
  await loadFonts();
  await redraw(own);
  frame.keys.textContent = keysOf(own);
  if (own.drawing?.points.length === 0) frame.readout.replaceChildren();
  else frame.readout.replaceChildren(element("p", {}, hint()));
  listen(own);
}

/** The share of the window's height that the drawing may take if the dialog scrolls. */
const WINDOW_SHARE = 0.55;

/** The room on an empty stage. */
const roomOn = ({ clientWidth, clientHeight }: Element): Room => ({
  width: clientWidth,
  height: Math.max(clientHeight, WINDOW_SHARE * innerHeight),
});

const FAILED = "The figure could not be drawn.";

const hint = () =>
  matchMedia("(hover: none)").matches
    ? "Touch a mark to read its values."
    : "Point at a mark to read its values, or press an arrow key.";

/** Loads the fonts with which Vega measures a figure's labels. If one is missing, others are measured and shown. */
async function loadFonts(): Promise<void> {
  const { labelText } = figureSizes;
  const faces = [400, 600].map((weight) => document.fonts.load(`${weight} ${labelText}px ${fonts.figure}`));
  await Promise.allSettled(faces);
}

/** What the keys do, in words. */
function keysOf({ figure, drawing }: Exploration): string {
  if (drawing?.points.length === 0) return "Esc closes.";
  const moves = "Arrow keys move from value to value, Home and End to the first and last.";
  return `${moves}${figure.zoom === null ? "" : " + and − zoom, 0 shows the whole axis; or drag over the figure."} Esc closes.`;
}

function addControls(own: Exploration): void {
  const { frame, figure } = own;
  const { arms, zoom } = figure;
  if (arms !== null) {
    frame.controls.append(armSwitches(arms, (off) => change(own, { off })));
  }
  if (zoom !== null) {
    own.inputs = rangeInputs(zoom, (range) => change(own, { range }));
    frame.controls.append(own.inputs.element);
  }
}

/** Changes what is shown of the figure; rejects a range without values. */
function change(own: Exploration, changes: Partial<Shown>): void {
  if (!hasValues(own.figure, changes.range ?? null)) {
    own.inputs?.refuse("There are no values between these ends.");
    return;
  }
  own.shown = { ...own.shown, ...changes };
  own.inputs?.show(own.shown.range);
  show(own);
}

function hasValues({ zoom, tables }: ExploredFigure, range: Ends | null): boolean {
  if (zoom === null || range === null) return true;
  const values = Object.values(tables).flatMap((rows) => rows.flatMap((row) => row[zoom.field] ?? []));
  return values.some((value) => range[0] <= Number(value) && Number(value) <= range[1]);
}

/** Draws the current state. */
function show(own: Exploration): void {
  redraw(own).catch(() => own.frame.readout.replaceChildren(element("p", {}, FAILED)));
}

async function redraw(own: Exploration): Promise<void> {
  const { frame, figure, layers } = own;
  const { width, height, scale } = sizeFor(figure, own.room);
  const drawing = await own.draw(own.shown, { width, height });
  own.drawing = drawing;
  frame.stage.innerHTML = drawing.svg;
  const svg = frame.stage.querySelector("svg");
  svg?.setAttribute("width", String(Math.round(svg.viewBox.baseVal.width * scale)));
  svg?.removeAttribute("height");
  svg?.append(layers.drag, layers.point);
  const same = drawing.points.find(({ row, mark }) => row === own.current?.row && mark === own.current.mark);
  select(own, same);
}

/** Marks a point as the current one and shows its values. */
function select(own: Exploration, point: Point | undefined): void {
  const { frame, figure, layers } = own;
  const isNew = point?.row !== own.current?.row || point?.mark !== own.current?.mark;
  own.current = point;
  layers.point.replaceChildren(...(point ? pointMark(point) : []));
  if (point === undefined || !isNew) return;
  const { name, values } = readoutOf(figure, point);
  const list = values.map(({ title, text }) =>
    element("div", {}, element("dt", {}, title), element("dd", {}, text)),
  );
  frame.readout.replaceChildren(
    ...(name === "" ? [] : [element("p", { className: "explore-name" }, name)]),
    element("dl", {}, ...list),
  );
}

function listen(own: Exploration): void {
  const { stage, dialog } = own.frame;
  stage.addEventListener("keydown", (event) => onKey(own, event));
  stage.addEventListener("pointermove", (event) => onPointer(own, event));
  stage.addEventListener("pointerdown", (event) => onPointer(own, event));
  if (own.figure.zoom !== null) {
    listenForDrags(stage, {
      placeOf: (event) => placeIn(own, event),
      show: (from, to) => showDrag(own, from, to),
      done: (from, to) => change(own, { range: rangeBetween(own, from, to) }),
    });
  }
  const resize = oncePerFrame(() => {
    // A phone's keyboard changes only the height, and must not move the input in use.
    if (stage.clientWidth === own.room.width) return;
    stage.replaceChildren();
    own.room = roomOn(stage);
    show(own);
  });
  addEventListener("resize", resize);
  dialog.addEventListener("close", () => removeEventListener("resize", resize));
}

function onKey(own: Exploration, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const range = rangeAfter(event.key, own);
  const point = range === undefined ? pointFor(event.key, own) : undefined;
  if (range !== undefined) change(own, { range });
  if (point !== undefined) {
    select(own, point);
    own.layers.point.lastElementChild?.scrollIntoView({ block: "nearest" });
  }
  if (range !== undefined || point !== undefined) event.preventDefault();
}

function rangeAfter(key: string, { figure: { zoom }, shown, current }: Exploration): Ends | null | undefined {
  if (zoom === null) return undefined;
  return zoomedByKey(key, zoom, shown.range, current && Number(current.datum[zoom.field]));
}

/** The point to which a key leads; the first key shows the starting point. */
function pointFor(key: string, { drawing, current }: Exploration): Point | undefined {
  const points = drawing?.points ?? [];
  const [start] = points;
  const next = start && pointAfter(key, current ?? start, points);
  return next && current === undefined ? start : next;
}

function onPointer(own: Exploration, event: PointerEvent): void {
  const place = placeIn(own, event);
  const point = place && pointAt(own, place);
  // The point is already marked.
  if (place !== undefined && point !== own.current) select(own, point);
}

/** The pointer's place, in coordinates of the drawing. */
function placeIn({ frame }: Exploration, event: PointerEvent): Place | undefined {
  const svg = frame.stage.querySelector("svg");
  if (svg === null) return undefined;
  const { left, top, width } = svg.getBoundingClientRect();
  const scale = svg.viewBox.baseVal.width / width;
  return { x: (event.clientX - left) * scale, y: (event.clientY - top) * scale };
}

const pointAt = ({ drawing }: Exploration, { x, y }: Place) => nearest(drawing?.points ?? [], x, y);

function showDrag(own: Exploration, from?: Place, to?: Place): void {
  const point = from && pointAt(own, from);
  own.layers.drag.replaceChildren(...(point && to ? dragBand(point, from.x, to.x) : []));
}

/** The part of the axis between two places in a panel. */
function rangeBetween(own: Exploration, from: Place, to: Place): Ends | null {
  const { figure, drawing } = own;
  const point = pointAt(own, from);
  const panel = figure.zoom?.panels.find(({ marks }) => marks.includes(point?.mark ?? ""));
  if (!drawing || !point || !panel || !figure.zoom) return null;
  const { low, high } = figure.zoom;
  const ends = [from.x, to.x].map((x) => drawing.valueAt(x, panel, point.panel.x));
  return [Math.max(low, Math.min(...ends)), Math.min(high, Math.max(...ends))];
}

/** Radius of the ring around a point, px. */
const RADIUS = 8;

type Attributes = Readonly<Record<string, number>>;

const outline = (name: "rect" | "circle", attributes: Attributes): Element[] =>
  ["explore-halo", "explore-ring"].map((look) => svgElement(name, { class: look, ...attributes }));

/** Marks a point with a ring and a line down to the axis; a bar or a cell with an outline. */
function pointMark({ x, y, box, panel }: Point): Element[] {
  if (box !== null) {
    const { width, height } = box;
    return outline("rect", { x: box.x, y: box.y, width, height });
  }
  return [
    svgElement("line", { class: "explore-plumb", x1: x, x2: x, y1: panel.y, y2: panel.y + panel.height }),
    ...outline("circle", { cx: x, cy: y, r: RADIUS }),
  ];
}

/** The part of a panel between two places. */
function dragBand({ panel }: Point, from: number, to: number): Element[] {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  return [
    svgElement("rect", {
      class: "explore-band",
      x: left,
      width: right - left,
      y: panel.y,
      height: panel.height,
    }),
  ];
}

/** A place in the drawing, px. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** A shorter drag counts as a click; px of the drawing. */
const LEAST_DRAG = 8;

export interface Drags {
  placeOf(event: PointerEvent): Place | undefined;
  /** Receives the current drag; both are undefined when it has ended. */
  show(from?: Place, to?: Place): void;
  done(from: Place, to: Place): void;
}

/** Reports drags of the mouse over an element. A finger does not zoom: its moves read values. */
function listenForDrags(stage: HTMLElement, { placeOf, show, done }: Drags): void {
  let from: Place | undefined;
  const isLong = (to: Place) => from !== undefined && Math.abs(to.x - from.x) >= LEAST_DRAG;
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" || event.button !== 0) return;
    from = placeOf(event);
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    // Measuring the drawing at each move would cost more than marking its points.
    if (from === undefined) return;
    const to = placeOf(event);
    if (to && isLong(to)) show(from, to);
  });
  stage.addEventListener("pointercancel", () => {
    from = undefined;
    show();
  });
  stage.addEventListener("pointerup", (event) => {
    const to = placeOf(event);
    show();
    if (from && to && isLong(to)) done(from, to);
    from = undefined;
  });
}
