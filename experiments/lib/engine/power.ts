/** base^exponent for a whole exponent >= 0, by squaring: the same bits on every platform, unlike Math.pow. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
