/** What the report calls itself, on its pages, in its PDFs and where it is shared. */
import type { Identity } from "./record.ts";

export const identity: Omit<Identity, "citation"> = {
  /** Also in CITATION.cff and the README. */
  title: "LoRA for pre-training, measured",
  /** Names the deck, whose own title is no title of the report. */
  subtitle: "The deck “Limitations of LoRA for Pre-training Large Language Models”, tested on small models",
  summary:
    "The claims of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.",
};
