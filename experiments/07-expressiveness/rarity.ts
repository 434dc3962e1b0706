/** The share of the gap from the frozen body to full training that LoRA closes, by the rarity of a character's context. */
import type { ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { zip } from "../kit/tables.ts";
import { closedGaps } from "../lab/losses.ts";
import type { contextRarity } from "./fit-runs.ts";

type Losses = ResultOf<typeof contextRarity>;
type Part = Losses["parts"][number];
type Sum = Part["documents"][number];

/** One run per seed of each compared arm. */
export interface Compared {
  readonly frozen: readonly Losses[];
  readonly lora: readonly Losses[];
  readonly full: readonly Losses[];
}

/** The number of characters in a part, and the sum of their losses. */
const total = ({ documents }: Part): Sum =>
  documents.reduce(
    (sum, { characters, loss }) => ({ characters: sum.characters + characters, loss: sum.loss + loss }),
    { characters: 0, loss: 0 },
  );

const meanLoss = ({ characters, loss }: Sum): number => loss / characters;

/** One value for each compared arm. */
const each = <Made>({ frozen, lora, full }: Compared, make: (runs: readonly Losses[]) => Made) => ({
  frozen: make(frozen),
  lora: make(lora),
  full: make(full),
});

/** Losses and the closed share per part (1 has the commonest contexts): one row per seed. */
export function partRows(compared: Compared, seeds: readonly number[]) {
  const parts = compared.full[0]?.parts ?? [];
  return parts.flatMap(({ fewest, most }, index) => {
    const losses = each(compared, (runs) => runs.map((run) => meanLoss(total(partAt(run, index)))));
    return zip(seeds, losses.frozen, losses.lora, losses.full, closedGaps(losses)).map(
      ([seed, frozen, lora, full, share]) => ({
        part: index + 1,
        seed,
        frozen,
        lora,
        full,
        share,
        fewestInTraining: fewest,
        mostInTraining: most,
      }),
    );
  });
}

/** The same per document, from mean losses over seeds; documents that lack a part are left out. */
export function documentRows(compared: Compared) {
  const parts = compared.full[0]?.parts ?? [];
  const documents = (parts[0]?.documents ?? [])
    .map((_, document) => document)
    .filter((document) => parts.every((part) => sumAt(part, document).characters > 0));
  return parts.flatMap((_, index) =>
    documents.map((document) => {
      const losses = each(compared, (runs) => [
        mean(runs.map((run) => meanLoss(sumAt(partAt(run, index), document)))),
      ]);
      const [share = Number.NaN] = closedGaps(losses);
      return { part: index + 1, document: document + 1, share };
    }),
  );
}

const partAt = ({ parts }: Losses, index: number): Part => parts[index] as Part;
const sumAt = ({ documents }: Part, document: number): Sum => documents[document] as Sum;
