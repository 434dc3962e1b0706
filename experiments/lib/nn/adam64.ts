/** Adam in plain float64 (Kingma and Ba 2015, algorithm 1), with the learning-rate schedule of a short full-batch run. */
import { cos, integerPower } from "../exact-math.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Updates one parameter array in place, given its gradient, the rate and the step from 1. */
export type Adam64 = (gradient: Float64Array, learningRate: number, step: number) => void;

/** The optimizer of one parameter array. */
export function createAdam64(parameter: Float64Array): Adam64 {
  const first = new Float64Array(parameter.length);
  const second = new Float64Array(parameter.length);
  return (gradient, learningRate, step) => {
    const firstCorrection = 1 - integerPower(BETA1, step);
    const secondCorrection = 1 - integerPower(BETA2, step);
    for (let index = 0; index < parameter.length; index++) {
      const slope = gradient[index] as number;
      const mean = BETA1 * (first[index] as number) + (1 - BETA1) * slope;
      const square = BETA2 * (second[index] as number) + (1 - BETA2) * slope * slope;
      first[index] = mean;
      second[index] = square;
      const update = mean / firstCorrection / (Math.sqrt(square / secondCorrection) + EPSILON);
      parameter[index] = (parameter[index] as number) - learningRate * update;
    }
  };
}

/** Half a cosine from the peak at step 1 to `floor` times it at the last step. */
export function cosineDecay(peak: number, step: number, steps: number, floor: number): number {
  const progress = (step - 1) / Math.max(1, steps - 1);
  return peak * (floor + (1 - floor) * 0.5 * (1 + cos(Math.PI * progress)));
}
