/** Sources that only this slide cites: gradient checkpointing. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  checkpointing: arxiv(
    "1604.06174",
    "Chen, Xu, Zhang and Guestrin",
    "Training Deep Nets with Sublinear Memory Cost",
    2016,
  ),
} satisfies Readonly<Record<string, Reference>>;
