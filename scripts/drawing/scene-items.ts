/** Lists the texts and marks of a drawn scene with their positions in the picture. */
import type { Scene } from "./draw-scene.ts";

/** pt from the top left of the picture. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface PlacedItem {
  /** Vega's type of mark: "text", "rect", "symbol" ... */
  readonly marktype: string;
  /** Vega's role: "mark" for data, "axis-label", "legend-label", "title-text" ... */
  readonly role: string;
  readonly box: Box;
  readonly text: string | undefined;
  readonly fontSize: number | undefined;
  readonly fontWeight: string | number | undefined;
  /** Rotation of a text, degrees clockwise. */
  readonly angle: number;
  readonly stroke: string | undefined;
  readonly strokeWidth: number;
  readonly fill: string | undefined;
  readonly opacity: number;
}

interface SceneMark {
  readonly marktype: string;
  readonly role?: string;
  readonly items: readonly SceneItem[];
}

interface SceneItem {
  readonly x?: number;
  readonly y?: number;
  /** Missing for items added after Vega's layout, such as images of matrices. */
  readonly bounds?: Box;
  readonly width?: number;
  readonly height?: number;
  readonly items?: readonly SceneMark[];
  readonly text?: string | readonly string[] | number | null;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly angle?: number;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly fill?: string;
  readonly opacity?: number;
}

/** All visible items at any depth, without the groups themselves. */
export function placedItems({ root, origin: [x, y] }: Pick<Scene, "root" | "origin">): PlacedItem[] {
  const placed: PlacedItem[] = [];
  collect(root as SceneMark, x, y, placed);
  return placed;
}

function collect(mark: SceneMark, x: number, y: number, placed: PlacedItem[]): void {
  for (const item of mark.items) {
    if (mark.marktype === "group") {
      for (const inner of item.items ?? []) collect(inner, x + (item.x ?? 0), y + (item.y ?? 0), placed);
    } else if (isVisible(item)) placed.push(place(mark, item, x, y));
  }
}

function isVisible(item: SceneItem): boolean {
  const { x1, x2 } = boundsOf(item);
  return (item.opacity ?? 1) > 0 && x2 >= x1 && item.text !== "";
}

function boundsOf({ bounds, x = 0, y = 0, width = 0, height = 0 }: SceneItem): Box {
  return bounds ?? { x1: x, y1: y, x2: x + width, y2: y + height };
}

function place({ marktype, role = "mark" }: SceneMark, item: SceneItem, x: number, y: number): PlacedItem {
  const { text, fontSize, fontWeight, angle = 0, stroke, strokeWidth = 1, fill, opacity = 1 } = item;
  const bounds = boundsOf(item);
  return {
    marktype,
    role,
    box: { x1: x + bounds.x1, y1: y + bounds.y1, x2: x + bounds.x2, y2: y + bounds.y2 },
    text: marktype === "text" ? shownText(text) : undefined,
    fontSize,
    fontWeight,
    angle,
    stroke,
    strokeWidth,
    fill,
    opacity,
  };
}

const shownText = (text: SceneItem["text"]): string => [text ?? ""].flat().join(" ");
