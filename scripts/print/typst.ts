/** Typesets by Typst, which comes compiled in an npm package: PDF without a browser, without LaTeX. */
import path from "node:path";
import type { Effects } from "../base/effects.ts";
import { type FaceName, faceFile } from "../drawing/fonts.ts";

export interface TypstDocument {
  /** The main file. */
  readonly source: string;
  /** What it reads, by the name under which it reads it. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** PDF/UA-1 refuses what cannot be read aloud, e.g. a picture without alternative; 1.5 is what pdfTeX includes. */
  readonly standard: "ua-1" | "1.5";
}

/** Makes PDF of documents. Same document, same bytes. */
export interface Typesetter {
  toPdf(document: TypstDocument): Uint8Array;
}

/** A typesetter that knows these fonts. It finds the system's too: a document names its own, with `fallback: false`. */
export async function createTypesetter(
  faces: readonly FaceName[],
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<Typesetter> {
  const fonts = await Promise.all(faces.map((name) => disk.readBytes(faceFile(name))));
  // Loaded when the first document is set: a rebuild with nothing changed does without it.
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
      // A warning, e.g. of a face that is not there, is a fault like any other.
      const warnings = compiled.takeWarnings();
      if (warnings !== null) throw failure(compiler, warnings);
      if (compiled.result === null) throw failure(compiler, compiled.takeDiagnostics());
      const pdf = compiler.pdf(compiled.result, { pdfStandard: standard, pdfTags: standard === "ua-1" });
      // Keeps the memory of a build with many figures flat.
      compiler.evictCache(0);
      return pdf;
    },
  };
}

interface Diagnostics {
  fetchDiagnostics(error: never): unknown[];
}

function failure(compiler: Diagnostics, diagnostics: unknown): Error {
  const found = diagnostics === null ? [] : compiler.fetchDiagnostics(diagnostics as never);
  return new Error(`Typst could not set a document: ${JSON.stringify(found)}`);
}

/** Text as a string literal of Typst. */
export function typstString(text: string): string {
  const escaped = text
    .replace(/["\\]/g, "\\$&")
    .replace(/\p{Cc}/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`);
  return `"${escaped}"`;
}
