/** Typesets PDF with Typst, a compiled npm package that needs neither a browser nor LaTeX, from templates filled with data. */

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

export interface TypstDocument {
  /** The main file. */
  readonly source: string;
  /** The files that it includes, by path. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** PDF/UA-1 refuses what is not accessible, e.g. a picture without alternative text. pdfTeX can include 1.5. */
  readonly standard: "ua-1" | "1.5";
}

/** Typesets documents. Equal documents give equal bytes. */
export interface Typesetter {
  toPdf(document: TypstDocument): Uint8Array;
}

/** Creates a typesetter with these fonts. Typst finds the system's too, so documents should set `fallback: false`. */
export async function createTypesetter(
  faces: readonly FaceName[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<Typesetter> {
  const fonts = await Promise.all(faces.map((name) => disk.readBytes(faceFile(name))));
  // Imported on demand: a rebuild that changes nothing does not need it.
  const { NodeCompiler } = await import("@myriaddreamin/typst-ts-node-compiler");
  const compiler = NodeCompiler.create({
    workspace: root,
    fontArgs: [{ fontBlobs: fonts.map((font) => Buffer.from(font)) }],
  });
  return {
    toPdf({ source, files, standard }) {
      compiler.resetShadow();
      for (const [name, content] of files) compiler.mapShadow(path.join(root, name), Buffer.from(content));
      const compiled = compiler.compile({ mainFileContent: source });
      // Warnings, e.g. of a missing font, are errors too.
      const warnings = compiled.takeWarnings();
      if (warnings !== null) throw failure(compiler, warnings);
      if (compiled.result === null) throw failure(compiler, compiled.takeDiagnostics());
      const pdf = exported(compiler, compiled.result, standard);
      // Without this, memory grows with every figure of a build.
      compiler.evictCache(0);
      return pdf;
    },
  };
}

interface Diagnostics {
  fetchDiagnostics(error: never): unknown[];
}

function failure(compiler: Diagnostics, diagnostics: unknown): ReportError {
  const found = diagnostics === null ? [] : compiler.fetchDiagnostics(diagnostics as never);
  return refusal(found.map((one) => (isRecord(one) ? String(one.message) : String(one))));
}

/** What Typst refuses is most often something in a text, such as a character that the fonts lack. */
function refusal(messages: readonly string[], cause?: unknown): ReportError {
  return new ReportError(`Typst cannot typeset a PDF: ${[...new Set(messages)].join("; ")}`, { cause });
}

/** The compiled document as PDF. The standard's own refusals come as one text, with the messages between quotes. */
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
    throw refusal(messages.length === 0 ? [text] : messages, cause);
  }
}

/** Text as a Typst string literal. */
export function typstString(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`);
  return `"${escaped}"`;
}

export interface DocumentSource {
  /** In Typst. */
  readonly source: string;
  /** The files that it includes, by path. */
  readonly files: readonly (readonly [path: string, content: string])[];
  /** A document differs for every commit, so the cache keeps only the latest under this name. */
  readonly slot: string;
}

/** The document as PDF/UA-1. */
export async function typesetDocument(
  { source, files, slot }: DocumentSource,
  effects: Pick<CachingEffects, "root" | "disk" | "cached">,
): Promise<Uint8Array> {
  const standard = "ua-1";
  const module = new URL(import.meta.url);
  const key = { module, input: { faces: reportFaces, source, files, standard }, slot };
  return effects.cached("reports", key, async () => {
    const typesetter = await createTypesetter(reportFaces, effects);
    return typesetter.toPdf({ source, files: new Map(files), standard });
  });
}

/** What every document's template needs besides its own view. */
export function documentFacts({ report, facts }: ReportRecord): object {
  const { authors, keywords } = report.citation;
  return { look, authors, keywords, date: dateOf(facts) };
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
function dateOf({ commitDate }: RecordedFacts): { year: number; month: number; day: number } | null {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(commitDate ?? "") ?? [];
  return day === undefined ? null : { year: Number(year), month: Number(month), day: Number(day) };
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
