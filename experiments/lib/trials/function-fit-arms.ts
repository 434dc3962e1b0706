/** The setup of the function fit: what its runs share, and the rates of its arms. */
import type { Method } from "../nn/tanh-network.ts";
import { tunedRate } from "../tuned.ts";
import type { FunctionFitConfig } from "./function-fit.run.ts";

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
