/** The deck's references against the published record, and the literature's two tables on the deck's question. */
import { defineExperiment } from "../lib/experiment.ts";
import { galoreTable2, reloraTable2 } from "../lib/literature.ts";

interface Reference {
  readonly id: string;
  readonly title: string;
  readonly firstAuthor: string;
  readonly year: number;
}

const lora: Reference = {
  id: "2106.09685",
  title: "LoRA: Low-Rank Adaptation of Large Language Models",
  firstAuthor: "Hu",
  year: 2021,
};
const scalingLaws: Reference = {
  id: "2001.08361",
  title: "Scaling Laws for Neural Language Models",
  firstAuthor: "Kaplan",
  year: 2020,
};
const efficientTransformers: Reference = {
  id: "2009.06732",
  title: "Efficient Transformers: A Survey",
  firstAuthor: "Tay",
  year: 2020,
};
const switchTransformers: Reference = {
  id: "2101.03961",
  title: "Switch Transformers: Scaling to Trillion Parameter Models with Simple and Efficient Sparsity",
  firstAuthor: "Fedus",
  year: 2021,
};
const fewShot: Reference = {
  id: "2005.14165",
  title: "Language Models are Few-Shot Learners",
  firstAuthor: "Brown",
  year: 2020,
};

/** What the deck prints beside what arXiv records (year of the first version). */
const REFERENCES: readonly { readonly deck: Reference; readonly published: Reference }[] = [
  { deck: lora, published: lora },
  { deck: scalingLaws, published: scalingLaws },
  { deck: efficientTransformers, published: efficientTransformers },
  { deck: switchTransformers, published: switchTransformers },
  { deck: { ...fewShot, title: "GPT-3: Language Models are Few-Shot Learners" }, published: fewShot },
];

const FIELDS = ["id", "title", "firstAuthor", "year"] as const;

export const experiment = defineExperiment({
  profiles: { quick: {}, default: {}, paper: {} },
  trials: () => ({}),
  tables: () => ({
    references: REFERENCES.map(({ deck, published }) => ({
      ...published,
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
    galore: galoreTable2.map((row) => ({ ...row })),
    relora: reloraTable2.map((row) => ({ ...row })),
  }),
});
