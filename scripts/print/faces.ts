/** The font files that printed output embeds: TrueType, from npm. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

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
