/** Sources that only this slide cites: the deck's references that no other slide cites. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  kaplan: arxiv(
    "2001.08361",
    "Kaplan, McCandlish, Henighan, et al.",
    "Scaling Laws for Neural Language Models",
    2020,
  ),
  gpt3: arxiv(
    "2005.14165",
    "Brown, Mann, Ryder, et al.",
    "Language Models are Few-Shot Learners",
    2020,
    "NeurIPS 2020",
  ),
} satisfies Readonly<Record<string, Reference>>;
