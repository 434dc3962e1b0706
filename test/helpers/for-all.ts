import * as fc from "fast-check";

/** Checks a property over random inputs of a fixed seed and throws with the smallest counterexample. */
export function forAll<Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  check: (...values: Values) => void,
  runs = 300,
): void {
  const details = fc.check<[Values]>(
    fc.property(fc.tuple<Values>(...arbitraries), (values) => check(...values)),
    { seed: 1, numRuns: runs },
  );
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
}
