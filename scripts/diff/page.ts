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

/** What depends on where the page is. */
export interface DifferencesFrame {
  readonly title: string;
  readonly summary: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  /** A slide as its heading names it. */
  readonly slideName: (name: string) => string;
  readonly imageFile: (side: "before" | "after", id: string) => string;
}

/** The style sheet that the page loads after that of the report. */
const DIFFERENCES_STYLE = "assets/differences.css";

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
  const frame = {
    title: "Differences between two reports",
    summary: `${differences.after.name} against ${differences.before.name}`,
    links: [],
    slideName: (name: string) => name,
    imageFile,
  };
  return new Map<string, string | Uint8Array>([
    ...(await framedDifferences(differences, INDEX_FILE, frame, effects)),
    ...differences.after.assets,
    ...differences.slides.flatMap(imageFiles),
    [MANIFEST_FILE, markedJson({ comparison: headLines(differences) })],
  ]);
}

/** The page in a frame, and the style sheet that a report lacks. */
export async function framedDifferences(
  differences: Differences,
  file: string,
  frame: DifferencesFrame,
  effects: Effects,
): Promise<OutputFiles> {
  const { home, disk } = effects;
  const render = await loadTemplates(htmlTemplates, effects);
  const style = path.join(home, "templates", "styles", "differences.css");
  return new Map([
    [file, render("differences", viewOf(differences, frame))],
    [DIFFERENCES_STYLE, await disk.readText(style)],
  ]);
}

function viewOf(differences: Differences, frame: DifferencesFrame): object {
  const { title, summary, links } = frame;
  return {
    policy: POLICY,
    root: "",
    documentTitle: title,
    summary,
    title,
    links,
    total: summaryOf(differences),
    heads: headLines(differences),
    texts: differences.texts,
    slides: differences.slides.map((slide) => slideView(slide, frame)),
  };
}

function slideView(slide: SlideDifferences, frame: DifferencesFrame): SlideView {
  return {
    id: `slide-${slide.name}`,
    name: frame.slideName(slide.name),
    lines: linesOf(slide).filter(isResult),
    timed: timedLines(slide).filter(isResult),
    figures: figuresOf(slide).map((change) => figureView(change, frame)),
    texts: slide.texts,
  };
}

/** Figures are shown below the results. */
const isResult = ({ kind }: DifferenceLine): boolean => kind !== "figure";

const figuresOf = ({ figures, timed }: SlideDifferences): readonly FigureChange[] => [
  ...figures,
  ...timed.figures,
];

function figureView({ id, what, before, after }: FigureChange, { imageFile }: DifferencesFrame): FigureView {
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
