/** Lists the trials of this slide: the setup of the function fit, the rates of its arms, and the linear teacher. */
import { defineTrial } from "../lib/trial.ts";
import { ratesOf } from "../lib/tuned.ts";
import type { FunctionFitConfig } from "./function-fit.run.ts";
import type { Method } from "./tanh-network.ts";
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
  // Half a millisecond a step for thirty small operations, and the products of the hidden matrix.
  estimatedSeconds: ({ method, hidden, steps }) =>
    steps * (4e-4 + (method === "full" ? 1e-7 : 3e-8) * hidden * hidden),
});

/** LoRA of several ranks against Eckart and Young's bound on a linear teacher. */
export const linearTeacher = defineTrial<typeof import("./linear-teacher.run.ts")>({
  kind: "linear-teacher",
  module: new URL("./linear-teacher.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks, steps, size }) => steps * (1.5e-4 + 1e-8 * ranks.length * size * size),
});
