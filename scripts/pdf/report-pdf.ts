/** report.pdf: the page's view in Typst's language, typeset anew only where its input has changed. */
import path from "node:path";
import { colors, fonts } from "../../templates/theme.ts";
import type { Effects } from "../effects.ts";
import { sha256 } from "../hash.ts";
import type { Citation } from "../kit/citation.ts";
import { figureFile } from "../page/files.ts";
import { type PageTexts, pageView } from "../page/page-view.ts";
import { loadTemplates } from "../page/templates.ts";
import { hashPrintingCode } from "../print/code-hash.ts";
import { reportFaces } from "../print/faces.ts";
import { createTypesetter } from "../print/typst.ts";
import type { BuildFacts, RenderedFigure, RenderedSlide } from "../report.ts";
import { typstMarkup } from "./typst-markup.ts";
import { typstTemplates } from "./typst-templates.ts";

type PdfEffects = Pick<Effects, "root" | "disk">;

export interface ReportInput {
  readonly rendered: readonly RenderedSlide[];
  readonly facts: BuildFacts;
  readonly texts: PageTexts;
  readonly citation: Citation;
}

/**
 * The whole report as PDF/UA-1. Every commit makes another one, so only the last of a profile is kept, after its key in
 * one file: the two cannot come apart.
 */
export async function reportPdf(input: ReportInput, effects: PdfEffects): Promise<Uint8Array> {
  const source = await reportSource(input, effects);
  const figures = input.rendered.flatMap((slide) => slide.figures);
  const files = new Map(figures.map(({ id, svg }) => [figureFile(id, "svg"), svg]));
  const key = sha256([await hashPrintingCode(effects), source, ...files.values()].map(sha256).join("\n"));
  const cached = path.join(effects.root, ".cache", "reports", `${input.facts.profile}.keyed`);
  const stored = Buffer.from((await effects.disk.maybeBytes(cached)) ?? "");
  if (stored.subarray(0, key.length).toString() === key) return stored.subarray(key.length);
  const typesetter = await createTypesetter(reportFaces, effects);
  const pdf = typesetter.toPdf({ source, files, standard: "ua-1" });
  await effects.disk.write(cached, Buffer.concat([Buffer.from(key), pdf]));
  return pdf;
}

/** The report in Typst. It reads the figures by the names of their SVG files. */
async function reportSource(
  { rendered, facts, texts, citation }: ReportInput,
  effects: PdfEffects,
): Promise<string> {
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  const page = pageView(rendered, facts, texts, { markup: typstMarkup, renderTemplate });
  return renderTemplate("report", {
    ...page,
    look,
    authors: citation.authors,
    keywords: citation.keywords,
    date: dateOf(facts),
    listings: rendered.flatMap(listingOf),
  });
}

const familyOf = (stack: string): string => stack.split(",")[0]?.replaceAll("'", "") ?? "";

/** Colours and faces of the theme, on white paper. */
const look = {
  colors: Object.entries(colors).map(([name, { light }]) => ({ name, value: light })),
  text: familyOf(fonts.text),
  figure: familyOf(fonts.figure),
  code: familyOf(fonts.code),
};

/** The commit's day: no date of a document comes from a clock. */
function dateOf({ commitDate }: BuildFacts): { year: number; month: number; day: number } | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(commitDate ?? "") ?? [];
  return day === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
}

/** The program that draws a slide's first figure of the deck, for the appendix. */
function listingOf({ measured: { slide }, figures }: RenderedSlide) {
  const drawn: RenderedFigure | undefined = figures.find(({ origin }) => origin === "deck");
  const { deckSource } = slide;
  if (drawn === undefined || deckSource === undefined) return [];
  return [{ id: drawn.id, number: drawn.number, source: deckSource.trimEnd() }];
}
