/** What each screen of the presentation shows of its slide, and the figures drawn anew for their places there. */
import type { CachingEffects } from "../base/cached.ts";
import { ProblemsError, refuseProblems } from "../base/errors.ts";
import { type Drawings, drawingOf } from "../drawing/drawings.ts";
import { datasetsOf } from "../drawing/figure-tables.ts";
import type { BoxSize } from "../drawing/fit-panels.ts";
import type { ScreenFigure } from "../drawing/screen-figure.ts";
import type { FigureRecord, ReportRecords, SlideRecord } from "../record/record.ts";
import { asHeadline, findHeadline } from "./overview-view.ts";
import { type ShortFigures, shortFigures } from "./short-view.ts";

/**
 * The places of figures, in units of which a label's text has 13. A screen of 4:3 shows 57.8 % of its height for 338 units,
 * so that a label has 1/45 of it; on wider screens, a label is larger.
 */
const places = {
  pair: { width: 338, height: 247 },
  single: { width: 540, height: 247 },
  headline: { width: 380, height: 320 },
} as const satisfies Readonly<Record<string, BoxSize>>;

/** "pair": two figures, or one beside a notice. "words": the deck's words alone, larger, or because they are long. */
export type ScreenForm = "pair" | "single" | "words";

export interface ScreenContent extends ShortFigures {
  readonly form: ScreenForm;
  /** The deck's words are so many that they need the whole screen. */
  readonly isLong: boolean;
}

/** Characters of the deck's text that fit beside figures. */
const MOST_BESIDE_FIGURES = 400;

export function screenContent(record: SlideRecord): ScreenContent {
  const { deck, measured } = shortFigures(record);
  const isLong = record.slide.words.length > MOST_BESIDE_FIGURES;
  if (isLong || (deck === undefined && measured === undefined)) {
    return { form: "words", isLong, deck: undefined, measured: undefined };
  }
  // A slide without results has a notice in the place of its measured figure.
  const isOne = deck === undefined || (measured === undefined && record.status === "measured");
  return { form: isOne ? "single" : "pair", isLong, deck, measured };
}

export interface ScreenDrawings {
  /** By the figure's id. */
  readonly figures: ReadonlyMap<string, ScreenFigure>;
  /** The figure beside the answer, its ids its own; undefined where nothing was measured. */
  readonly headline: ScreenFigure | undefined;
}

/** Draws the figures of all screens; their problems are reported together. */
export async function drawScreens(
  records: ReportRecords,
  drawings: Drawings,
  effects: Pick<CachingEffects, "cached">,
): Promise<ScreenDrawings> {
  const figures = new Map<string, ScreenFigure>();
  const problems: string[] = [];
  const drawInto = async (figure: FigureRecord, box: BoxSize): Promise<ScreenFigure | undefined> => {
    try {
      return await drawScreen(figure, drawings, box, effects);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  for (const record of records.slides) {
    const { form, deck, measured } = screenContent(record);
    for (const figure of [deck, measured]) {
      if (figure === undefined || form === "words") continue;
      const drawn = await drawInto(figure, places[form]);
      if (drawn !== undefined) figures.set(figure.id, drawn);
    }
  }
  const first = findHeadline(records)?.figure;
  const drawn = first && (await drawInto(first, places.headline));
  refuseProblems(problems);
  return { figures, headline: first && drawn && withOwnIds(drawn, first.id) };
}

function withOwnIds(drawing: ScreenFigure, id: string): ScreenFigure {
  return { ...drawing, inlineSvg: asHeadline(drawing.inlineSvg, id) };
}

/** Loads Vega only for a figure that is not in the cache. */
async function drawScreen(
  { id, spec, screen, alt, description }: FigureRecord,
  drawings: Drawings,
  box: BoxSize,
  { cached }: Pick<CachingEffects, "cached">,
): Promise<ScreenFigure> {
  const module = new URL("../drawing/screen-figure.ts", import.meta.url);
  const tables = datasetsOf(drawingOf(drawings, id).spec);
  const shown = { id, spec: screen ?? spec, tables, alt, description };
  const drawn = await cached("screens", { module, input: { shown, box } }, async () => {
    const { renderScreenFigure } = await import("../drawing/screen-figure.ts");
    return Buffer.from(JSON.stringify(await renderScreenFigure(shown, box)));
  });
  return JSON.parse(Buffer.from(drawn).toString());
}
