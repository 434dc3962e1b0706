/** The part of fontkit used here; the package ships no types. */
declare module "fontkit" {
  /** In units of the font, y upwards from the baseline. Not finite for a blank. */
  interface GlyphBox {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  }
  interface Font {
    readonly unitsPerEm: number;
    hasGlyphForCodePoint(codePoint: number): boolean;
    layout(text: string): {
      readonly advanceWidth: number;
      readonly glyphs: readonly { readonly bbox: GlyphBox }[];
      readonly positions: readonly { readonly xAdvance: number; readonly xOffset: number }[];
    };
  }
  function openSync(path: string): Font;
}
