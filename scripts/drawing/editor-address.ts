/** The Vega editor, opened with a specification. */
import lzString from "lz-string";

export const EDITOR = "https://vega.github.io/editor/#/";

/** Longer addresses make the page heavy, and some browsers cut them. */
const MOST_CHARACTERS = 6000;

/** A specification as the editor reads it from its address, or null where it is too long for one. */
export function editorAddress(spec: object): string | null {
  const text = JSON.stringify(spec);
  // Such a specification cannot become short enough, and to find out would take longer than the rest of the drawing.
  if (text.length > 5 * MOST_CHARACTERS) return null;
  const packed = lzString.compressToEncodedURIComponent(text);
  return packed.length > MOST_CHARACTERS ? null : `${EDITOR}url/vega-lite/${packed}`;
}
