/**
 * Losses by the rarity of a character's context: of LoRA, and of full training at two lengths. Full training at LoRA's overall
 * loss is read off the line through its two lengths, seed by seed.
 */

import type { ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { withCommas } from "../kit/stats/findings.ts";
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
export const sideNames = ({
  rank,
  lengths,
}: {
  readonly rank: number;
  readonly lengths: { readonly middle: number };
}) => ({
  lora: lora(rank).name,
  middle: `full, ${withCommas(lengths.middle)} steps`,
});

/** The number of characters in a part, and the sum of their losses. */
const total = ({ documents }: Part): Sum =>
  documents.reduce(
    (sum, { characters, loss }) => ({ characters: sum.characters + characters, loss: sum.loss + loss }),
    { characters: 0, loss: 0 },
  );

const meanLoss = ({ characters, loss }: Sum): number => loss / characters;

/** Losses of each part (1 has the commonest contexts) less those of the longest full training: one row per arm and seed. */
export function excessRows(
  compared: Compared,
  seeds: readonly number[],
  names: Readonly<Record<"lora" | "middle", string>>,
) {
  const sides = [
    { arm: names.lora, runs: compared.lora },
    { arm: names.middle, runs: compared.middle },
  ];
  return sides.flatMap(({ arm, runs }) =>
    zip(seeds, runs, compared.long).flatMap(([seed, run, full]) =>
      zip(run.parts, full.parts).map(([part, ofFull], index) => ({
        arm,
        part: index + 1,
        seed,
        loss: meanLoss(total(part)),
        excess: meanLoss(total(part)) - meanLoss(total(ofFull)),
        fewestInTraining: part.fewest,
        mostInTraining: part.most,
      })),
    ),
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

/** A run in two numbers: its overall loss, and its loss on the rarest less that on the commonest part. */
interface Profile {
  readonly overall: number;
  readonly contrast: number;
}

function profileOf({ finalLoss, parts }: Evaluated): Profile {
  const [commonest, rarest] = firstAndLast(parts);
  return { overall: finalLoss, contrast: meanLoss(total(rarest)) - meanLoss(total(commonest)) };
}

/** The contrast at an overall loss, on the straight line through two profiles. */
function contrastAt(overall: number, from: Profile, to: Profile): number {
  const slope = (to.contrast - from.contrast) / (to.overall - from.overall);
  return from.contrast + slope * (overall - from.overall);
}

/** LoRA next to full training, after equally many steps and at equal overall loss. */
function comparisonOf(profiles: Readonly<Record<keyof Compared, Profile>>) {
  const { lora: adapted, long, middle } = profiles;
  const ofFull = contrastAt(adapted.overall, long, middle);
  return {
    lora: adapted.overall,
    full: long.overall,
    fullShorter: middle.overall,
    contrastLora: adapted.contrast,
    contrastFull: long.contrast,
    contrastFullShorter: middle.contrast,
    contrastFullAtEqualLoss: ofFull,
    atEqualSteps: adapted.contrast - long.contrast,
    atEqualLoss: adapted.contrast - ofFull,
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
function profileOfDocument(runs: readonly Evaluated[], document: number): Profile {
  const lossIn = (part: Part) => meanLoss(part.documents[document] as Sum);
  return {
    overall: mean(runs.map(({ lossByDocument }) => lossByDocument[document] ?? Number.NaN)),
    contrast: mean(
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
