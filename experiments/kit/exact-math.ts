/**
 * Elementary functions with the same bits on every machine and version of Node. ECMAScript leaves Math.exp, log, cos,
 * tanh and pow to the implementation, and V8 has changed them between versions. IEEE 754 fixes addition, multiplication,
 * division and square root, so these functions use nothing else. Errors are a few units in the last place.
 */

// Constants are split into parts of 24 bits (what Math.fround keeps), so that a small integer times a part is exact and
// the subtraction in an argument reduction loses nothing. The last part is the rest, as a full double.
const LN2_HIGH = Math.fround(Math.LN2);
const LN2_LOW = -1.904654299957768e-9;
const HALF_PI_HIGH = Math.fround(Math.PI / 2);
const HALF_PI_MIDDLE = Math.fround(Math.PI / 2 - HALF_PI_HIGH);
const HALF_PI_LOW = -1.7151244994428829e-15;
/** Beyond this, subtracting multiples of pi / 2 is no longer exact. */
const LARGEST_ANGLE = 1_048_576;

const SQRT_HALF = Math.sqrt(0.5);
const doubleBits = new DataView(new ArrayBuffer(8));

/** 1/0!, 1/1!, 1/2!, ...: the coefficients of the exponential series. */
function inverseFactorials(count: number): number[] {
  const terms = [1];
  let factorial = 1;
  for (let index = 1; index < count; index++) {
    factorial *= index;
    terms.push(1 / factorial);
  }
  return terms;
}

// Numbers of terms: the first omitted one is below 1e-17 of the sum on the reduced interval.
const EXP_SERIES = inverseFactorials(15).reverse();
/** sin x / x and cos x as polynomials in -x^2, highest power first. */
const SIN_SERIES = inverseFactorials(20)
  .filter((_, index) => index % 2 === 1)
  .reverse();
const COS_SERIES = inverseFactorials(20)
  .filter((_, index) => index % 2 === 0)
  .reverse();
/** atanh s / s = 1 + s^2/3 + s^4/5 + ..., highest power first; in -s^2 it is atan s / s. */
const ATANH_SERIES = Array.from({ length: 12 }, (_, index) => 1 / (2 * index + 1)).reverse();

/** Horner's rule; coefficients in descending order of powers. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** 2^exponent, exact, for the exponent of a normal number. */
function powerOfTwo(exponent: number): number {
  doubleBits.setUint32(0, (exponent + 1023) << 20);
  doubleBits.setUint32(4, 0);
  return doubleBits.getFloat64(0);
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.79) return Number.POSITIVE_INFINITY;
  if (x < -745.2) return 0;
  const exponent = Math.round(x / Math.LN2);
  const reduced = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  // In two factors, which stay in the normal range even if the product does not.
  const half = Math.trunc(exponent / 2);
  return polynomial(EXP_SERIES, reduced) * powerOfTwo(half) * powerOfTwo(exponent - half);
}

/** Natural logarithm. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 1e-300) return log(x * powerOfTwo(64)) - 64 * LN2_HIGH - 64 * LN2_LOW;
  doubleBits.setFloat64(0, x);
  const highWord = doubleBits.getUint32(0);
  let exponent = (highWord >>> 20) - 1022;
  doubleBits.setUint32(0, (highWord & 0xfffff) | (1022 << 20));
  let mantissa = doubleBits.getFloat64(0); // x = mantissa * 2^exponent, mantissa in [1/2, 1)
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  // log m = 2 atanh((m - 1) / (m + 1))
  const s = (mantissa - 1) / (mantissa + 1);
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * polynomial(ATANH_SERIES, s * s));
}

/** sin of (x + quarterTurns * pi/2). */
function shiftedSine(x: number, quarterTurns: number): number {
  if (!(Math.abs(x) <= LARGEST_ANGLE))
    throw new RangeError(`invalid angle; not within ±${LARGEST_ANGLE}: ${x}`);
  const turns = Math.round(x / (Math.PI / 2));
  const reduced = x - turns * HALF_PI_HIGH - turns * HALF_PI_MIDDLE - turns * HALF_PI_LOW;
  const negativeSquare = -reduced * reduced;
  const quadrant = (turns + quarterTurns) & 3;
  const magnitude =
    quadrant % 2 === 0
      ? reduced * polynomial(SIN_SERIES, negativeSquare)
      : polynomial(COS_SERIES, negativeSquare);
  return quadrant < 2 ? magnitude : -magnitude;
}

/** Sine of an angle in radians, within ±2^20. */
export function sin(x: number): number {
  return shiftedSine(x, 0);
}

/** Cosine of an angle in radians, within ±2^20. */
export function cos(x: number): number {
  return shiftedSine(x, 1);
}

/** Inverse tangent, in [-pi/2, pi/2]. */
export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x > 1) return Math.PI / 2 - atan(1 / x);
  // Each step halves the angle, finally to at most pi/16, for which the series is long enough.
  const half = x / (1 + Math.sqrt(1 + x * x));
  const quarter = half / (1 + Math.sqrt(1 + half * half));
  return 4 * quarter * polynomial(ATANH_SERIES, -quarter * quarter);
}

/** Hyperbolic tangent. */
export function tanh(x: number): number {
  if (Math.abs(x) < 0.1) {
    // sinh / cosh by their series: the quotient of exponentials loses digits near zero.
    const square = x * x;
    return (x * polynomial(SIN_SERIES, square)) / polynomial(COS_SERIES, square);
  }
  const decay = exp(-2 * Math.abs(x));
  const magnitude = (1 - decay) / (1 + decay);
  return x < 0 ? -magnitude : magnitude;
}

/** base^exponent for a whole exponent of zero or more, by repeated squaring. */
export function integerPower(base: number, exponent: number): number {
  if (!(Number.isInteger(exponent) && exponent >= 0)) {
    throw new RangeError(`invalid exponent; not a whole number of zero or more: ${exponent}`);
  }
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
