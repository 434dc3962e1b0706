/** Provides the report's fonts: TrueType files from npm, and WOFF2 subsets of them for pages and SVG files. */
import { createRequire } from "node:module";
import path from "node:path";
import type { Element } from "domhandler";
import { DomUtils, parseDocument } from "htmlparser2";
import type { CachingEffects } from "../../bundling/cached.ts";

type FontEffects = Pick<CachingEffects, "disk" | "cached">;

const require = createRequire(import.meta.url);

/** Path of a file in an installed package. Calls name the package literally, so that bundling/bundle.ts can list it. */
const packagePath = (name: string, file: string): string => require.resolve(`${name}/${file}`);

const packages = {
  "source-serif-4": (file: string) => packagePath("@expo-google-fonts/source-serif-4", file),
  "source-sans-3": (file: string) => packagePath("@expo-google-fonts/source-sans-3", file),
  "source-code-pro": (file: string) => packagePath("@expo-google-fonts/source-code-pro", file),
};

/** A font's package, and its path in the package. */
type FontFile = readonly [folder: keyof typeof packages, file: string];

/** OpenType features to keep: kerning, ligatures, marks, and lining and tabular digits for columns of numbers. */
const keepFeatures = ["kern", "liga", "ccmp", "locl", "mark", "tnum", "lnum"];

export interface PageFonts {
  /** WOFF2 files by path relative to the report. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The @font-face rules, for a style sheet in assets/. */
  readonly css: string;
}

/** Makes the page's fonts: each face subset to the characters of `text`. */
export async function createFonts(text: string, effects: FontEffects): Promise<PageFonts> {
  const characters = [...new Set(text)]
    .filter((character) => character >= " ")
    .sort()
    .join("");
  const files = new Map<string, Uint8Array>();
  const rules: string[] = [];
  for (const name of reportFaces) {
    const file = `fonts/${path.basename(faces[name].file[1], ".ttf")}.woff2`;
    files.set(`assets/${file}`, await subsetFile(name, characters, effects));
    rules.push(fontFaceRule(faces[name], file, "font-display:swap;"));
  }
  return { files, css: `${rules.join("\n")}\n` };
}

/** A font file subset to some characters, as WOFF2. */
function subsetFile(face: FaceName, characters: string, { disk, cached }: FontEffects): Promise<Uint8Array> {
  return cached(
    "fonts",
    { module: import.meta.url, input: { file: faces[face].file, characters } },
    async () => {
      // Imported on demand: an unchanged rebuild does not need it.
      const { default: subsetFont } = await import("subset-font");
      const font = Buffer.from(await disk.readBytes(faceFile(face)));
      return subsetFont(font, characters, { targetFormat: "woff2", keepFeatures });
    },
  );
}

export interface Face {
  readonly family: string;
  readonly weight: number;
  readonly style: "normal" | "italic";
  readonly file: FontFile;
}

/** A font family: its name, its package, and the prefix of its file names. */
interface Family {
  readonly family: string;
  readonly folder: keyof typeof packages;
  readonly base: string;
}

const sans: Family = { family: "Source Sans 3", folder: "source-sans-3", base: "SourceSans3" };
const serif: Family = { family: "Source Serif 4", folder: "source-serif-4", base: "SourceSerif4" };
const code: Family = { family: "Source Code Pro", folder: "source-code-pro", base: "SourceCodePro" };

export const faces = {
  sans: face(sans, "400Regular"),
  sansItalic: face(sans, "400Regular_Italic"),
  sansSemiBold: face(sans, "600SemiBold"),
  serif: face(serif, "400Regular"),
  serifItalic: face(serif, "400Regular_Italic"),
  serifSemiBold: face(serif, "600SemiBold"),
  code: face(code, "400Regular"),
} satisfies Readonly<Record<string, Face>>;

export type FaceName = keyof typeof faces;

/** The faces that figures use. */
export const figureFaces = ["sans", "sansSemiBold"] as const satisfies readonly FaceName[];
/** The faces that the report uses. */
export const reportFaces = Object.keys(faces) as readonly FaceName[];

/** Path of a face's TrueType file. */
export function faceFile(name: FaceName): string {
  const [folder, file] = faces[name].file;
  return packages[folder](file);
}

/** The @font-face rule that loads a face as WOFF2 from `url`; `more` holds further descriptors. */
function fontFaceRule({ family, weight, style }: Face, url: string, more = ""): string {
  return `@font-face{font-family:"${family}";font-weight:${weight};font-style:${style};${more}src:url("${url}") format("woff2")}`;
}

function face({ family, folder, base }: Family, cut: string): Face {
  const style = cut.endsWith("Italic") ? "italic" : "normal";
  return { family, weight: Number.parseInt(cut, 10), style, file: [folder, `${cut}/${base}_${cut}.ttf`] };
}

/** Returns the SVG with its fonts embedded: each face that its texts use, subset to their characters. */
export async function embedFonts(svg: string, effects: FontEffects): Promise<string> {
  const texts = textsOf(svg);
  const characters = [...new Set(DomUtils.textContent(texts))].sort().join("");
  const rules: string[] = [];
  for (const face of figureFaces) {
    if (!texts.some((text) => faceOf(text) === face)) continue;
    const font = Buffer.from(await subsetFile(face, characters, effects)).toString("base64");
    rules.push(fontFaceRule(faces[face], `data:font/woff2;base64,${font}`));
  }
  if (rules.length === 0) return svg;
  return svg.replace(/<\/desc>|^<svg[^>]*>(?!<title)/, (tag) => `${tag}<style>${rules.join("")}</style>`);
}

function faceOf({ attribs }: Element): FaceName {
  return ["bold", "600"].includes(attribs["font-weight"] ?? "") ? "sansSemiBold" : "sans";
}

/** The text elements of an SVG. */
function textsOf(svg: string): Element[] {
  return DomUtils.getElementsByTagName("text", parseDocument(svg, { xmlMode: true }));
}
