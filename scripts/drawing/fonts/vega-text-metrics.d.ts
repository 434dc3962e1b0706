import type {} from "vega";

/** Exported by vega and meant to be replaced, but missing from its types. */
declare module "vega" {
  const textMetrics: {
    width: (
      item: { readonly fontSize?: number; readonly fontWeight?: string | number; readonly limit?: number },
      text?: unknown,
    ) => number;
  };
}
