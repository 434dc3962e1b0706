/**
 * Reads out of a PDF what a publisher's check looks at, the kinds of its fonts and the size of its pages, and what a
 * reader's software asks for: title, language, tags.
 */
import { inflateSync } from "node:zlib";

export interface PdfFacts {
  /** Kinds of fonts, e.g. "TrueType", "Type1", "Type3", "CIDFontType2". */
  readonly fontKinds: readonly string[];
  /** Families with their cuts, e.g. "SourceSans3-Regular". */
  readonly fontNames: readonly string[];
  /** How many fonts bring their glyphs along, and how many describe them at all. */
  readonly embeddedFonts: number;
  readonly describedFonts: number;
  /** From the metadata (XMP); empty where they say nothing. */
  readonly title: string;
  readonly language: string;
  /** True where the file says that it is PDF/UA-1. */
  readonly isAccessible: boolean;
  /** Figures in the tree of tags. */
  readonly figures: number;
  /** Width and height of each page, pt. */
  readonly pages: readonly (readonly [width: number, height: number])[];
}

/** Facts of a PDF file. */
export function readPdf(bytes: Uint8Array): PdfFacts {
  const text = objectsOf(bytes);
  const fonts = [...text.matchAll(/\/Subtype\s*\/(TrueType|Type0|Type1|Type3|CIDFontType[02]|MMType1)\b/g)];
  const names = [...text.matchAll(/\/BaseFont\s*\/(?:[A-Z]{6}\+)?([\w-]+)/g)];
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
  return {
    fontKinds: [...new Set(fonts.map(([, kind = ""]) => kind))].sort(),
    fontNames: [...new Set(names.map(([, name = ""]) => name))].sort(),
    embeddedFonts: count(text, /\/FontFile[23]?\b/g),
    describedFonts: count(text, /\/Type\s*\/FontDescriptor\b/g),
    title: decode(metadata(bytes, /<dc:title>.*?<rdf:li[^>]*>([^<]*)</)),
    language: metadata(bytes, /<dc:language>.*?<rdf:li>([^<]*)</),
    isAccessible: metadata(bytes, /<pdfuaid:part>(\d)</) === "1",
    figures: count(text, /\/S\s*\/Figure\b/g),
    pages: boxes.map((box) => {
      const [left = 0, bottom = 0, right = 0, top = 0] = box.slice(1).map(Number);
      return [right - left, top - bottom] as const;
    }),
  };
}

/** A field of the metadata, which PDF keeps as plain XML so that anyone can read it. */
function metadata(bytes: Uint8Array, field: RegExp): string {
  const file = Buffer.from(bytes);
  const packet = file.subarray(file.indexOf("<x:xmpmeta"), file.indexOf("</x:xmpmeta>"));
  return field.exec(packet.toString())?.[1] ?? "";
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const decode = (xml: string): string =>
  xml.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** The file's objects as text, those in compressed object streams (PDF 1.5, section 7.5.7) included. */
function objectsOf(bytes: Uint8Array): string {
  const file = Buffer.from(bytes);
  const text = file.toString("latin1");
  const parts = [text.replace(/stream\r?\n[\s\S]*?endstream/g, "")];
  for (const { 0: head, 1: dictionary = "", index } of text.matchAll(
    /<<((?:(?!stream|endobj)[\s\S])*?)>>\s*stream\r?\n/g,
  )) {
    if (!/\/Type\s*\/ObjStm/.test(dictionary)) continue;
    const start = index + head.length;
    const length = Number(/\/Length\s+(\d+)/.exec(dictionary)?.[1] ?? 0);
    parts.push(inflateSync(file.subarray(start, start + length)).toString("latin1"));
  }
  return parts.join("\n");
}
