/** AdamW in plain float64, as lab/nn/optimizer.ts runs it: the oracle of training on the engine. */

const BETA1 = 0.9;
const BETA2 = 0.95;
const EPSILON = 1e-8;
const CLIP_NORM = 1;

type Arrays<Name extends string> = Readonly<Partial<Record<Name, Float64Array>>>;

/** Adam (Kingma and Ba 2015, algorithm 1): updates one parameter in place, given its gradient, the rate and the step from 1. */
export function createAdam64(parameter: Float64Array) {
  const first = new Float64Array(parameter.length);
  const second = new Float64Array(parameter.length);
  return (gradient: Float64Array, learningRate: number, step: number): void => {
    const firstCorrection = 1 - BETA1 ** step;
    const secondCorrection = 1 - BETA2 ** step;
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

/** Half a cosine from near the peak at step 1 to a tenth of it at the last step. */
export function cosineDecay(peak: number, step: number, steps: number): number {
  return peak * (0.1 + 0.45 * (1 + Math.cos((Math.PI * step) / steps)));
}

/** Trains arrays in place, each at its own highest rate, with all gradients clipped together. */
export function train64<Name extends string>(
  network: Readonly<Record<Name, Float64Array>>,
  rates: Readonly<Partial<Record<Name, number>>>,
  steps: number,
  gradientsOf: () => Arrays<Name>,
): void {
  const names = Object.keys(rates) as Name[];
  const updates = names.map((name) => ({ name, update: createAdam64(network[name]) }));
  for (let step = 1; step <= steps; step++) {
    const gradients = gradientsOf();
    const all = names.flatMap((name) => [...(gradients[name] ?? [])]);
    const scale = Math.min(1, CLIP_NORM / Math.hypot(...all));
    for (const { name, update } of updates) {
      const clipped = gradients[name]?.map((slope) => scale * slope) ?? new Float64Array(0);
      update(clipped, cosineDecay(rates[name] ?? 0, step, steps), step);
    }
  }
}
