/** How the pages of typeset documents are filled, measured from what Typst's drawing operators paint. */
import type { PDFDocument as Document, PDFObject, PDFPage } from "pdf-lib";
import library from "pdf-lib/dist/pdf-lib.min.js";

const { decodePDFRawStream, PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRawStream } = library;

/** The area of a page's text, pt above its lower edge; header and footer are outside. */
interface Body {
  readonly top: number;
  readonly bottom: number;
  /** The left edge of the second column, pt. */
  readonly second: number;
}

export interface PageFill {
  /** The share of the body's height down to the lowest text or line in it. */
  readonly share: number;
  /** The same for each column of a page in two columns: one with text at the left edge of the second. */
  readonly columns: readonly number[];
  /** True on the last page, and where the next one begins with a slide or another part of the report. */
  readonly endsPart: boolean;
}

export async function fillOfPages(pdf: Uint8Array, { top, bottom, second }: Body): Promise<PageFill[]> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  const pages = document.getPages();
  const starts = partStarts(document, top);
  return pages.map((page, index) => {
    const points = paintedPoints(contentOf(page)).filter(([, y]) => y >= bottom && y <= top);
    const shareOf = (painted: readonly Point[]) =>
      (top - Math.min(top, ...painted.map(([, y]) => y))) / (top - bottom);
    const [left, right] = [points.filter(([x]) => x < second - 1), points.filter(([x]) => x >= second - 1)];
    const next = pages[index + 1];
    return {
      share: shareOf(points),
      columns: right.some(([x]) => x < second + 1) ? [shareOf(left), shareOf(right)] : [],
      endsPart: next === undefined || starts.has(next.ref),
    };
  });
}

/** The pages on which a text begins, or a path has a point, outside the page. */
export async function paintedOutside(pdf: Uint8Array): Promise<string[]> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false });
  return document.getPages().flatMap((page, index) => {
    const { width, height } = page.getSize();
    const isOutside = ([x, y]: Point) => x < -1 || x > width + 1 || y < -1 || y > height + 1;
    const outside = paintedPoints(contentOf(page)).filter(isOutside);
    return outside.length === 0 ? [] : [`page ${index + 1}: ${outside.length} points`];
  });
}

/** A heading at the top of a page is within this distance of the top of the body, pt. */
const HEADING_HEIGHT = 30;

/** The pages that begin with the heading of a part: a bookmark of the first level leads to their top. */
function partStarts({ catalog, context }: Document, top: number): Set<PDFObject> {
  const starts = new Set<PDFObject>();
  let bookmark = catalog.lookup(PDFName.of("Outlines"), PDFDict).lookup(PDFName.of("First"));
  while (bookmark instanceof PDFDict) {
    const target = bookmark.lookup(PDFName.of("Dest"));
    if (!(target instanceof PDFArray)) throw new Error("a bookmark leads nowhere");
    const [page, , , y] = target.asArray();
    if (page !== undefined && y instanceof PDFNumber && y.asNumber() > top - HEADING_HEIGHT) starts.add(page);
    const next = bookmark.get(PDFName.of("Next"));
    bookmark = next === undefined ? undefined : context.lookup(next);
  }
  return starts;
}

function contentOf(page: PDFPage): string {
  const stream = page.node.lookup(PDFName.of("Contents"));
  if (!(stream instanceof PDFRawStream)) throw new Error("the content of a page is not one stream");
  return Buffer.from(decodePDFRawStream(stream).decode()).toString("latin1");
}

type Point = readonly [x: number, y: number];

/** PDF's matrix a b c d e f, which maps coordinates to those of the page. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const page: Matrix = [1, 0, 0, 1, 0, 0];

const mapped = ([a, b, c, d, e, f]: Matrix, x: number, y: number): Point => [
  a * x + c * y + e,
  b * x + d * y + f,
];

/** What an operator with the matrix a b c d e f makes of the map. */
function inner(outer: Matrix, [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0]: readonly number[]): Matrix {
  const [outerA, outerB, outerC, outerD] = outer;
  return [
    outerA * a + outerC * b,
    outerB * a + outerD * b,
    outerA * c + outerC * d,
    outerB * c + outerD * d,
    ...mapped(outer, e, f),
  ];
}

/** Texts in parentheses or hexadecimal digits, names, and numbers or operators. */
const TOKEN = /\((?:\\[\s\S]|[^\\()])*\)|<[\da-f\s]*>|\/[^\s/<>[\]()]*|[^\s/<>[\]()]+/gi;

/** All starts of texts and all points of painted paths. Pictures always have texts or lines below them. */
function paintedPoints(content: string): Point[] {
  const painter = new Painter();
  let operands: number[] = [];
  for (const [token] of content.matchAll(TOKEN)) {
    if (/^[a-z]/i.test(token)) {
      painter.apply(token, operands);
      operands = [];
    } else {
      operands.push(Number(token));
    }
  }
  return painter.points;
}

class Painter {
  readonly points: Point[] = [];
  #current = page;
  #path: Point[] = [];
  readonly #saved: Matrix[] = [];

  apply(operator: string, operands: readonly number[]): void {
    if (/^[mlc]$/.test(operator)) this.#addPoints(operands);
    else if (/^[fBS]$/.test(operator)) this.#endPath(this.#path);
    // It ends a path that only clips.
    else if (operator === "n") this.#endPath([]);
    else if (operator === "Tm") this.points.push(mapped(inner(this.#current, operands), 0, 0));
    else this.#move(operator, operands);
  }

  #move(operator: string, operands: readonly number[]): void {
    if (operator === "q") this.#saved.push(this.#current);
    if (operator === "Q") this.#current = this.#saved.pop() ?? page;
    if (operator === "cm") this.#current = inner(this.#current, operands);
  }

  #addPoints(coordinates: readonly number[]): void {
    for (let at = 0; at + 1 < coordinates.length; at += 2) {
      this.#path.push(mapped(this.#current, coordinates[at] ?? 0, coordinates[at + 1] ?? 0));
    }
  }

  #endPath(painted: readonly Point[]): void {
    this.points.push(...painted);
    this.#path = [];
  }
}
