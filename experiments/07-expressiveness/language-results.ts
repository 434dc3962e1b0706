/** Figures and findings on language: losses by rank, and the closed share of the gap by the rarity of contexts. */
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle, Quantity } from "../kit/charts/parts.ts";
import type { Figure, Finding, Phrases, TablesOf } from "../kit/experiment.ts";
import { armDifferences, pairedDifferences } from "../kit/stats/describe.ts";
import { count, meanFinding } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import { frozenArm, full, fullArm, lora, loraArm } from "../lab/arms.ts";
import { lossGap } from "../lab/losses.ts";
import type { experiment } from "./experiment.ts";

type Tables = TablesOf<typeof experiment>;

/** All ranks on one line. */
const adapted: ArmStyle = { ...lora(4), name: "LoRA" };
/** What an interval is over: seeds or documents. */
const [overSeeds, overDocuments]: readonly [ArmStyle, ArmStyle] = [
  { ...lora(4), name: "seeds" },
  { ...full, name: "documents", color: "muted", dash: "shortDash" },
];

/** The figure of losses against the given axis of ranks. */
export function languageFigure({ losses, lossByRank, ngrams }: Tables, x: Quantity): Figure {
  const ruleOf = (arm: string) => ({ value: rowWith(losses, { arm }).loss, label: arm });
  return {
    spec: lines({
      table: "lossByRank",
      rows: lossByRank,
      x,
      y: { field: "loss", title: "test loss (nats a character)" },
      arms: [adapted],
      points: true,
      references: [
        ruleOf(fullArm.name),
        ruleOf(frozenArm.name),
        { value: rowWith(ngrams, { order: 3 }).loss, label: "trigram" },
      ],
    }),
    tables: ["lossByRank", "losses", "languageRuns", "ngrams"],
  };
}

export const rarityFigure = ({ sharesByPart: rows }: Tables): Figure => ({
  spec: lines({
    table: "sharesByPart",
    rows,
    x: {
      field: "part",
      title: "quarter of the characters, from common to rare contexts",
      format: "d",
      values: [...new Set(column(rows, "part"))],
    },
    y: { field: "share", title: "share of the gap that LoRA closes", format: ".0%" },
    arms: [overSeeds, overDocuments],
    points: true,
  }),
  tables: ["sharesByPart", "shares", "documentShares"],
});

/** The closed share among the commonest contexts minus that among the rarest, one per seed or document. */
export function shareDifferences(rows: readonly { readonly part: number; readonly share: number }[]) {
  const [commonest, rarest] = firstAndLast([...new Set(column(rows, "part"))]);
  const sharesIn = (part: number) => column(rows, "share", { part });
  return pairedDifferences(sharesIn(commonest), sharesIn(rarest));
}

const sharePhrases: Phrases = {
  higher: "% larger",
  lower: "% smaller",
  unresolved: "no resolved amount (%) larger",
};

function rarityFindings({ shares, documentShares }: Tables): Readonly<Record<string, Finding>> {
  const [commonest, rarest] = firstAndLast([...new Set(column(shares, "part"))]);
  const shareIn = (part: number) => meanFinding(column(shares, "share", { part }), ".0%");
  const difference = (rows: typeof shares | typeof documentShares) =>
    meanFinding(shareDifferences(rows), ".2f", { phrases: sharePhrases });
  return {
    "share-commonest": shareIn(commonest),
    "share-rarest": shareIn(rarest),
    "share-difference": difference(shares),
    "share-difference-documents": difference(documentShares),
    "fewest-commonest": count(rowWith(shares, { part: commonest }).fewestInTraining),
    "most-rarest": count(rowWith(shares, { part: rarest }).mostInTraining),
    documents: count(new Set(column(documentShares, "document")).size),
  };
}

export function languageFindings(tables: Tables): Readonly<Record<string, Finding>> {
  const gapOf = ({ name: arm }: ArmStyle) =>
    lossGap(armDifferences(tables.languageRuns, "finalLoss", { arm, over: fullArm.name }));
  return {
    "language-seeds": count(column(tables.languageRuns, "seed", { arm: fullArm.name }).length),
    "language-rank-1": gapOf(loraArm(1)),
    "language-rank-4": gapOf(loraArm(4)),
    "language-rank-16": gapOf(loraArm(16)),
    "language-floor": gapOf(frozenArm),
    ...rarityFindings(tables),
  };
}
