/** Compares the deck's references with the published record, and two tables of the literature with this report's runs. */

import { defineExperiment } from "../kit/experiment.ts";
import { column, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { closedByRestarts, galoreTable2, reloraLargest, reloraTable2 } from "../lab/data/literature.ts";
import { type Comparison, comparison, comparisonRuns } from "../lab/trials/alternatives.ts";
import { languageRuns } from "../lab/trials/language-runs.ts";
import { methodArms, publishedRatios, ratioRows, ratioSummary } from "./ratios.ts";

interface CitedWork {
  readonly id: string;
  readonly title: string;
  readonly firstAuthor: string;
  readonly year: number;
}

const lora: CitedWork = {
  id: "2106.09685",
  title: "LoRA: Low-Rank Adaptation of Large Language Models",
  firstAuthor: "Hu",
  year: 2021,
};
const scalingLaws: CitedWork = {
  id: "2001.08361",
  title: "Scaling Laws for Neural Language Models",
  firstAuthor: "Kaplan",
  year: 2020,
};
const efficientTransformers: CitedWork = {
  id: "2009.06732",
  title: "Efficient Transformers: A Survey",
  firstAuthor: "Tay",
  year: 2020,
};
const switchTransformers: CitedWork = {
  id: "2101.03961",
  title: "Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity",
  firstAuthor: "Fedus",
  year: 2021,
};
const fewShot: CitedWork = {
  id: "2005.14165",
  title: "Language Models are Few-Shot Learners",
  firstAuthor: "Brown",
  year: 2020,
};

/** The deck's references and arXiv's records (year of the first version). */
const REFERENCES: readonly { readonly deck: CitedWork; readonly published: CitedWork }[] = [
  { deck: lora, published: lora },
  { deck: scalingLaws, published: scalingLaws },
  { deck: efficientTransformers, published: efficientTransformers },
  { deck: switchTransformers, published: switchTransformers },
  { deck: { ...fewShot, title: "GPT-3: Language Models are Few-Shot Learners" }, published: fewShot },
];

const FIELDS = ["id", "title", "firstAuthor", "year"] as const;

/** Ranks of LoRA that are also shown after the long training. */
const longRanks = [4, 16];

const configOf = (compared: Comparison) => ({ ...compared, longRanks });

/** The name of an arm's long runs, to tell them from its short ones. */
export const longName = (rank: number) => `${loraArm(rank).name}, long`;

export const experiment = defineExperiment({
  profiles: {
    quick: configOf(comparison.quick),
    default: configOf(comparison.default),
    paper: configOf(comparison.paper),
  },
  trials: ({ longRanks: ranks, ...compared }) => {
    const long = { length: "long", seeds: compared.seeds } as const;
    return {
      shortFull: comparisonRuns(fullArm, compared),
      short: methodArms(compared.ranks).map(({ arm }) => comparisonRuns(arm, compared)),
      longFull: languageRuns(fullArm, long, compared),
      long: ranks.map((rank) => languageRuns(loraArm(rank), long, compared)),
    };
  },
  tables: (results, { seeds, lengths, ranks: shortRanks, longRanks: ranks }) => {
    const ofShort = zip(methodArms(shortRanks), results.short).map(([{ method, arm }, runs]) => ({
      method,
      arm: arm.name,
      rows: ratioRows(arm.name, lengths.short, { seeds, runs, full: results.shortFull }),
    }));
    const ofLong = zip(ranks, results.long).map(([rank, runs]) => ({
      method: "lora" as const,
      arm: longName(rank),
      rows: ratioRows(longName(rank), lengths.long, { seeds, runs, full: results.longFull }),
    }));
    const own = [...ofShort, ...ofLong];
    return {
      references: REFERENCES.map(({ deck, published }) => ({
        ...published,
        // The year is text here: a number would get a thousands separator.
        year: String(published.year),
        printedTitle: deck.title,
        differs: FIELDS.filter((field) => deck[field] !== published[field]).join(", "),
      })),
      checks: REFERENCES.flatMap(({ deck, published }) =>
        FIELDS.map((field) => ({
          reference: `${published.firstAuthor} et al. ${published.year}`,
          field: field === "firstAuthor" ? "first author" : field,
          outcome: deck[field] === published[field] ? "same" : "differs",
        })),
      ),
      ratios: [
        ...own.map(({ method, arm, rows }) => ({
          method,
          arm,
          source: "here",
          size: null,
          ...ratioSummary(column(rows, "ratio")),
        })),
        ...publishedRatios.map((row) => ({ ...row, low: row.ratio, high: row.ratio })),
      ],
      runs: own.flatMap(({ rows }) => rows),
      galore: galoreTable2.map((row) => ({ ...row })),
      relora: reloraTable2.map((row) => ({ ...row })),
      restarts: [
        ...closedByRestarts(reloraTable2).map((row) => ({ ...row, source: "table" })),
        ...closedByRestarts(reloraLargest).map((row) => ({ ...row, source: "secondary" })),
      ],
    };
  },
});
