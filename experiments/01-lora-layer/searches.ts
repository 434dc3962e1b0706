/** The search for the settings of the fully trained body that is as small as the adapters. */

import type { SearchedProfile } from "../kit/search.ts";
import { searchedPlans } from "../lab/trials/language-runs.ts";
import type { GridSearch } from "../lab/tuning/rate-grid.ts";
import { narrowSearch } from "./budget-runs.ts";

export const searchesOf = (profile: SearchedProfile): readonly GridSearch[] => [
  narrowSearch(searchedPlans(profile).own),
];

export const searches = searchesOf("default");
