/** Sources that this slide alone cites: parallel adapters and two learning rates. */
import { arxiv, type Reference } from "../lib/references.ts";

export const references = {
  lte: arxiv(
    "2402.16828",
    "Huh, Cheung, Bernstein, et al.",
    "Training Neural Networks from Scratch with Parallel Low-Rank Adapters",
    2024,
  ),
  loraplus: arxiv(
    "2402.12354",
    "Hayou, Ghosh and Yu",
    "LoRA+: Efficient Low Rank Adaptation of Large Models",
    2024,
    "ICML 2024",
  ),
} satisfies Readonly<Record<string, Reference>>;
