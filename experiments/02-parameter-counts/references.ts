/** Sources that only this slide cites: the optimizer whose state is counted. */
import { arxiv, type Reference } from "../kit/references.ts";

export const references = {
  adam: arxiv("1412.6980", "Kingma and Ba", "Adam: A Method for Stochastic Optimization", 2014, "ICLR 2015"),
} satisfies Readonly<Record<string, Reference>>;
