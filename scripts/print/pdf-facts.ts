/**
 * Reads out of a PDF what a publisher's check looks at, the kinds of its fonts and the size of its pages, and what a
 * reader's software asks for: title, language, tags.
 */
import { DomUtils, parseDocument } from "htmlparser2";
import type { PDFDict as Dict, PDFObject, PDFPage } from "pdf-lib";
import library from "pdf-lib/dist/pdf-lib.min.js";

const { decodePDFRawStream, PDFArray, PDFCatalog, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFStream } =
  library;

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

/** Facts of a PDF file; one without a catalogue has no pages. */
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
    language: metadata("dc:language"),
    isAccessible: metadata("pdfuaid:part") === "1",
    figures: dictionaries.filter((dictionary) => nameIn(dictionary, "S") === "Figure").length,
    pages: isWhole ? document.getPages().map(sizeOf) : [],
  };
}

/** The dictionaries of an object, those in its arrays and dictionaries included. */
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

/** Reads the texts of the metadata, which are XML (XMP), by the names of their elements. */
function metadataOf(catalog: Dict | undefined): (element: string) => string {
  const stream = catalog?.lookup(PDFName.of("Metadata"));
  if (!(stream instanceof PDFRawStream)) return () => "";
  const xml = Buffer.from(decodePDFRawStream(stream).decode()).toString();
  const { children } = parseDocument(xml, { xmlMode: true });
  return (element) => DomUtils.textContent(DomUtils.getElementsByTagName(element, children));
}
