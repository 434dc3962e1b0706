/** Lists the trials of this slide: the setup of the function fit, the rates of its arms, and the linear teacher. */
import type { Method } from "../lib/nn/tanh-network.ts";
import { defineTrial } from "../lib/trial.ts";
import { ratesOf } from "../lib/tuned.ts";
import type { FunctionFitConfig } from "./function-fit.run.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

/** Wide enough that full training has parameters to spare; the deck's grid of 100 points. */
export const fitSetup = { hidden: 64, points: 100 };

/** Steps at which arms are compared, and for which their rates are tuned. */
export const fitSteps = 1000;

/** What is trained. The rank is 0 unless it is an adapter. */
export interface FitArm {
  readonly method: Method;
  readonly rank: number;
}

/** The name of an arm's search in tuned.json. */
export const fitTuning = ({ method, rank }: FitArm): string =>
  `function-fit/${method === "lora" ? `lora-r${rank}` : method}`;

/** A run's config. */
export const fitRun = (
  arm: FitArm,
  run: Pick<FunctionFitConfig, "steps" | "seed">,
  learningRate = tunedRate(fitTuning(arm)),
): FunctionFitConfig => ({ ...fitSetup, ...arm, ...run, learningRate });

/** The deck's function fitted by a small network. */
export const functionFit = defineTrial<typeof import("./function-fit.run.ts")>({
  kind: "function-fit",
  module: new URL("./function-fit.run.ts", import.meta.url),
  // Milliseconds a step at a width of 64: three products of the hidden matrix, or none.
  estimatedSeconds: ({ method, hidden, steps }) =>
    steps * (method === "full" ? 8.5e-7 * hidden * hidden : 2e-5 * hidden),
});

/** LoRA of several ranks against Eckart and Young's bound on a linear teacher. */
export const linearTeacher = defineTrial<typeof import("./linear-teacher.run.ts")>({
  kind: "linear-teacher",
  module: new URL("./linear-teacher.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks, steps, size }) => 6e-8 * size * size * ranks.length * steps,
});
