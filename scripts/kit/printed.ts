/** The printed forms of a figure, made once for each input and kept in .cache/kits. */
import path from "node:path";
import type { Effects } from "../effects.ts";
import { sha256 } from "../hash.ts";
import { hashPrintingCode } from "../print/code-hash.ts";
import { embedFonts } from "../print/embed-fonts.ts";
import { figureFaces } from "../print/faces.ts";
import { figurePdf, type PrintedFigure } from "../print/figure-pdf.ts";
import { createTypesetter, type Typesetter } from "../print/typst.ts";

export interface PrintedForms {
  /** With its fonts embedded. */
  readonly svg: Uint8Array;
  readonly pdf: Uint8Array;
  /** 300 dots an inch. */
  readonly png: Uint8Array;
}

export type Print = (figure: PrintedFigure) => Promise<PrintedForms>;

const forms = ["svg", "pdf", "png"] as const;

/** A function that prints figures, or takes them from the cache where the same was printed before by the same code. */
export async function createPrint(effects: Pick<Effects, "root" | "disk">): Promise<Print> {
  const { root, disk } = effects;
  const code = await hashPrintingCode(effects);
  let typesetter: Promise<Typesetter> | undefined;
  return async (figure) => {
    const { svg, width, height, alt } = figure;
    const key = sha256([code, sha256(svg), width, height, alt].join("\n"));
    const fileOf = (form: string) => path.join(root, ".cache", "kits", `${key}.${form}`);
    const [storedSvg, pdf, storedPng] = await Promise.all(forms.map((form) => disk.maybeBytes(fileOf(form))));
    if (storedSvg !== undefined && pdf !== undefined && storedPng !== undefined)
      return { svg: storedSvg, pdf, png: storedPng };
    typesetter ??= createTypesetter(figureFaces, effects);
    const { figurePng } = await import("../print/figure-png.ts");
    const [png, embedded, press] = await Promise.all([
      figurePng(svg, width),
      embedFonts(svg, effects),
      typesetter,
    ]);
    const printed: PrintedForms = { svg: Buffer.from(embedded), pdf: figurePdf(figure, press), png };
    for (const form of forms) await disk.write(fileOf(form), printed[form]);
    return printed;
  };
}
