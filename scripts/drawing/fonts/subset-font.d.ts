declare module "subset-font" {
  function subsetFont(
    font: Buffer,
    text: string,
    options: { readonly targetFormat: "woff2"; readonly keepFeatures: readonly string[] },
  ): Promise<Buffer>;
  export = subsetFont;
}
