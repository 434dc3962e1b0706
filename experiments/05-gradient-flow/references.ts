/** Sources that only this slide cites: parallel adapters. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  lte: arxiv(
    "2402.16828",
    "Huh, Cheung, Bernstein, et al.",
    "Training Neural Networks from Scratch with Parallel Low-Rank Adapters",
    2024,
  ),
} satisfies Readonly<Record<string, Reference>>;
