/** Figure, findings and estimates of the losses by the rarity of contexts. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, type Quantity, seedPoints } from "../kit/charts/parts.ts";
import type { ConfigOf, Estimates, Figure, Finding, TablesOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, decimal, gapPhrases, meanFinding, withCommas } from "../kit/stats/findings.ts";
import { column, firstAndLast, rowWith } from "../kit/tables.ts";
import { full, lora } from "../lab/arms.ts";
import type { experiment } from "./experiment.ts";
import { atEqualLoss, beyondLine, sideNames } from "./rarity.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;

/** Keeps the dots of seeds clear of the marks of their means, px. */
const SEED_SHIFT = -9;

/** The names at the ends of the lines and of the row need the rest, px. */
const PLOT_WIDTH = 238;

/** The words for quarters, from the commonest contexts to the rarest. */
const PARTS = ["commonest", "second", "third", "rarest"];

export function rarityFigure({ excess }: Tables, config: Config): Figure {
  const names = sideNames(config.rank);
  const arms: readonly ArmStyle[] = [
    { ...full, name: names.full, dash: "shortDash" },
    { ...lora(config.rank), name: names.lora },
  ];
  const parts = [...new Set(column(excess, "part"))];
  const [first, last] = firstAndLast(parts);
  const x: Quantity = {
    field: "part",
    title: "quarter of contexts",
    values: parts,
    labels: PARTS,
    // Room for the dots next to the outermost marks.
    domain: [first - 0.2, last + 0.2],
  };
  const y: Quantity = {
    field: "excess",
    title: `test loss − full training after ${withCommas(config.lengths.long)} steps (nats)`,
    zero: true,
  };
  const upper = {
    ...lines({
      table: "excess",
      rows: excess,
      x,
      y,
      arms,
      points: true,
      above: [seedPoints("excessBySeed", { x, y }, arms, SEED_SHIFT)],
    }),
    width: PLOT_WIDTH,
  };
  const lower = {
    ...intervalRows({
      table: "equalLoss",
      category: { field: "comparison", order: [atEqualLoss] },
      value: { field: "atEqualLoss", title: "excess on the rarest − the commonest (nats)" },
      references: [
        { value: 0, label: "none" },
        { value: config.rareThreshold, label: "threshold" },
      ],
      seeds: "contrasts",
    }),
    width: PLOT_WIDTH,
  };
  return {
    spec: { vconcat: [upper, lower] },
    tables: ["excess", "excessBySeed", "equalLoss", "contrasts", "documentContrasts"],
    screen: lower,
  };
}

/** A seed whose LoRA lies too far above the end of the line would be compared by extrapolation. */
const isWithinReach = ({ contrasts }: Tables, { farthestBeyondLine }: Config): boolean =>
  beyondLine(contrasts).every((distance) => distance <= farthestBeyondLine);

export function rarityFindings(tables: Tables, config: Config): Readonly<Record<string, Finding>> {
  const { contrasts, documentContrasts, excessBySeed } = tables;
  const [commonest, rarest] = firstAndLast([...new Set(column(excessBySeed, "part"))]);
  const arm = sideNames(config.rank).lora;
  const excessIn = (part: number) => decimal(mean(column(excessBySeed, "excess", { arm, part })), 2, "nats");
  return {
    seeds: count(contrasts.length),
    "excess-commonest": excessIn(commonest),
    "excess-rarest": excessIn(rarest),
    "equal-steps": decimal(mean(column(contrasts, "atEqualSteps")), 2, "nats"),
    "equal-loss": decimal(mean(column(contrasts, "atEqualLoss")), 3, "nats"),
    "equal-loss-interval": meanFinding(column(contrasts, "atEqualLoss"), ".3f", { unit: "nats" }),
    "equal-loss-documents": meanFinding(column(documentContrasts, "atEqualLoss"), ".3f", { unit: "nats" }),
    documents: count(documentContrasts.length),
    "line-end": meanFinding(beyondLine(contrasts), ".3f", { unit: "nats", phrases: gapPhrases }),
    "line-reach": {
      value: isWithinReach(tables, config)
        ? "near enough for the comparison"
        : "too far for a comparison, so the outcome is inconclusive",
    },
    "fewest-commonest": count(rowWith(excessBySeed, { part: commonest }).fewestInTraining),
    "most-rarest": count(rowWith(excessBySeed, { part: rarest }).mostInTraining),
  };
}

/** Beyond the reach of the line the mean alone is given, which decides nothing. */
export function rarityEstimates(tables: Tables, config: Config): Estimates {
  const atEqualLoss = column(tables.contrasts, "atEqualLoss");
  const samples = isWithinReach(tables, config) ? atEqualLoss : [mean(atEqualLoss)];
  return {
    "rare-contexts": { samples, format: ".3f" },
    "equal-steps": { samples: column(tables.contrasts, "atEqualSteps"), format: ".3f" },
  };
}
