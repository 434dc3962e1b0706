/** The references of the deck, and what the published record says of them. */

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

/** One row per reference, and one per field that was compared. */
export const referenceTables = () => ({
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
});
