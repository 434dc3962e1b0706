/** Makes links that open a specification in the Vega editor. */
import lzString from "lz-string";

export const EDITOR = "https://vega.github.io/editor/#/";

/** Longer addresses make the page heavy, and some browsers truncate them. */
const MOST_CHARACTERS = 6000;

/** The address that opens `spec` in the editor; null if it would be too long. */
export function editorAddress(spec: object): string | null {
  const text = JSON.stringify(spec);
  // A text this long never compresses enough, and trying would take longer than drawing the figure.
  if (text.length > 5 * MOST_CHARACTERS) return null;
  const packed = lzString.compressToEncodedURIComponent(text);
  return packed.length > MOST_CHARACTERS ? null : `${EDITOR}url/vega-lite/${packed}`;
}
