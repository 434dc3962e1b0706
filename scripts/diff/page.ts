/** Differences as a static page, with figures before and after side by side. Each figure is an image file. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { POLICY } from "../pages/frame.ts";
import { htmlTemplates, loadTemplates } from "../pages/templates.ts";
import { INDEX_FILE, MANIFEST_FILE } from "../record/files.ts";
import { markedJson } from "../record/manifest.ts";
import type { OutputFiles } from "../record/record.ts";
import type { Differences, FigureChange, SlideDifferences, TextChange } from "./compare.ts";
import { type DifferenceLine, headLines, linesOf, summaryOf, timedLines } from "./lines.ts";
import type { ReportFigure } from "./read.ts";

const TITLE = "Differences between two reports";

interface SlideView {
  readonly id: string;
  readonly name: string;
  readonly lines: readonly DifferenceLine[];
  readonly timed: readonly DifferenceLine[];
  readonly figures: readonly FigureView[];
  readonly texts: readonly TextChange[];
}

interface FigureView {
  readonly id: string;
  readonly what: string;
  readonly before: ImageView;
  readonly after: ImageView;
}

interface ImageView {
  readonly label: string;
  /** Null if the report does not have this figure. */
  readonly file: string | null;
  readonly alt: string;
}

/** The files of the page. They include the styles and fonts of this report. */
export async function differencesPage(differences: Differences, effects: Effects): Promise<OutputFiles> {
  const { home, disk } = effects;
  const render = await loadTemplates(htmlTemplates, effects);
  const style = path.join(home, "templates", "styles", "differences.css");
  return new Map<string, string | Uint8Array>([
    [INDEX_FILE, render("differences", viewOf(differences))],
    ["assets/differences.css", await disk.readText(style)],
    ...differences.after.assets,
    ...differences.slides.flatMap(imageFiles),
    [MANIFEST_FILE, markedJson({ comparison: headLines(differences) })],
  ]);
}

function viewOf(differences: Differences): object {
  const { before, after, texts } = differences;
  return {
    policy: POLICY,
    root: "",
    documentTitle: TITLE,
    summary: `${after.name} against ${before.name}`,
    title: TITLE,
    total: summaryOf(differences),
    heads: headLines(differences),
    texts,
    slides: differences.slides.map(slideView),
  };
}

function slideView(slide: SlideDifferences): SlideView {
  return {
    id: `slide-${slide.name}`,
    name: slide.name,
    lines: linesOf(slide).filter(isResult),
    timed: timedLines(slide).filter(isResult),
    figures: figuresOf(slide).map(figureView),
    texts: slide.texts,
  };
}

/** Figures are shown below the results. */
const isResult = ({ kind }: DifferenceLine): boolean => kind !== "figure";

const figuresOf = ({ figures, timed }: SlideDifferences): readonly FigureChange[] => [
  ...figures,
  ...timed.figures,
];

function figureView({ id, what, before, after }: FigureChange): FigureView {
  const image = (side: "before" | "after", figure: ReportFigure | undefined): ImageView => ({
    label: side === "before" ? "Before" : "After",
    file: figure === undefined ? null : imageFile(side, id),
    alt: figure === undefined ? "" : `${id}, ${side}`,
  });
  return { id, what: what.join(" and "), before: image("before", before), after: image("after", after) };
}

const imageFile = (side: string, id: string): string => `figures/${side}/${id}.svg`;

function imageFiles(slide: SlideDifferences): [string, string][] {
  return figuresOf(slide).flatMap(({ id, before, after }): [string, string][] => [
    ...(before === undefined ? [] : [[imageFile("before", id), before.svg] as [string, string]]),
    ...(after === undefined ? [] : [[imageFile("after", id), after.svg] as [string, string]]),
  ]);
}
