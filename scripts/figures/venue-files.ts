/**
 * Draws one figure for one venue and makes its files (PDF, SVG, PNG, LaTeX):
 *
 *   spec -> laid out for the width -> drawn -> linted -> files and problems
 */
import type { CachingEffects } from "../bundling/cached.ts";
import { type FigureInput, standAloneSvg } from "../drawing/figure.ts";
import { embedFonts, type FaceName } from "../drawing/fonts/fonts.ts";
import { type FittedScene, fitWidth } from "../drawing/layout/fit.ts";
import { type Layout, panelSpec } from "../drawing/layout/panels.ts";
import { type LintProblem, lintPrint, type Smallest, smallestOf } from "../drawing/lint/lint.ts";
import { lintSeries } from "../drawing/lint/series.ts";
import { cleanSvg, rewriteTags } from "../drawing/svg/svg.ts";
import { citationKey } from "../print/citation.ts";
import { texDataLine } from "../print/data-line.ts";
import { figurePdf, figurePng } from "../print/figure-forms.ts";
import { figureOrigin, withMetadata } from "../print/origin.ts";
import { readPdf } from "../print/pdf-facts.ts";
import { texSnippet } from "../print/tex-figure.ts";
import { createTypesetter } from "../print/typst.ts";
import type { FigureRecord, ReportRecord, SlideRecord } from "../record/record.ts";
import type { Column, Venue } from "./venues.ts";

export interface VenueFigure {
  readonly id: string;
  readonly svg: string;
  /** pt. */
  readonly width: number;
  readonly height: number;
  readonly smallest: Smallest;
  readonly problems: readonly LintProblem[];
}

export type FigureFormat = "pdf" | "svg" | "png";

export interface FigureFiles {
  /** Contents by file name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Problems of the PDF. */
  readonly problems: readonly LintProblem[];
}

/** What the report says of a figure. */
export interface Recorded {
  readonly figure: FigureRecord;
  readonly slide: SlideRecord;
  readonly report: ReportRecord;
  /** The text of its .vl.json. */
  readonly specification: string;
}

export type ToFiles = (drawn: VenueFigure, recorded: Recorded) => Promise<FigureFiles>;

interface Wanted {
  readonly formats: readonly FigureFormat[];
  readonly venue: Venue;
  readonly column: Column;
  /** A width in inches that replaces the venue's. */
  readonly width: number | undefined;
  /** Whether captions say what the data is and where it is found. */
  readonly dataLine: boolean;
}

interface Attempt {
  readonly scene: FittedScene;
  readonly problems: readonly LintProblem[];
}

/**
 * Draws a figure for a layout. If the lint finds problems at the venue's text size, smaller sizes are tried, down to the
 * venue's minimum. If all have problems, the first drawing is returned with its problems.
 */
export async function drawVenueFigure(input: FigureInput, layout: Layout): Promise<VenueFigure> {
  const { text, small } = layout;
  const first = await attemptLayout(input, layout);
  let attempt = first;
  for (const size of [(text + small) / 2, small]) {
    if (attempt.problems.length === 0) break;
    attempt = await attemptLayout(input, { ...layout, text: size });
  }
  const { scene, problems } = attempt.problems.length === 0 ? attempt : first;
  return {
    id: input.id,
    svg: sizedSvg(cleanSvg(scene.svg, input), layout.width, scene.height),
    width: layout.width,
    height: scene.height,
    smallest: smallestOf(scene.svg),
    problems: [...problems, ...lintSeries(input.id, input.spec)],
  };
}

async function attemptLayout(input: FigureInput, layout: Layout): Promise<Attempt> {
  const scene = await fitWidth(input.id, panelSpec(input, layout), input.tables, layout);
  const drawing = { svg: scene.svg, width: layout.width, height: scene.height };
  return {
    scene,
    problems: [...widthProblems(input.id, scene, layout), ...lintPrint(input.id, drawing, layout.small)],
  };
}

function widthProblems(figure: string, { contentWidth }: FittedScene, { width }: Layout): LintProblem[] {
  if (contentWidth <= width) return [];
  const message = `needs a width of ${contentWidth} pt; the venue has ${Math.round(width * 100) / 100} pt`;
  return [{ figure, element: "the figure", message }];
}

/** The drawing in points, exactly as wide as the venue's column. */
function sizedSvg(svg: string, width: number, height: number): string {
  const round = (value: number) => String(Math.round(value * 1000) / 1000);
  const sized = rewriteTags(svg, [
    (attributes, tagName) => {
      if (tagName !== "svg") return;
      attributes.set("width", `${round(width)}pt`);
      attributes.set("height", `${round(height)}pt`);
      attributes.set("viewBox", `0 0 ${round(width)} ${round(height)}`);
    },
  ]);
  return standAloneSvg(sized);
}

/** Returns a function that makes the wanted files of a figure and lints its PDF. */
export async function createFigureFiles(
  faces: readonly FaceName[],
  wanted: Wanted,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<ToFiles> {
  const { formats } = wanted;
  const typesetter = formats.includes("pdf") ? await createTypesetter(faces, effects) : undefined;
  return async (drawn, { figure, slide, report, specification }) => {
    const { id, svg, width } = drawn;
    const origin = figureOrigin(figure, slide.slide.name, report, specification);
    const files = new Map<string, string | Uint8Array>();
    const problems: LintProblem[] = [];
    if (typesetter !== undefined) {
      const pdf = await figurePdf({ ...drawn, alt: figure.alt, origin }, typesetter);
      files.set(`${id}.pdf`, pdf);
      const cited = { references: slide.references, reportKey: citationKey(report) };
      const data = wanted.dataLine ? texDataLine({ figure, slide, report, specification }) : undefined;
      files.set(`${id}.tex`, texSnippet({ figure, ...cited, ...placeOf(wanted), data }));
      problems.push(...(await lintPdf(id, pdf, width)));
    }
    if (formats.includes("svg")) files.set(`${id}.svg`, withMetadata(await embedFonts(svg, effects), origin));
    if (formats.includes("png")) files.set(`${id}.png`, await figurePng({ svg, width, origin }));
    return { files, problems };
  };
}

/** LaTeX includes the picture at its own width, so that its text is not scaled. */
function placeOf({ venue, column, width }: Wanted): { readonly width: string; readonly isWide: boolean } {
  const { column: columnWidth } = venue;
  if (width !== undefined)
    return { width: `${width}in`, isWide: columnWidth !== undefined && width > columnWidth };
  const isWide = column === "full" && columnWidth !== undefined;
  return { width: isWide || columnWidth === undefined ? "\\textwidth" : "\\columnwidth", isWide };
}

/** How much wider or narrower than its figure a page may be, pt. */
const widthTolerance = 0.1;

/** Lists the problems of a figure's PDF, which should be `width` pt wide. */
export async function lintPdf(figure: string, pdf: Uint8Array, width: number): Promise<LintProblem[]> {
  const { fontKinds, embeddedFonts, describedFonts, pages } = await readPdf(pdf);
  const messages: string[] = [];
  if (fontKinds.includes("Type3")) messages.push("contains a Type 3 font, which publishers do not accept");
  if (embeddedFonts < describedFonts) {
    messages.push(`embeds ${embeddedFonts} of its ${describedFonts} fonts`);
  }
  if (pages.length !== 1) messages.push(`has ${pages.length} pages instead of one`);
  const [pageWidth = 0] = pages[0] ?? [];
  if (pages.length > 0 && Math.abs(pageWidth - width) > widthTolerance) {
    messages.push(`is ${pageWidth} pt wide instead of ${Math.round(width * 100) / 100}`);
  }
  return messages.map((message) => ({ figure, element: "the PDF", message }));
}
