/** Sources that only this slide cites: LoRA's expressive power. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  zeng: arxiv("2310.17513", "Zeng and Lee", "The Expressive Power of Low-Rank Adaptation", 2023, "ICLR 2024"),
} satisfies Readonly<Record<string, Reference>>;
