/** report.pdf: the page's view in Typst's language, typeset anew only where its input has changed. */
import path from "node:path";
import Handlebars from "handlebars";
import { colors, fonts } from "../../templates/theme.ts";
import type { Effects } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";
import { reportFaces } from "../drawing/fonts.ts";
import { type PageTexts, pageView } from "../page/page-view.ts";
import { loadTemplates, type TemplateLanguage } from "../page/templates.ts";
import { figureFile } from "../report/files.ts";
import type { BuildFacts, RenderedFigure, RenderedSlide } from "../report/report.ts";
import type { Citation } from "./citation.ts";
import { hashPrintingCode } from "./code-hash.ts";
import { createTypesetter, typstString } from "./typst.ts";
import { typstMarkup } from "./typst-markup.ts";

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

const LITERAL = "literal";

export const typstTemplates: TemplateLanguage = {
  folders: [path.join("templates", "pdf")],
  helpers: {
    [LITERAL]: literal,
    /** Rendered markup, by this name alone. */
    typst: (markup) => String(markup),
  },
  escaping: (program) => new FieldEscaper().accept(program),
};

function literal(value: unknown, name: unknown): string {
  if (typeof value === "string") return typstString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Handlebars.Exception(`"${name}" is neither text nor number: ${JSON.stringify(value)}`);
}

/** Turns `{{field}}` into `{{literal field "field"}}`. */
class FieldEscaper extends Handlebars.Visitor {
  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (statement.params.length > 0) return;
    const { path: field } = statement;
    const original = "original" in field ? String(field.original) : "";
    const name: hbs.AST.StringLiteral = { type: "StringLiteral", value: original, original, loc: field.loc };
    statement.params = [field, name];
    const helper: hbs.AST.PathExpression = {
      type: "PathExpression",
      data: false,
      depth: 0,
      parts: [LITERAL],
      original: LITERAL,
      loc: field.loc,
    };
    statement.path = helper;
  }
}
