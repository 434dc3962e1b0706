/** Lists trials of function-fit.run.ts. */
import { defineTrial } from "../trial.ts";

/** The deck's function fitted by a small network. */
export const functionFit = defineTrial<typeof import("./function-fit.run.ts")>({
  kind: "function-fit",
  module: new URL("./function-fit.run.ts", import.meta.url),
  // Milliseconds a step at a width of 64: three products of the hidden matrix, or none.
  estimatedSeconds: ({ method, hidden, steps }) =>
    steps * (method === "full" ? 8.5e-7 * hidden * hidden : 2e-5 * hidden),
});
