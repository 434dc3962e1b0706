/** Lists the trials of this slide: the setup of the function fit, its arms, and the linear teacher. */
import { full, headOnly, lora } from "../lib/charts/looks.ts";
import { defineTrial } from "../lib/trial.ts";
import type { TunedArm } from "../lib/trials/arms.ts";
import { ratesOf } from "../lib/trials/tuned.ts";
import type { FunctionFitConfig } from "./function-fit.run.ts";
import tunings from "./tuned.json" with { type: "json" };

const tunedRate = ratesOf(tunings);

/** Wide enough that full training has parameters to spare; the deck's grid of 100 points. */
export const fitSetup = { hidden: 64, points: 100 };

/** Steps at which arms are compared, and for which their rates are tuned. */
export const fitSteps = 1000;

/** What is trained. The rank is 0 unless it is an adapter. */
export type FitArm = TunedArm<Pick<FunctionFitConfig, "method" | "rank">>;

export const fullFit: FitArm = {
  ...full,
  trains: { method: "full", rank: 0 },
  tuning: "function-fit/full",
};

export const headFit: FitArm = {
  ...headOnly,
  trains: { method: "headOnly", rank: 0 },
  tuning: "function-fit/headOnly",
};

export const loraFit = (rank: number): FitArm => ({
  ...lora(rank),
  trains: { method: "lora", rank },
  tuning: `function-fit/lora-r${rank}`,
});

/** A run's config. */
export const fitRun = (
  { trains, tuning }: FitArm,
  run: Pick<FunctionFitConfig, "steps" | "seed">,
  learningRate = tunedRate(tuning),
): FunctionFitConfig => ({ ...fitSetup, ...trains, ...run, learningRate });

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
