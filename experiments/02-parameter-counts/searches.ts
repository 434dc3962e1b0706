/** The search for the settings of this slide's fine-tuning, which has as many steps as its pre-training. */

import type { SearchedProfile } from "../kit/search.ts";
import { adaptedArms } from "../lab/trials/adaptation.ts";
import { searchedPlans } from "../lab/trials/language-runs.ts";
import type { GridSearch } from "../lab/tuning/rate-grid.ts";
import { adaptationSearch } from "../lab/tuning/searches.ts";

export const searchesOf = (profile: SearchedProfile): readonly GridSearch[] => [
  adaptationSearch(adaptedArms.everything, "short", searchedPlans(profile).own),
];

export const searches = searchesOf("default");
