/** The search for the settings of a body as small as the adapters, trained in full. */

import type { Search, SearchedProfile } from "../kit/search.ts";
import { searchedScales } from "../lab/trials/language-runs.ts";
import { narrowSearch } from "./budget-runs.ts";

export const searchesOf = (profile: SearchedProfile): readonly Search[] => [
  narrowSearch(searchedScales(profile).own),
];

export const searches = searchesOf("default");
