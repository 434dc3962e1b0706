/** The sources that prose can cite by `{{cite "key"}}`. The page lists and numbers those that it cites. */
import { dataSets } from "./references/data-sets.ts";
import { papers } from "./references/papers.ts";
import type { Reference } from "./references/reference.ts";

export type { Reference };

export const references: ReadonlyMap<string, Reference> = new Map(Object.entries({ ...papers, ...dataSets }));
