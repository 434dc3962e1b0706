/** Makes report.pdf: the page's data written as Typst, and typeset again only where the input has changed. */
import path from "node:path";
import Handlebars from "handlebars";
import { colors, fonts } from "../../templates/theme.ts";
import type { CachingEffects } from "../base/cached.ts";
import { reportFaces } from "../drawing/fonts.ts";
import { documentView, type PageTexts } from "../page/page-view.ts";
import { loadTemplates, type TemplateLanguage } from "../page/templates.ts";
import { figureFile } from "../report/files.ts";
import type { BuildFacts, RenderedFigure, RenderedSlide } from "../report/report.ts";
import type { Citation } from "./citation.ts";
import { createTypesetter, typstString } from "./typst.ts";
import { typstMarkup } from "./typst-markup.ts";

type PdfEffects = Pick<CachingEffects, "root" | "disk" | "cached">;

export interface ReportInput {
  readonly rendered: readonly RenderedSlide[];
  readonly facts: BuildFacts;
  readonly texts: PageTexts;
  readonly citation: Citation;
}

/** The whole report as PDF/UA-1. It differs for every commit, so the cache keeps only the latest of each profile. */
export async function reportPdf(input: ReportInput, effects: PdfEffects): Promise<Uint8Array> {
  const source = await reportSource(input, effects);
  const figures = input.rendered.flatMap((slide) => slide.figures);
  const files = figures.map(({ id, svg }) => [figureFile(id, "svg"), svg] as const);
  const standard = "ua-1";
  const module = new URL("./typst.ts", import.meta.url);
  const key = { module, input: { faces: reportFaces, source, files, standard }, slot: input.facts.profile };
  return effects.cached("reports", key, async () => {
    const typesetter = await createTypesetter(reportFaces, effects);
    return typesetter.toPdf({ source, files: new Map(files), standard });
  });
}

/** The report as Typst source, which includes figures by the paths of their SVG files. */
async function reportSource(
  { rendered, facts, texts, citation }: ReportInput,
  effects: PdfEffects,
): Promise<string> {
  const renderTemplate = await loadTemplates(typstTemplates, effects);
  const page = documentView(rendered, facts, texts, { markup: typstMarkup, renderTemplate });
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

/** The theme's light colours and its fonts, for the templates. */
const look = {
  colors: Object.entries(colors).map(([name, { light }]) => ({ name, value: light })),
  text: familyOf(fonts.text),
  figure: familyOf(fonts.figure),
  code: familyOf(fonts.code),
};

/** The date of the commit, since a date from the clock would change the bytes. */
function dateOf({ commitDate }: BuildFacts): { year: number; month: number; day: number } | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(commitDate ?? "") ?? [];
  return day === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
}

/** The source of the port of a slide's first deck figure, for the appendix. */
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
    /** Inserts rendered markup; nothing else does. */
    typst: (markup) => String(markup),
  },
  escaping: (program) => new FieldEscaper().accept(program),
};

function literal(value: unknown, name: unknown): string {
  if (typeof value === "string") return typstString(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Handlebars.Exception(`"${name}" must be text or a number, not ${JSON.stringify(value)}`);
}

/** Turns `{{field}}` into `{{literal field "field"}}`, so that Typst reads its value as a literal. */
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
