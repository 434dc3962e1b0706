/**
 * Makes PDFs with Typst, a compiled npm package that needs neither a browser nor LaTeX: the typesetter, how documents use
 * it, and the language of their templates.
 */
import path from "node:path";
import type { NodeCompiler, NodeTypstDocument } from "@myriaddreamin/typst-ts-node-compiler";
import Handlebars from "handlebars";
import { colors, fonts } from "../../experiments/kit/theme.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { type FaceName, faceFile, reportFaces } from "../drawing/fonts/fonts.ts";
import type { TemplateLanguage } from "../pages/templates.ts";
import type { RecordedFacts, ReportRecord } from "../record/record.ts";
import type { Origin } from "./origin.ts";
import { withOrigin } from "./pdf-origin.ts";
import { type PlacedFigure, withPlaces } from "./places.ts";

export interface TypstDocument {
  /** The main file, in Typst. */
  readonly source: string;
  /** The files that it includes, by path. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** With "ua-1", what is not accessible is an error, e.g. a picture without alternative text. pdfTeX can include "1.5". */
  readonly standard: "ua-1" | "1.5";
}

/** Typesets documents. Equal documents give equal bytes. */
export interface Typesetter {
  toPdf(document: TypstDocument): Uint8Array;
}

export interface DocumentSource {
  /** In Typst. */
  readonly source: string;
  /** The files that it includes, by path. */
  readonly files: readonly (readonly [path: string, content: string])[];
  /** The cache keeps only the latest document of this name, since every commit makes another. */
  readonly slot: string;
  readonly origin: Origin;
}

/** Creates a typesetter with these fonts. Typst also finds those of the system, so documents should set `fallback: false`. */
export async function createTypesetter(
  faces: readonly FaceName[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<Typesetter> {
  const fonts = await Promise.all(faces.map((name) => disk.readBytes(faceFile(name))));
  // Imported on demand, since a rebuild that changes nothing does not need it.
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const compiler = NodeCompiler.create({
    workspace: root,
    fontArgs: [{ fontBlobs: fonts.map((font) => Buffer.from(font)) }],
  });
  return {
    toPdf({ source, files, standard }) {
      compiler.resetShadow();
      for (const [name, content] of files) compiler.mapShadow(path.join(root, name), Buffer.from(content));
      const placed = withPlaces((places) => {
        const document = compiled(compiler, source, places);
        // A document without figures that can move has no such label.
        const [figures = []]: PlacedFigure[][] = compiler.query(document, PLACES);
        return { document, figures };
      });
      const pdf = exported(compiler, placed, standard);
      // Without this, memory grows with every figure of a build.
      compiler.evictCache(0);
      return pdf;
    },
  };
}

/** Where templates/pdf/style.hbs tells the places of figures. */
const PLACES = { selector: "<places>", field: "value" };

function compiled(
  compiler: NodeCompiler,
  source: string,
  inputs: Readonly<Record<string, string>>,
): NodeTypstDocument {
  const outcome = compiler.compile({ mainFileContent: source, inputs });
  // Warnings, e.g. of a missing font, are errors too.
  const warnings = outcome.takeWarnings();
  if (warnings !== null) throw failure(compiler, warnings);
  if (outcome.result === null) throw failure(compiler, outcome.takeDiagnostics());
  return outcome.result;
}

interface Diagnostics {
  fetchDiagnostics(error: never): unknown[];
}

function failure(compiler: Diagnostics, diagnostics: unknown): ReportError {
  const found = diagnostics === null ? [] : compiler.fetchDiagnostics(diagnostics as never);
  return typstError(found.map((item) => (isRecord(item) ? String(item.message) : String(item))));
}

/** A ReportError, because the cause is mostly in a text, such as a character that the fonts lack. */
function typstError(messages: readonly string[], cause?: unknown): ReportError {
  return new ReportError(`Typst cannot typeset a PDF: ${[...new Set(messages)].join("; ")}`, { cause });
}

/** The compiled document as PDF. Violations of the standard are reported as one text, with the messages in quotes. */
function exported(
  compiler: NodeCompiler,
  document: NodeTypstDocument,
  standard: TypstDocument["standard"],
): Uint8Array {
  try {
    return compiler.pdf(document, { pdfStandard: standard, pdfTags: standard === "ua-1" });
  } catch (cause) {
    const text = String(cause);
    const messages = [...text.matchAll(/message: ("(?:[^"\\]|\\.)*")/g)].map(([, quoted = ""]) =>
      quoted.slice(1, -1).replace(/\\(["\\])/g, "$1"),
    );
    throw typstError(messages.length === 0 ? [text] : messages, cause);
  }
}

/** The document as PDF/UA-1. */
export async function typesetDocument(
  { source, files, slot, origin }: DocumentSource,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const standard = "ua-1";
  const module = new URL(import.meta.url);
  const key = { module, input: { faces: reportFaces, source, files, standard, origin }, slot };
  return effects.cached("reports", key, async () => {
    const typesetter = await createTypesetter(reportFaces, effects);
    return await withOrigin(typesetter.toPdf({ source, files: new Map(files), standard }), origin);
  });
}

/** What the templates of all documents need. */
export function documentFacts({ report, facts }: ReportRecord): object {
  const { authors, keywords } = report.citation;
  return { theme, authors, keywords, date: dateOf(facts) };
}

const familyOf = (stack: string): string => stack.split(",")[0]?.replaceAll("'", "") ?? "";

/** The light colours and the fonts. */
const theme = {
  colors: Object.entries(colors).map(([name, { light }]) => ({ name, value: light })),
  text: familyOf(fonts.text),
  figure: familyOf(fonts.figure),
  code: familyOf(fonts.code),
};

/** The date of the commit, since the current date would change the bytes. */
function dateOf({ commitDate }: RecordedFacts): { year: number; month: number; day: number } | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(commitDate ?? "") ?? [];
  return day === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
}

/** Text as a Typst string literal. */
export function typstString(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`);
  return `"${escaped}"`;
}

const LITERAL = "literal";

export const typstTemplates: TemplateLanguage = {
  folders: [path.join("templates", "pdf")],
  helpers: {
    [LITERAL]: literal,
    /** The only helper that inserts rendered markup. */
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
