/** The page's fonts: TrueType from npm, cut down to the characters in use, as WOFF2. */
import { createRequire } from "node:module";
import path from "node:path";
import subsetFont from "subset-font";
import type { Effects } from "../base/effects.ts";
import { sha256 } from "../base/hash.ts";

const require = createRequire(import.meta.url);

interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
  /** Path in node_modules. */
  readonly file: string;
}

const faces: readonly Face[] = [
  face("Source Serif 4", "source-serif-4", "SourceSerif4", 400, "Regular"),
  face("Source Serif 4", "source-serif-4", "SourceSerif4", 400, "Regular_Italic"),
  face("Source Serif 4", "source-serif-4", "SourceSerif4", 600, "SemiBold"),
  face("Source Sans 3", "source-sans-3", "SourceSans3", 400, "Regular"),
  face("Source Sans 3", "source-sans-3", "SourceSans3", 400, "Regular_Italic"),
  face("Source Sans 3", "source-sans-3", "SourceSans3", 600, "SemiBold"),
  face("Source Code Pro", "source-code-pro", "SourceCodePro", 400, "Regular"),
];

/** Kerning, ligatures, and figures of one width for columns of numbers. */
const keepFeatures = ["kern", "liga", "ccmp", "locl", "mark", "tnum", "lnum"];

export interface PageFonts {
  /** WOFF2 files by path relative to the report. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The @font-face rules, for a style sheet in assets/. */
  readonly css: string;
}

/** Subsets each face to the characters of a text. Results are kept by content in .cache/fonts. */
export async function createFonts(text: string, effects: Pick<Effects, "root" | "disk">): Promise<PageFonts> {
  const characters = [...new Set(text)]
    .filter((character) => character >= " ")
    .sort()
    .join("");
  const files = new Map<string, Uint8Array>();
  const rules: string[] = [];
  for (const { family, weight, style, file } of faces) {
    const name = `fonts/${path.basename(file, ".ttf")}.woff2`;
    files.set(`assets/${name}`, await subsetFile(require.resolve(file), characters, effects));
    rules.push(
      `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};font-display:swap;src:url("${name}") format("woff2")}`,
    );
  }
  return { files, css: `${rules.join("\n")}\n` };
}

/** A font file cut down to some characters, as WOFF2. Results are kept by content. */
async function subsetFile(
  file: string,
  characters: string,
  { root, disk }: Pick<Effects, "root" | "disk">,
): Promise<Uint8Array> {
  const font = await disk.readBytes(file);
  const key = sha256([sha256(font), characters, ...keepFeatures].join("\n"));
  const cached = path.join(root, ".cache", "fonts", `${key}.woff2`);
  const stored = await disk.maybeBytes(cached);
  if (stored !== undefined) return stored;
  const cut = await subsetFont(Buffer.from(font), characters, { targetFormat: "woff2", keepFeatures });
  await disk.write(cached, cut);
  return cut;
}

function face(family: string, folder: string, base: string, weight: number, cut: string): Face {
  const style = cut.endsWith("Italic") ? "italic" : "normal";
  const file = `@expo-google-fonts/${folder}/${weight}${cut}/${base}_${weight}${cut}.ttf`;
  return { family, weight, style, file };
}

const files = {
  sans: "source-sans-3/400Regular/SourceSans3_400Regular.ttf",
  sansItalic: "source-sans-3/400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
  sansSemiBold: "source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf",
  serif: "source-serif-4/400Regular/SourceSerif4_400Regular.ttf",
  serifItalic: "source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
  serifSemiBold: "source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf",
  code: "source-code-pro/400Regular/SourceCodePro_400Regular.ttf",
} as const;

export type FaceName = keyof typeof files;

/** Those of the figures. */
export const figureFaces = ["sans", "sansSemiBold"] as const satisfies readonly FaceName[];
/** Those of the report. */
export const reportFaces = Object.keys(files) as readonly FaceName[];
/** Path of a font file. */
export const faceFile = (name: FaceName): string => require.resolve(`@expo-google-fonts/${files[name]}`);

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
