/**
 * Reads from a PDF what publishers check (kinds of fonts, sizes of pages) and what assistive software needs (title,
 * language, tags).
 */
import { DomUtils, parseDocument } from "htmlparser2";
import type { PDFDict as Dict, PDFObject, PDFPage } from "pdf-lib";
import library from "pdf-lib/dist/pdf-lib.min.js";

const { decodePDFRawStream, PDFArray, PDFCatalog, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFStream } =
  library;

export interface PdfFacts {
  /** Kinds of fonts, e.g. "TrueType", "Type1", "Type3", "CIDFontType2". */
  readonly fontKinds: readonly string[];
  /** PostScript names, e.g. "SourceSans3-Regular". */
  readonly fontNames: readonly string[];
  /** Number of font descriptors with embedded glyphs. */
  readonly embeddedFonts: number;
  /** Number of font descriptors. */
  readonly describedFonts: number;
  /** From the XMP metadata; empty where missing. */
  readonly title: string;
  /** From the document information; empty where missing. */
  readonly subject: string;
  readonly language: string;
  /** True where the file declares PDF/UA-1. */
  readonly isAccessible: boolean;
  /** Number of figures in the tree of tags. */
  readonly figures: number;
  /** Width and height of each page, pt. */
  readonly pages: readonly (readonly [width: number, height: number])[];
}

/** Reads the facts of a PDF file. A file without a catalogue has no pages. */
export async function readPdf(bytes: Uint8Array): Promise<PdfFacts> {
  const document = await PDFDocument.load(bytes, {
    updateMetadata: false,
    parseSpeed: Number.POSITIVE_INFINITY,
  });
  const { context, catalog } = document;
  const dictionaries = context.enumerateIndirectObjects().flatMap(([, object]) => dictionariesIn(object));
  const fonts = dictionaries.filter((dictionary) => nameIn(dictionary, "Type") === "Font");
  const descriptors = dictionaries.filter((dictionary) => nameIn(dictionary, "Type") === "FontDescriptor");
  const isWhole = catalog instanceof PDFCatalog;
  const metadata = metadataOf(isWhole ? catalog : undefined);
  return {
    fontKinds: uniqueNames(fonts, "Subtype"),
    fontNames: [
      ...new Set(uniqueNames(fonts, "BaseFont").map((name) => name.replace(/^[A-Z]{6}\+/, ""))),
    ].sort(),
    embeddedFonts: descriptors.filter(isEmbedded).length,
    describedFonts: descriptors.length,
    title: metadata("dc:title"),
    subject: document.getSubject() ?? "",
    language: metadata("dc:language"),
    isAccessible: metadata("pdfuaid:part") === "1",
    figures: dictionaries.filter((dictionary) => nameIn(dictionary, "S") === "Figure").length,
    pages: isWhole ? document.getPages().map(sizeOf) : [],
  };
}

/** The dictionaries in an object, at any depth. */
function dictionariesIn(object: PDFObject): Dict[] {
  if (object instanceof PDFStream) return dictionariesIn(object.dict);
  if (object instanceof PDFArray) return object.asArray().flatMap(dictionariesIn);
  return object instanceof PDFDict ? [object, ...object.values().flatMap(dictionariesIn)] : [];
}

function nameIn(dictionary: Dict, key: string): string | undefined {
  const value = dictionary.lookup(PDFName.of(key));
  return value instanceof PDFName ? value.decodeText() : undefined;
}

function uniqueNames(dictionaries: readonly Dict[], key: string): string[] {
  return [...new Set(dictionaries.flatMap((dictionary) => nameIn(dictionary, key) ?? []))].sort();
}

function isEmbedded(descriptor: Dict): boolean {
  return ["FontFile", "FontFile2", "FontFile3"].some((key) => descriptor.has(PDFName.of(key)));
}

function sizeOf(page: PDFPage): readonly [width: number, height: number] {
  const { width, height } = page.getSize();
  return [width, height];
}

/** Returns a function that reads the XMP metadata by name of the XML element. */
function metadataOf(catalog: Dict | undefined): (element: string) => string {
  const stream = catalog?.lookup(PDFName.of("Metadata"));
  if (!(stream instanceof PDFRawStream)) return () => "";
  const xml = Buffer.from(decodePDFRawStream(stream).decode()).toString();
  const { children } = parseDocument(xml, { xmlMode: true });
  return (element) => DomUtils.textContent(DomUtils.getElementsByTagName(element, children));
}
