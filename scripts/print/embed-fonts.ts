/** Gives an SVG its fonts, cut down to the letters that it shows, so that it looks the same wherever it goes. */
import type { Effects } from "../effects.ts";
import { subsetFile } from "../page/fonts.ts";
import { type FaceName, faceFile } from "./faces.ts";

const weights: readonly { readonly face: FaceName; readonly weight: number; readonly isUsed: RegExp }[] = [
  { face: "sans", weight: 400, isUsed: /<text(?![^>]*font-weight="(?:bold|600)")/ },
  { face: "sansSemiBold", weight: 600, isUsed: /<text[^>]*font-weight="(?:bold|600)"/ },
];

/** The drawing with a style sheet that holds its fonts. */
export async function embedFonts(svg: string, effects: Pick<Effects, "root" | "disk">): Promise<string> {
  const characters = shownCharacters(svg);
  const rules: string[] = [];
  for (const { face, weight, isUsed } of weights) {
    if (!isUsed.test(svg)) continue;
    const font = Buffer.from(await subsetFile(faceFile(face), characters, effects)).toString("base64");
    rules.push(
      `@font-face{font-family:"Source Sans 3";font-weight:${weight};src:url("data:font/woff2;base64,${font}") format("woff2")}`,
    );
  }
  if (rules.length === 0) return svg;
  return svg.replace(/<\/desc>|^<svg[^>]*>(?!<title)/, (tag) => `${tag}<style>${rules.join("")}</style>`);
}

/** The characters of the texts, each once, in order. */
function shownCharacters(svg: string): string {
  const texts = [...svg.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g)].map(([, content = ""]) =>
    content
      .replace(/<[^>]*>/g, "")
      .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: "&", lt: "<", gt: ">" })[name] ?? '"'),
  );
  return [...new Set(texts.join(""))].sort().join("");
}
