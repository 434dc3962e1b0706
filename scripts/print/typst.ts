/** Typesets PDF with Typst, a compiled npm package that needs neither a browser nor LaTeX. */
import path from "node:path";
import type { NodeCompiler, NodeTypstDocument } from "@myriaddreamin/typst-ts-node-compiler";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { type FaceName, faceFile } from "../drawing/fonts.ts";

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
