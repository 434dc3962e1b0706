/** The part of fontkit used here; the package ships no types. */
declare module "fontkit" {
  interface Font {
    readonly unitsPerEm: number;
    layout(text: string): { readonly advanceWidth: number };
  }
  function openSync(path: string): Font;
}
