/** The picture that is shown where the site is shared: the answer, the headline figure, and the counts of verdicts. */
import { colors } from "../../experiments/kit/theme.ts";
import { measureText } from "../drawing/fonts/text-metrics.ts";
import { rewriteTags } from "../drawing/svg/svg.ts";

/** Data of templates/site/card.svg.hbs; lengths in px. */
export interface CardView {
  readonly width: number;
  readonly height: number;
  readonly paper: string;
  readonly accent: string;
  readonly texts: readonly CardText[];
  /** An svg element; null if nothing was measured. */
  readonly figure: string | null;
}

interface CardText {
  readonly text: string;
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly size: number;
  readonly weight: number;
  readonly fill: string;
}

export interface CardSource {
  readonly title: string;
  /** In large letters. */
  readonly first: string;
  /** In smaller letters, below. */
  readonly rest: string;
  readonly counts: string;
  /** A drawing as SVG. */
  readonly figure: string | undefined;
}

type BodyText = Pick<CardSource, "first" | "rest">;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const SIZE = { width: 1200, height: 630 };
const MARGIN = 64;
const FIGURE: Box = { x: 660, y: 116, width: 476, height: 410 };
const GAP = 40;
const { ink, muted, paper, blue } = colors;

export function cardView({ title, first, rest, counts, figure }: CardSource): CardView {
  const right = figure === undefined ? SIZE.width - MARGIN : FIGURE.x - GAP;
  const body: Box = { ...FIGURE, x: MARGIN, width: right - MARGIN };
  return {
    ...SIZE,
    paper: paper.light,
    accent: blue.light,
    texts: [
      { text: title, x: MARGIN, y: 80, size: 30, weight: SEMI_BOLD, fill: blue.light },
      ...bodyTexts({ first, rest }, body),
      { text: counts, x: MARGIN, y: 580, size: 26, weight: REGULAR, fill: muted.light },
    ],
    figure: figure === undefined ? null : placed(figure, FIGURE),
  };
}

/** Places a drawing as a nested svg element, because an image in an image would have no fonts. */
const placed = (svg: string, box: Box): string =>
  rewriteTags(svg, [
    (attributes, name) => {
      if (name !== "svg") return;
      for (const [key, length] of Object.entries(box)) attributes.set(key, String(length));
    },
  ]);

const REGULAR = 400;
const SEMI_BOLD = 600;

/** Sizes of the first words. The largest size with which everything fits is used. */
const SIZES = [62, 56, 50, 44, 38, 32, 26];

/** Lines in the box, from its top. */
function bodyTexts(source: BodyText, box: Box): CardText[] {
  const layouts = SIZES.map((size) => layoutOf(source, box, size));
  const bottom = box.y + box.height;
  const fitting = layouts.find((texts) => texts.every(({ y }) => y <= bottom));
  return fitting ?? layouts.at(-1) ?? [];
}

function layoutOf({ first, rest }: BodyText, box: Box, size: number): CardText[] {
  const large = { size, weight: SEMI_BOLD, fill: ink.light };
  const small = { size: Math.max(24, Math.round(size / 2)), weight: REGULAR, fill: ink.light };
  const firstLines = linesOf(first, box.width, large);
  const top = box.y + 0.8 * size;
  const below = top + (firstLines.length - 1) * 1.1 * size + size;
  return [
    ...firstLines.map((text, index) => ({ text, x: box.x, y: top + index * 1.1 * size, ...large })),
    ...linesOf(rest, box.width, small).map((text, index) => ({
      text,
      x: box.x,
      y: below + index * 1.35 * small.size,
      ...small,
    })),
  ];
}

/** Breaks a text at spaces. */
function linesOf(text: string, width: number, { size, weight }: Pick<CardText, "size" | "weight">): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && measureText(longer, size, weight) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
