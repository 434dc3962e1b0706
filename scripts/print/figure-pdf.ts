/** A figure as a page of vector PDF: its own size, fonts embedded as TrueType. */
import { type Typesetter, typstString } from "./typst.ts";

export interface PrintedFigure {
  readonly svg: string;
  /** pt: one unit of the drawing is one point. */
  readonly width: number;
  readonly height: number;
  readonly alt: string;
}

/** The figure alone on a page as large as itself, in a version of PDF that every TeX includes. */
export function figurePdf({ svg, width, height, alt }: PrintedFigure, typesetter: Typesetter): Uint8Array {
  const source = [
    `#set document(title: ${typstString(alt)}, date: none)`,
    `#set page(width: ${width}pt, height: ${height}pt, margin: 0pt)`,
    `#set text(lang: "en")`,
    `#image("figure.svg", width: 100%, alt: ${typstString(alt)})`,
  ].join("\n");
  return typesetter.toPdf({ source, files: new Map([["figure.svg", svg]]), standard: "1.5" });
}
