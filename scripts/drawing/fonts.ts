/** The page's fonts: TrueType from npm, cut down to the characters in use, as WOFF2. */
import { createRequire } from "node:module";
import path from "node:path";
import type { CachingEffects } from "../base/cached.ts";

type FontEffects = Pick<CachingEffects, "disk" | "cached">;

const require = createRequire(import.meta.url);

/** Path of a file of an installed package. Its name is literal in each call, so that bundles list it (base/bundle.ts). */
const packagePath = (name: string, file: string): string => require.resolve(`${name}/${file}`);

const packages = {
  "source-serif-4": (file: string) => packagePath("@expo-google-fonts/source-serif-4", file),
  "source-sans-3": (file: string) => packagePath("@expo-google-fonts/source-sans-3", file),
  "source-code-pro": (file: string) => packagePath("@expo-google-fonts/source-code-pro", file),
};

/** A font's package and its path in there. */
type FontFile = readonly [folder: keyof typeof packages, file: string];

const pathOf = ([folder, file]: FontFile): string => packages[folder](file);

interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
  readonly file: FontFile;
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

/** Subsets each face to the characters of a text. */
export async function createFonts(text: string, effects: FontEffects): Promise<PageFonts> {
  const characters = [...new Set(text)]
    .filter((character) => character >= " ")
    .sort()
    .join("");
  const files = new Map<string, Uint8Array>();
  const rules: string[] = [];
  for (const { family, weight, style, file } of faces) {
    const name = `fonts/${path.basename(file[1], ".ttf")}.woff2`;
    files.set(`assets/${name}`, await subsetFile(file, characters, effects));
    rules.push(
      `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};font-display:swap;src:url("${name}") format("woff2")}`,
    );
  }
  return { files, css: `${rules.join("\n")}\n` };
}

/** A font file cut down to some characters, as WOFF2. */
function subsetFile(file: FontFile, characters: string, { disk, cached }: FontEffects): Promise<Uint8Array> {
  return cached("fonts", { module: import.meta.url, input: { file, characters } }, async () => {
    // Loaded late, so that a rebuild with nothing changed does without it.
    const { default: subsetFont } = await import("subset-font");
    const font = Buffer.from(await disk.readBytes(pathOf(file)));
    return subsetFont(font, characters, { targetFormat: "woff2", keepFeatures });
  });
}

function face(
  family: string,
  folder: keyof typeof packages,
  base: string,
  weight: number,
  cut: string,
): Face {
  const style = cut.endsWith("Italic") ? "italic" : "normal";
  return { family, weight, style, file: [folder, `${weight}${cut}/${base}_${weight}${cut}.ttf`] };
}

const files = {
  sans: ["source-sans-3", "400Regular/SourceSans3_400Regular.ttf"],
  sansItalic: ["source-sans-3", "400Regular_Italic/SourceSans3_400Regular_Italic.ttf"],
  sansSemiBold: ["source-sans-3", "600SemiBold/SourceSans3_600SemiBold.ttf"],
  serif: ["source-serif-4", "400Regular/SourceSerif4_400Regular.ttf"],
  serifItalic: ["source-serif-4", "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf"],
  serifSemiBold: ["source-serif-4", "600SemiBold/SourceSerif4_600SemiBold.ttf"],
  code: ["source-code-pro", "400Regular/SourceCodePro_400Regular.ttf"],
} as const satisfies Readonly<Record<string, FontFile>>;

export type FaceName = keyof typeof files;

/** Those of the figures. */
export const figureFaces = ["sans", "sansSemiBold"] as const satisfies readonly FaceName[];
/** Those of the report. */
export const reportFaces = Object.keys(files) as readonly FaceName[];
/** Path of a font file. */
export const faceFile = (name: FaceName): string => pathOf(files[name]);

const weights: readonly { readonly face: FaceName; readonly weight: number; readonly isUsed: RegExp }[] = [
  { face: "sans", weight: 400, isUsed: /<text(?![^>]*font-weight="(?:bold|600)")/ },
  { face: "sansSemiBold", weight: 600, isUsed: /<text[^>]*font-weight="(?:bold|600)"/ },
];

/** The drawing with a style sheet that holds its fonts. */
export async function embedFonts(svg: string, effects: FontEffects): Promise<string> {
  const characters = shownCharacters(svg);
  const rules: string[] = [];
  for (const { face, weight, isUsed } of weights) {
    if (!isUsed.test(svg)) continue;
    const font = Buffer.from(await subsetFile(files[face], characters, effects)).toString("base64");
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
