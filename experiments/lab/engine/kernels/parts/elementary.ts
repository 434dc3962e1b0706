/**
 * Our own elementary functions: they must give the same bits everywhere and may not bring tables into memory. NaN and
 * infinity pass through as IEEE 754 says.
 */

const ROUNDING: f32 = 12582912;
const ROUNDING_BITS: i32 = 0x4b400000;

/** Four lanes at a time, inlined into the calling loops: only a method may carry the decorator. */
export class Elementary {
  /**
   * e^x in four lanes, to 2 units in the last place: x = n ln 2 + r with |r| <= ln(2) / 2, and a polynomial for e^r
   * (minimax coefficients as in Cephes, Moshier 1989).
   */
  @inline static exp4(x: v128): v128 {
    // Beyond these limits the result is infinite or zero; within them 2^n splits into two normal factors. The
    // "pseudo" minimum and maximum are one instruction each and keep their first operand where it is NaN.
    const clamped = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
    // Adding 1.5 * 2^23 rounds to a whole number, which is then in the lowest bits.
    const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(Mathf.LOG2E)), f32x4.splat(ROUNDING));
    const n = f32x4.sub(shifted, f32x4.splat(ROUNDING));
    let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
    r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.1219444e-4)));
    let sum = f32x4.splat(1.98756915e-4);
    sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.3981999507e-3));
    sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(8.3334519073e-3));
    sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(4.1665795894e-2));
    sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.6666665459e-1));
    sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(5.0000001201e-1));
    sum = f32x4.add(f32x4.add(f32x4.mul(sum, f32x4.mul(r, r)), r), f32x4.splat(1));
    const whole = i32x4.sub(shifted, i32x4.splat(ROUNDING_BITS));
    const half = i32x4.shr_s(whole, 1);
    return f32x4.mul(
      f32x4.mul(sum, Elementary.powerOfTwo4(half)),
      Elementary.powerOfTwo4(i32x4.sub(whole, half)),
    );
  }

  /** 2^n for whole n in the range of normal numbers, by its bits. */
  @inline private static powerOfTwo4(n: v128): v128 {
    return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
  }

  /**
   * tanh x in four lanes: an odd polynomial near zero (Cephes), and elsewhere 1 - 2 / (e^(2|x|) + 1), which loses
   * digits near zero.
   */
  @inline static tanh4(x: v128): v128 {
    const magnitude = f32x4.abs(x);
    const power = Elementary.exp4(f32x4.add(magnitude, magnitude));
    const one = f32x4.splat(1);
    const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(power, one)));
    const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
    const square = f32x4.mul(x, x);
    let sum = f32x4.splat(-5.70498872745e-3);
    sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(2.06390887954e-2));
    sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(-5.37397155531e-2));
    sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(1.33314422036e-1));
    sum = f32x4.add(f32x4.mul(sum, square), f32x4.splat(-3.33332819422e-1));
    const near = f32x4.add(x, f32x4.mul(f32x4.mul(sum, square), x));
    return v128.bitselect(near, signed, f32x4.lt(magnitude, f32x4.splat(0.625)));
  }
}

/** Natural logarithm of a normal number, as exponent ln 2 + 2 atanh((m - 1) / (m + 1)) with m in [sqrt(1/2), sqrt(2)). */
export function log1(x: f64): f64 {
  if (x === 0) return -Infinity;
  if (x < 0) return NaN;
  if (!(x < Infinity)) return x;
  const bits = reinterpret<i64>(x);
  let exponent = <i32>(bits >> 52) - 1023;
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (mantissa > Math.SQRT2) {
    mantissa *= 0.5;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  // 1 + s^2/3 + s^4/5 + ...: |s| < 0.172, so the first omitted term is below 1e-17.
  let sum: f64 = 1.0 / 21.0;
  sum = sum * square + 1.0 / 19.0;
  sum = sum * square + 1.0 / 17.0;
  sum = sum * square + 1.0 / 15.0;
  sum = sum * square + 1.0 / 13.0;
  sum = sum * square + 1.0 / 11.0;
  sum = sum * square + 1.0 / 9.0;
  sum = sum * square + 1.0 / 7.0;
  sum = sum * square + 1.0 / 5.0;
  sum = sum * square + 1.0 / 3.0;
  sum = sum * square + 1.0;
  return <f64>exponent * Math.LN2 + 2 * s * sum;
}
