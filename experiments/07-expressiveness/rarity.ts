/**
 * Losses by the rarity of a character's context: of LoRA, and of full training at two lengths. Full training at LoRA's overall
 * loss is read off the line through its two lengths, seed by seed.
 */

import type { ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, firstAndLast, rowsWith, zip } from "../kit/tables.ts";
import { lora } from "../lab/arms.ts";
import type { contextRarity } from "./fit-runs.ts";

type Rarity = ResultOf<typeof contextRarity>;
type Part = Rarity["parts"][number];
type Sum = Part["documents"][number];

/** A run's final evaluation, and the same losses by the rarity of contexts. */
export interface Evaluated {
  readonly finalLoss: number;
  readonly lossByDocument: readonly number[];
  readonly parts: Rarity["parts"];
}

/** One run per seed of each side. */
export interface Compared<Run = Evaluated> {
  /** LoRA after the longest training. */
  readonly lora: readonly Run[];
  /** Full training after the longest training, and after a shorter one. */
  readonly long: readonly Run[];
  readonly middle: readonly Run[];
}

/** Names of the two sides in the figure. */
export const sideNames = (rank: number) => ({ lora: lora(rank).name, full: "full, equal loss" });

/** The number of characters in a part, and the sum of their losses. */
const total = ({ documents }: Part): Sum =>
  documents.reduce(
    (sum, { characters, loss }) => ({ characters: sum.characters + characters, loss: sum.loss + loss }),
    { characters: 0, loss: 0 },
  );

const meanLoss = ({ characters, loss }: Sum): number => loss / characters;

/**
 * Losses of each part (1 has the commonest contexts) less those of the longest full training: one row per arm and seed. Those
 * of full training at LoRA's overall loss are on the line through its two lengths.
 */
export function excessRows(compared: Compared, seeds: readonly number[], rank: number) {
  const names = sideNames(rank);
  return zip(seeds, compared.lora, compared.long, compared.middle).flatMap(([seed, ofLora, long, middle]) =>
    zip(ofLora.parts, long.parts, middle.parts).flatMap(([part, ofLong, ofMiddle], index) => {
      const [longest, shorter] = [meanLoss(total(ofLong)), meanLoss(total(ofMiddle))];
      const from = { overall: long.finalLoss, value: longest };
      const to = { overall: middle.finalLoss, value: shorter };
      const row = (arm: string, loss: number) => ({
        arm,
        part: index + 1,
        seed,
        loss,
        excess: loss - longest,
        fewestInTraining: part.fewest,
        mostInTraining: part.most,
      });
      return [row(names.lora, meanLoss(total(part))), row(names.full, onLine(ofLora.finalLoss, from, to))];
    }),
  );
}

export const excessMeans = (rows: ReturnType<typeof excessRows>) =>
  [...new Set(column(rows, "arm"))].flatMap((arm) =>
    [...new Set(column(rows, "part"))].map((part) => ({
      arm,
      part,
      ...meanAs("excess", column(rowsWith(rows, { arm, part }), "excess")),
    })),
  );

/** A run as a point: its overall loss, and its loss on a part or its contrast. */
interface Point {
  readonly overall: number;
  readonly value: number;
}

/** The contrast of a run: its loss on the rarest less that on the commonest part. */
function profileOf({ finalLoss, parts }: Evaluated): Point {
  const [commonest, rarest] = firstAndLast(parts);
  return { overall: finalLoss, value: meanLoss(total(rarest)) - meanLoss(total(commonest)) };
}

/** The value at an overall loss, on the straight line through two runs. */
function onLine(overall: number, from: Point, to: Point): number {
  const slope = (to.value - from.value) / (to.overall - from.overall);
  return from.value + slope * (overall - from.overall);
}

/** LoRA next to full training, after equally many steps and at equal overall loss. */
function comparisonOf(profiles: Readonly<Record<keyof Compared, Point>>) {
  const { lora: adapted, long, middle } = profiles;
  const ofFull = onLine(adapted.overall, long, middle);
  return {
    lora: adapted.overall,
    full: long.overall,
    fullShorter: middle.overall,
    contrastLora: adapted.value,
    contrastFull: long.value,
    contrastFullShorter: middle.value,
    contrastFullAtEqualLoss: ofFull,
    atEqualSteps: adapted.value - long.value,
    atEqualLoss: adapted.value - ofFull,
  };
}

/** What the figure calls the comparison of the main claim. */
export const atEqualLoss = "at equal loss";

/** The comparison of each seed. */
export const contrastRows = (compared: Compared, seeds: readonly number[]) =>
  zip(seeds, compared.lora, compared.long, compared.middle).map(([seed, ofLora, ofLong, ofMiddle]) => ({
    seed,
    comparison: atEqualLoss,
    ...comparisonOf({
      lora: profileOf(ofLora),
      long: profileOf(ofLong),
      middle: profileOf(ofMiddle),
    }),
  }));

/** Mean over seeds of the profiles of one document. */
function profileOfDocument(runs: readonly Evaluated[], document: number): Point {
  const lossIn = (part: Part) => meanLoss(part.documents[document] as Sum);
  return {
    overall: mean(runs.map(({ lossByDocument }) => lossByDocument[document] ?? Number.NaN)),
    value: mean(
      runs.map(({ parts }) => {
        const [commonest, rarest] = firstAndLast(parts);
        return lossIn(rarest) - lossIn(commonest);
      }),
    ),
  };
}

/** The comparison of each document that has characters in every part, since all seeds read the same text. */
export function documentRows(compared: Compared) {
  const parts = compared.long[0]?.parts ?? [];
  const documents = (parts[0]?.documents ?? [])
    .map((_, document) => document)
    .filter((document) => parts.every((part) => (part.documents[document] as Sum).characters > 0));
  return documents.map((document) => ({
    document: document + 1,
    ...comparisonOf({
      lora: profileOfDocument(compared.lora, document),
      long: profileOfDocument(compared.long, document),
      middle: profileOfDocument(compared.middle, document),
    }),
  }));
}

/** How far LoRA's overall loss lies above the end of the line, per seed. */
export const beyondLine = (rows: ReturnType<typeof contrastRows>): number[] =>
  rows.map((row) => row.lora - row.fullShorter);
