/** Arms against each other, seed by seed. */
import { column, rowsWith } from "../tables.ts";
import { pairedDifferences, pairedRatios } from "./describe.ts";

/**
 * A column of one arm less that of another, seed by seed: `armDifferences(runs, "loss", { arm: "rank 0", over: "full" })`.
 * A table holds the rows of every arm in the order of the seeds. `values` are of other fields, the same for both arms.
 */
export function armDifferences<
  Row extends { readonly arm: string } & Readonly<Record<Field, number>>,
  Field extends string,
>(
  rows: readonly Row[],
  field: Field,
  { arm, over }: Readonly<Record<"arm" | "over", NoInfer<Row>["arm"]>>,
  values: Partial<NoInfer<Row>> = {},
): number[] {
  const samplesOf = (name: Row["arm"]): readonly number[] => {
    const own = { ...values, arm: name };
    const samples = column(rows, field, own);
    const odd = samples.findIndex((sample) => !Number.isFinite(sample));
    if (odd === -1) return samples;
    const { seed } = { seed: undefined, ...rowsWith(rows, own)[odd] };
    const run = seed === undefined ? name : `${name}, seed ${seed}`;
    throw new RangeError(`invalid sample: ${field} of ${run} is ${samples[odd]}`);
  };
  const [left, right] = [samplesOf(arm), samplesOf(over)];
  if (left.length !== right.length) {
    throw new RangeError(
      `invalid pairs: ${left.length} samples of ${arm} against ${right.length} of ${over}`,
    );
  }
  return pairedDifferences(left, right);
}

/** Losses of three arms, one a seed. */
interface BetweenFloorAndFull {
  /** Of the random body that stays frozen. */
  readonly frozen: readonly number[];
  readonly lora: readonly number[];
  readonly full: readonly number[];
}

/** The share of the gap between the frozen body and full training that LoRA closes, seed by seed. */
export const closedGaps = ({ frozen, lora, full }: BetweenFloorAndFull): number[] =>
  pairedRatios(pairedDifferences(frozen, lora), pairedDifferences(frozen, full));
