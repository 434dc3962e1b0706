/** The whole page as data for its template. */
import { createCitations } from "../prose/citations.ts";
import { renderProse } from "../prose/render-html.ts";
import type { ProseSource } from "../prose/template.ts";
import type { BuildFacts, RenderedSlide } from "../report.ts";
import { type AppendixView, appendixView } from "./appendix-view.ts";
import { type OverviewView, overviewView } from "./overview-view.ts";
import { type ReferenceView, referenceViews } from "./reference-view.ts";
import { type SlideView, slideView } from "./slide-view.ts";
import type { RenderTemplate } from "./templates.ts";

export interface PageView {
  readonly policy: string;
  readonly title: string;
  /** The title as HTML, broken at good places. */
  readonly heading: string;
  readonly summary: string;
  readonly profile: string;
  readonly engine: string;
  readonly shortCommit: string;
  readonly commitDate: string | null;
  readonly commitDay: string | null;
  readonly isQuick: boolean;
  readonly isPartial: boolean;
  readonly contents: { readonly slides: readonly SlideView[] };
  readonly overview: OverviewView;
  readonly slides: readonly SlideView[];
  readonly references: readonly ReferenceView[];
  readonly cite: CiteView;
  readonly appendix: AppendixView;
}

/** How the report itself is to be cited. */
export interface CiteView {
  /** As a line of a list of references. */
  readonly reference: string;
  readonly bibtex: string;
  /** The file that holds the entry. */
  readonly file: string;
}

/** The deck's own title. */
const TITLE = "Limitations of LoRA for Pre-training Large Language Models";
const SUMMARY =
  "Every claim of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.";

/** Nothing but files of the report itself; data: for the matrices that figures hold as images. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "script-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Builds the page from top to bottom, so that sources are numbered in the order in which a reader meets them. */
export function pageView(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  { method, cite, renderTemplate }: { method: ProseSource; cite: CiteView; renderTemplate: RenderTemplate },
): PageView {
  const citations = createCitations();
  const isQuick = facts.profile === "quick";
  const methodHtml = renderProse(
    method,
    { idPrefix: "method", headingLevel: 3 },
    {
      scope: { findings: {}, config: {}, figures: [] },
      citations,
      figure: () => "",
    },
  );
  const slides = rendered.map((slide) => slideView(slide, { facts, citations, renderTemplate }));
  return {
    policy: POLICY,
    title: TITLE,
    heading: TITLE.replace(/\S+-\S+/g, '<span class="whole">$&</span>'),
    summary: SUMMARY,
    profile: facts.profile,
    engine: facts.engine,
    shortCommit: facts.commit.replace(/^([0-9a-f]{8})[0-9a-f]+/, "$1"),
    commitDate: facts.commitDate ?? null,
    commitDay: facts.commitDate?.slice(0, 10) ?? null,
    isQuick,
    isPartial: facts.partial,
    contents: { slides },
    overview: overviewView(rendered, isQuick, methodHtml),
    slides,
    references: referenceViews(citations.list()),
    cite,
    appendix: appendixView(facts, rendered),
  };
}
