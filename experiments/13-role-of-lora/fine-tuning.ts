/** Fine-tuning on the novel at several rates: what an arm learns of it, and what it forgets of the addresses. */
import type { ResultOf } from "../kit/experiment.ts";
import { pairedDifferences } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsWith, zip } from "../kit/tables.ts";
import { type AdaptedKey, type adaptation, adaptedArms } from "../lab/trials/adaptation.ts";
import { learnedOf } from "../lab/trials/shares.ts";

type Adapted = ResultOf<typeof adaptation>;

/** One row per seed of an arm at a rate, which is a share of the arm's tuned one: gain and loss in nats per character. */
export const fineTuningRows = (
  key: AdaptedKey,
  rateShare: number,
  seeds: readonly number[],
  runs: readonly Adapted[],
) =>
  zip(seeds, runs).map(([seed, run]) => ({
    arm: adaptedArms[key].name,
    rateShare,
    seed,
    learned: learnedOf(run),
    forgotten: run.after.addresses - run.before.addresses,
  }));

export type FineTuningRow = ReturnType<typeof fineTuningRows>[number];

/** The means of an arm at a rate, for the figure of fronts. */
export const frontRows = (rows: readonly FineTuningRow[]) =>
  [...new Set(column(rows, "arm"))].flatMap((arm) =>
    [...new Set(column(rowsWith(rows, { arm }), "rateShare"))].map((rateShare) => {
      const ofRate = rowsWith(rows, { arm, rateShare });
      const learned = meanAs("mean", column(ofRate, "learned"));
      const forgotten = meanAs("mean", column(ofRate, "forgotten"));
      return {
        arm,
        rateShare,
        name: rateShare === 1 ? arm : `${Number(rateShare.toFixed(2))} of its rate`,
        learned: learned.mean,
        learnedLow: learned.low,
        learnedHigh: learned.high,
        forgotten: forgotten.mean,
        forgottenLow: forgotten.low,
        forgottenHigh: forgotten.high,
      };
    }),
  );

interface Point {
  readonly learned: number;
  readonly forgotten: number;
}

/**
 * What is forgotten where `learned` is reached, on straight lines from the lowest rate upwards; undefined if the lowest rate
 * has already learned more, or no rate as much.
 */
export function forgottenAt(learned: number, ascending: readonly Point[]): number | undefined {
  const [lowest] = ascending;
  if (lowest === undefined || lowest.learned > learned) return undefined;
  const next = ascending.findIndex((point) => point.learned >= learned);
  const [before, after] = [ascending[next - 1], ascending[next]];
  if (after === undefined) return undefined;
  if (before === undefined) return after.forgotten;
  const share = (learned - before.learned) / (after.learned - before.learned);
  return before.forgotten + share * (after.forgotten - before.forgotten);
}

/** A seed's points of an arm, from the lowest rate upwards. */
const pointsOf = (rows: readonly FineTuningRow[], key: AdaptedKey, seed: number): readonly Point[] =>
  rowsWith(rows, { arm: adaptedArms[key].name, seed }).sort((a, b) => a.rateShare - b.rateShare);

const mostLearned = (points: readonly Point[]): number => Math.max(...column(points, "learned"));

/**
 * What full training and LoRA forget when they have learned equally much: a share of the most that full training learns, or
 * the most that LoRA learns if that is less. A row per seed; undefined if the amount lies outside the rates of an arm.
 */
export function forgettingRows(
  rows: readonly FineTuningRow[],
  { seeds, learnedShare }: { readonly seeds: readonly number[]; readonly learnedShare: number },
) {
  const compared = seeds.flatMap((seed) => {
    const [full, lora] = [pointsOf(rows, "full", seed), pointsOf(rows, "r16", seed)];
    const learned = Math.min(learnedShare * mostLearned(full), mostLearned(lora));
    const [ofFull, ofLora] = [forgottenAt(learned, full), forgottenAt(learned, lora)];
    return ofFull === undefined || ofLora === undefined
      ? []
      : [{ seed, learned, full: ofFull, lora: ofLora, difference: ofFull - ofLora }];
  });
  return compared.length === seeds.length ? compared : [];
}

/** A field of one arm minus that of full training at their tuned rates, for the seeds of both. */
export function differenceFromFull(
  rows: readonly FineTuningRow[],
  key: AdaptedKey,
  field: "learned" | "forgotten",
): number[] {
  const of = (each: AdaptedKey) => rowsWith(rows, { arm: adaptedArms[each].name, rateShare: 1 });
  const own = of(key);
  const full = of("full").filter(({ seed }) => own.some((row) => row.seed === seed));
  return pairedDifferences(column(own, field), column(full, field));
}
