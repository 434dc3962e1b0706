/** Figures, findings, and the samples of the claims. */
import type { ArmStyle } from "../kit/charts/parts.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean, pairedRatios } from "../kit/stats/describe.ts";
import { count, gapPhrases, meanFinding, percent } from "../kit/stats/findings.ts";
import { column, rowWith } from "../kit/tables.ts";
import { type experiment, START } from "./experiment.ts";
import { gainFigure, pairPanel } from "./panels.ts";
import { fullEncoder, loraEncoder } from "./translation-runs.ts";

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;
type Field = "all" | "withChinese" | "articles";

const start = { name: START };

/** The encoders of the claims: at the rank of the deck's table, and at a quarter of the hidden width. */
function claimed({ ranks }: Config) {
  const [deckRank = 0, quarterRank = 0] = ranks;
  return { deck: loraEncoder(deckRank), quarter: loraEncoder(quarterRank) };
}

type Named = Pick<ArmStyle, "name">;

/** The precision of one arm minus that of another in percentage points, per seed. */
const points = ({ bySeed }: Tables, field: Field, arm: Named, over: Named): number[] =>
  armDifferences(bySeed, field, { arm: arm.name, over: over.name }).map((difference) => 100 * difference);

/** Both arms gain over the untrained encoders of the same seeds. */
const gainOf = ({ gains }: Tables, { name: arm }: Named): number[] => column(gains, "gain", { arm });

function pairsFigure({ pairGains }: Tables, config: Config): Figure {
  const { quarter } = claimed(config);
  const shown = pairGains.filter(({ arm }) => arm === fullEncoder.name || arm === quarter.name);
  const values = shown.map(({ points: gained }) => gained);
  const domain = [Math.min(0, ...values), Math.max(...values)] as const;
  return {
    spec: {
      hconcat: [
        pairPanel(fullEncoder.name, "Full training", { isFirst: true, domain }),
        pairPanel(quarter.name, quarter.name, { isFirst: false, domain }),
      ],
      spacing: 18,
    },
    tables: ["pairGains", "matrix"],
  };
}

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    gain: gainFigure(tables.byRank, mean(gainOf(tables, fullEncoder))),
    pairs: pairsFigure(tables, config),
  }),
  findings: (tables, config) => {
    const { bySeed, data } = tables;
    const { deck, quarter } = claimed(config);
    const of = (arm: Named, field: Field = "all"): Finding =>
      percent(mean(column(bySeed, field, { arm: arm.name })), 1);
    const gap = (field: Field, arm: Named, over: Named): Finding =>
      meanFinding(points(tables, field, arm, over), ".1f", {
        unit: "percentage points",
        phrases: gapPhrases,
      });
    const shareOf = (arm: Named): Finding =>
      percent(mean(pairedRatios(gainOf(tables, arm), gainOf(tables, fullEncoder))));
    const trainedBy = (arm: Named) => count(rowWith(bySeed, { arm: arm.name }).trainedParameters);
    const { families, train, tuning, test } = rowWith(data, {});
    return {
      seeds: count(config.seeds.length),
      concepts: count(train + tuning + test),
      families: count(families),
      "train-concepts": count(train),
      "tuning-concepts": count(tuning),
      "test-concepts": count(test),
      "parameters-full": trainedBy(fullEncoder),
      "parameters-quarter": trainedBy(quarter),
      "parameters-deck": trainedBy(deck),
      chance: percent(1 / test, 2),
      start: of(start),
      full: of(fullEncoder),
      lora: of(quarter),
      "lora-deck": of(deck),
      share: shareOf(quarter),
      "share-deck": shareOf(deck),
      gap: gap("all", quarter, fullEncoder),
      "gap-deck": gap("all", deck, fullEncoder),
      "start-chinese": of(start, "withChinese"),
      "full-chinese": of(fullEncoder, "withChinese"),
      "lora-chinese": of(quarter, "withChinese"),
      "articles-start": of(start, "articles"),
      "articles-full": gap("articles", fullEncoder, start),
      "articles-lora": gap("articles", quarter, start),
    };
  },
  estimates: (tables, config) => {
    const { deck, quarter } = claimed(config);
    return {
      "quarter-rank": { samples: points(tables, "all", fullEncoder, quarter), format: ".1f" },
      "deck-rank": { samples: points(tables, "all", fullEncoder, deck), format: ".1f" },
    };
  },
});
