/** A colour that is not the theme's would keep its light value in dark mode, and nobody has checked its contrast. */
import { ReportError } from "../errors.ts";
import { themeColorName } from "./svg-inline.ts";

/** Colours that a continuous scale mixes come as `rgb(...)`; those written in a spec must be the theme's. */
export function checkColors(id: string, svg: string): void {
  for (const [, color = ""] of svg.matchAll(/\s(?:fill|stroke|stop-color)="([^"]*)"/g)) {
    if (color === "none" || /^(?:rgb|url)\(/.test(color) || themeColorName(color) !== undefined) continue;
    throw new ReportError(`unknown colour in figure ${id}: ${color}`, {
      help: "use the colours of templates/theme.ts",
    });
  }
}
