/** The search for the settings of a body as small as the adapters, trained in full. */

import type { Search, SearchedProfile } from "../kit/search.ts";
import { searchedPlans } from "../lab/trials/language-runs.ts";
import { narrowSearch } from "./budget-runs.ts";

export const searchesOf = (profile: SearchedProfile): readonly Search[] => [
  narrowSearch(searchedPlans(profile).own),
];

export const searches = searchesOf("default");
