/** Searches for the settings of LoRA whose rank grows with the width; full training and the fixed rank are shared arms. */
import { languageSearch } from "../lib/trials/language-runs.ts";
import type { Search } from "../lib/trials/tuned.ts";
import { sizeArms } from "./size-runs.ts";

/** At the core model's width the arm is one that slides share. */
export const searches: readonly Search[] = [16, 32].map((width) =>
  languageSearch(sizeArms.proportional(width), { length: "middle", width }, [0.01, 0.02, 0.04]),
);
