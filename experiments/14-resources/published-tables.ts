/** Ratios to full training in the tables of the literature, under the names of this slide's figure. */

import {
  aliceTable2,
  apolloTable2,
  apolloTable4,
  galoreTable2,
  glentisTable,
  loqtTable1,
  ratiosToFull,
  reloraTable2,
  scaleTable,
} from "../lab/data/literature.ts";

/** What a method restricts to a low rank: the trained update of the weights, or the state of the optimizer. */
export type Kind = "update" | "state";

const named = (kind: Kind, arm: string, rows: ReturnType<typeof ratiosToFull>) =>
  rows.map(({ source, size, ratio, where }) => ({ kind, arm, source, size, ratio, where }));

/** Perplexity over that of full training of the same table and size, one row per printed cell. */
export const publishedRatios = () =>
  [
    named("update", "LoRA, in GaLore", ratiosToFull(galoreTable2, "LoRA")),
    named("update", "ReLoRA, in ReLoRA", ratiosToFull(reloraTable2, "ReLoRA")),
    named("update", "warm start, in ReLoRA", ratiosToFull(reloraTable2, "warm start")),
    named("state", "GaLore, in GaLore", ratiosToFull(galoreTable2, "GaLore")),
    named("state", "GaLore, in LoQT", ratiosToFull(loqtTable1, "GaLore")),
    named("state", "GaLore, in SCALE", ratiosToFull(scaleTable, "GaLore")),
    named("state", "GaLore, in Alice", ratiosToFull(aliceTable2, "GaLore")),
    named("state", "GaLore, benchmark", ratiosToFull(glentisTable, "GaLore")),
    named("state", "APOLLO-Mini, in APOLLO", ratiosToFull(apolloTable2, "APOLLO-Mini")),
    named("state", "the same, AdamW tuned", ratiosToFull(apolloTable4, "APOLLO-Mini")),
    named("state", "APOLLO-Mini, in SCALE", ratiosToFull(scaleTable, "APOLLO-Mini")),
  ].flat();

/** LoRA's rate over that of full training elsewhere: in a study of many models, in its short runs, and in ReLoRA. */
export const publishedRates = { regret: 10, regretShort: 15, relora: 2 };
