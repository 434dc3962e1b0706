/** Student's t distribution for whole degrees of freedom. */
import { cos, sin } from "../exact-math.ts";

/**
 * P(|T| < t) for t = sqrt(df) tan(angle): a finite sum of powers of the cosine (Abramowitz and Stegun 1964, 26.7.3 for
 * odd and 26.7.4 for even degrees of freedom).
 */
function centralProbability(angle: number, degreesOfFreedom: number): number {
  const isOdd = degreesOfFreedom % 2 === 1;
  const cosine = cos(angle);
  let term = isOdd ? cosine : 1;
  let sum = 0;
  for (let power = isOdd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
    sum += term;
    term *= (cosine * cosine * (power + 1)) / (power + 2);
  }
  return isOdd ? (2 / Math.PI) * (angle + sin(angle) * sum) : sin(angle) * sum;
}

/** The t below which a share `probability` of the distribution lies. */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`invalid probability; not between 0 and 1: ${probability}`);
  }
  if (!(Number.isInteger(degreesOfFreedom) && degreesOfFreedom >= 1)) {
    throw new RangeError(`invalid degrees of freedom; not a whole number from 1: ${degreesOfFreedom}`);
  }
  const central = Math.abs(2 * probability - 1);
  // Bisection on the angle rather than on t: the interval is finite, and no arc tangent is needed.
  let low = 0;
  let high = Math.PI / 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degreesOfFreedom) < central) low = middle;
    else high = middle;
  }
  const t = (Math.sqrt(degreesOfFreedom) * sin(low)) / cos(low);
  return probability < 0.5 ? -t : t;
}
