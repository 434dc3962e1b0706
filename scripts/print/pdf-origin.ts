/** Adds an origin to the metadata of a PDF that Typst has made. */
import library from "pdf-lib/dist/pdf-lib.min.js";
import { type Origin, ownXmp } from "./origin.ts";

const { decodePDFRawStream, PDFDocument, PDFName, PDFRawStream, PDFRef } = library;

const METADATA = PDFName.of("Metadata");
const END = "</rdf:RDF>";

/** Nothing else of the document changes. */
export async function withOrigin(pdf: Uint8Array, origin: Origin): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, {
    updateMetadata: false,
    parseSpeed: Number.POSITIVE_INFINITY,
  });
  const { catalog, context } = document;
  const stream = catalog.lookup(METADATA);
  const place = catalog.get(METADATA);
  if (!(stream instanceof PDFRawStream) || !(place instanceof PDFRef))
    throw new Error("a PDF of Typst without metadata");
  const xmp = Buffer.from(decodePDFRawStream(stream).decode()).toString();
  // Typst writes all authors as one.
  const extended = xmp
    .replace(/<dc:creator>.*?<\/dc:creator>/s, "")
    .replace(END, () => `${ownXmp(origin)}${END}`);
  context.assign(place, context.stream(Buffer.from(extended), { Type: "Metadata", Subtype: "XML" }));
  const saved = await document.save({
    useObjectStreams: false,
    addDefaultPage: false,
    updateFieldAppearances: false,
  });
  // pdf-lib calls every file version 1.7.
  saved.set(pdf.subarray(0, "%PDF-1.5".length));
  return saved;
}
