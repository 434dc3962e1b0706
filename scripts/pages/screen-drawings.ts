/** Draws the figures of the talk's screens, each as large as its place there. */
import { ProblemsError, refuseProblems } from "../base/errors.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { type Drawings, drawingOf } from "../drawing/drawings.ts";
import type { BoxSize } from "../drawing/layout/fit.ts";
import type { ScreenFigure } from "../drawing/screen-figure.ts";
import { datasetsOf } from "../drawing/vega/tables.ts";
import type { FigureRecord, ReportRecords, SlideRecord, TalkScreen } from "../record/record.ts";
import { asHeadline, findHeadline } from "./overview.ts";
import { type ShortFigures, shortFigures } from "./short.ts";

export interface ScreenDrawings {
  /** By figure id; those of the report's own screens by `ownId`. */
  readonly figures: ReadonlyMap<string, ScreenFigure>;
  /** The figure next to the answer, with ids of its own; undefined if nothing was measured. */
  readonly headline: ScreenFigure | undefined;
}

/** "pair": two figures, or a figure and a notice. "words": none. */
export type ScreenForm = "pair" | "single" | "words";

interface ScreenFigures extends ShortFigures {
  readonly form: ScreenForm;
}

/** The figures on a slide's screen: those of its short form. */
export function screenFigures(record: SlideRecord): ScreenFigures {
  const { deck, measured } = shortFigures(record);
  if (deck === undefined && measured === undefined) return { form: "words", deck, measured };
  // A slide without results has a notice in place of its measured figure.
  const isSingle = deck === undefined || (measured === undefined && record.status === "measured");
  return { form: isSingle ? "single" : "pair", deck, measured };
}

/** The screens of the report's own. */
const ownScreens = ({ talk }: ReportRecords["report"]): readonly TalkScreen[] =>
  talk === undefined ? [] : [...talk.before, ...talk.after];

/**
 * The boxes of figures, in units of which a label's text has 13. On a screen of 4:3, where a screen has the least width for
 * its height, a label has 1/45 of the height or more.
 */
const boxes = {
  deck: { width: 296, height: 247 },
  measured: { width: 376, height: 247 },
  single: { width: 540, height: 247 },
  own: { width: 540, height: 170 },
  headline: { width: 380, height: 300 },
} as const satisfies Readonly<Record<string, BoxSize>>;

type Place = keyof typeof boxes;

/** Draws the figures of all screens and reports their problems together. */
export async function drawScreens(
  records: ReportRecords,
  drawings: Drawings,
  effects: Pick<CachingEffects, "cached">,
): Promise<ScreenDrawings> {
  const figures = new Map<string, ScreenFigure>();
  const problems: string[] = [];
  const drawInto = async (figure: FigureRecord, place: Place): Promise<ScreenFigure | undefined> => {
    try {
      return await drawScreen(figure, drawings, boxes[place], effects);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  for (const [figure, place] of placedFigures(records)) {
    const drawn = await drawInto(figure, place);
    if (drawn === undefined) continue;
    if (place === "own") figures.set(ownId(figure.id), withOwnIds(drawn, figure.id, place));
    else figures.set(figure.id, drawn);
  }
  const first = findHeadline(records)?.figure;
  const drawn = first && (await drawInto(first, "headline"));
  refuseProblems(problems);
  return { figures, headline: first && drawn && withOwnIds(drawn, first.id, "headline") };
}

function placedFigures({ report, slides }: ReportRecords): [FigureRecord, Place][] {
  const ofSlides = slides.flatMap((record) => {
    const { form, deck, measured } = screenFigures(record);
    const place = (side: "deck" | "measured"): Place => (form === "pair" ? side : "single");
    return [
      ...(deck === undefined ? [] : [[deck, place("deck")] as [FigureRecord, Place]]),
      ...(measured === undefined ? [] : [[measured, place("measured")] as [FigureRecord, Place]]),
    ];
  });
  const own = new Set(ownScreens(report).map(({ figure }) => figure));
  const all = slides.flatMap(({ figures }) => figures);
  return [
    ...ofSlides,
    ...all.filter(({ id }) => own.has(id)).map((figure): [FigureRecord, Place] => [figure, "own"]),
  ];
}

/** A figure on a screen of the report's own, which a slide may show, too. */
export const ownId = (id: string): string => `own-${id}`;

function withOwnIds(drawing: ScreenFigure, id: string, place: "own" | "headline"): ScreenFigure {
  return { ...drawing, inlineSvg: asHeadline(drawing.inlineSvg, id, place) };
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
