/** Finds characters that the report's fonts lack: no PDF can show these. */
import { type Font, openSync } from "fontkit";
import { faceFile, faces } from "../drawing/fonts.ts";
import { codePointOf } from "../text/typography.ts";

/** Any text may be set in the figures' font, which also stands in where the code's font lacks a glyph. */
const shownBy = { text: ["sans"], code: ["code", "sans"] } as const;

type Family = "sans" | "serif" | "code";
const families: readonly Family[] = ["sans", "serif", "code"];

/** Spaces, and characters that only say how others are shown. */
const BLANK = /[\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** Most characters that a message names. */
const MOST_NAMED = 5;

/** "no glyph for “中” (U+4E2D) in Source Sans 3, …", or undefined if every character of the text can be shown. */
export function glyphProblem(text: string, shown: keyof typeof shownBy): string | undefined {
  const missing = [...new Set(text)].filter((character) => {
    const lacking = lackingOf(character);
    return lacking.length > 0 && shownBy[shown].every((name) => lacking.includes(name));
  });
  if (missing.length === 0) return undefined;
  const named = missing.slice(0, MOST_NAMED).map((character) => `“${character}” (${codePointOf(character)})`);
  const more = missing.length > MOST_NAMED ? ` and ${missing.length - MOST_NAMED} more` : "";
  const lacking = families.filter((name) =>
    missing.every((character) => lackingOf(character).includes(name)),
  );
  return `no glyph for ${named.join(", ")}${more} in ${lacking.map((name) => faces[name].family).join(", ")}`;
}

/** By character: the texts of a report have few different ones. */
const known = new Map<string, readonly Family[]>();

/** The families without a glyph for a character. */
function lackingOf(character: string): readonly Family[] {
  const before = known.get(character);
  if (before !== undefined) return before;
  const codePoint = character.codePointAt(0) ?? 0;
  const lacking = families.filter(
    (name) => !BLANK.test(character) && !fontOf(name).hasGlyphForCodePoint(codePoint),
  );
  known.set(character, lacking);
  return lacking;
}

const opened = new Map<Family, Font>();

/** Opened when it is first asked for: a command that reads no texts need not wait for it. */
function fontOf(name: Family): Font {
  const font = opened.get(name) ?? openSync(faceFile(name));
  opened.set(name, font);
  return font;
}
