/**
 * Searches for the settings of LoRA whose rank grows with the width. Slides share the other arms: full training and
 * the fixed rank.
 */

import type { SearchedProfile } from "../kit/search.ts";
import { searchedPlans } from "../lab/trials/language-runs.ts";
import type { GridSearch } from "../lab/tuning/rate-grid.ts";
import { languageSearch } from "../lab/tuning/searches.ts";
import { sizeArms } from "./size-runs.ts";

/** At the core model's width, slides share the arm. */
const searchesAt = (profile: SearchedProfile, widths: readonly number[]): readonly GridSearch[] =>
  widths.map((width) =>
    languageSearch(
      sizeArms.proportional(width),
      { length: "middle", width },
      [0.01, 0.02, 0.04],
      searchedPlans(profile).core,
    ),
  );

export const searches = searchesAt("default", [16, 32]);

/** The paper profile also has a wider model. */
export const searchesOf = (profile: Exclude<SearchedProfile, "default">) =>
  searchesAt(profile, [16, 32, 128]);
