/** What each arm trains, as a drawing: a square is a weight matrix of the model, to scale with LoRA's two factors. */
import { inline, type Layer } from "../kit/charts/parts.ts";
import type { Figure } from "../kit/experiment.ts";
import { withCommas } from "../kit/stats/findings.ts";
import { rowWith } from "../kit/tables.ts";
import { type ColorName, colors, figureSizes } from "../kit/theme.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";

/** Side of a square, gap between it and the factors, distance of the squares and height of the drawing, px. */
const SIDE = 64;
const GAP = 4;
const PITCH = 138;
const SIZE = { width: 396, height: 122 } as const;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

type Costs = readonly { readonly arm: string; readonly trainedBody: number }[];

const boxes = (color: ColorName, rows: readonly Box[], stroke: ColorName = color): Layer => ({
  data: inline(rows),
  mark: { type: "rect", color: colors[color].light, stroke: colors[stroke].light, strokeWidth: 1 },
  encoding: {
    x: place("left", SIZE.width),
    x2: { field: "right" },
    y: place("top", 0, SIZE.height),
    y2: { field: "bottom" },
  },
});

/** Px from the top left. */
const place = (field: string, ...ends: number[]) => ({
  field,
  type: "quantitative" as const,
  axis: null,
  scale: { domain: ends.length > 1 ? [...ends].reverse() : [0, ...ends], nice: false, zero: false },
});

const names = (rows: readonly object[], weight: 400 | 600, color: ColorName): Layer => ({
  data: inline(rows),
  mark: {
    type: "text",
    align: "left",
    baseline: "top",
    fontSize: figureSizes.labelText,
    fontWeight: weight,
    color: colors[color].light,
  },
  encoding: {
    x: place("left", SIZE.width),
    y: place("top", 0, SIZE.height),
    text: { field: "text" },
  },
});

/** `width` is that of the model, so that factors of rank `rank` are drawn to scale. */
export function trainedFigure(costs: Costs, rank: number, width: number): Figure {
  const thin = (rank / width) * SIDE;
  const square = (index: number): Box => ({
    left: index * PITCH + thin + GAP,
    top: thin + GAP,
    right: index * PITCH + thin + GAP + SIDE,
    bottom: thin + GAP + SIDE,
  });
  const lora = square(1);
  const factors = [
    { ...lora, left: lora.left - GAP - thin, right: lora.left - GAP },
    { ...lora, top: 0, bottom: thin },
  ];
  const trained = (arm: string) => withCommas(rowWith(costs, { arm }).trainedBody);
  const texts = [
    [fullArm.name, "full training", `all ${trained(fullArm.name)} weights`],
    [loraArm(rank).name, `LoRA, rank ${rank}`, `only A and B: ${trained(loraArm(rank).name)}`],
    [frozenArm.name, "frozen body", "none (rank 0)"],
  ] as const;
  const at = (line: number) =>
    texts.map((lines, index) => ({
      left: index * PITCH + (index === 1 ? 0 : thin + GAP),
      top: thin + SIDE + 3 * GAP + line * 17,
      text: lines[line + 1],
    }));
  const tips = [
    { left: lora.left - 3 * GAP - thin - 8, top: (lora.top + lora.bottom) / 2 - 7, text: "A" },
    { left: lora.right + GAP, top: 0, text: "B" },
  ];
  return {
    spec: {
      ...SIZE,
      layer: [
        boxes("ink", [square(0)]),
        boxes("paleGray", [lora, square(2)], "line"),
        boxes("blue", factors),
        names(at(0), 600, "ink"),
        names(at(1), 400, "muted"),
        names(tips, 600, "blue"),
      ],
    },
    tables: ["costs"],
  };
}
