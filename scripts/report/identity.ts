/** What the report calls itself. */
import type { Identity } from "../record/record.ts";

export const identity: Omit<Identity, "citation"> = {
  title: "Limitations of LoRA for Pre-training Large Language Models",
  brand: "LoRA for pre-training, measured",
  eyebrow: "The claims of a slide deck, measured",
  summary:
    "The claims of a slide deck on low-rank adaptation, measured on small models: figures with intervals, and a verdict for each slide.",
};
