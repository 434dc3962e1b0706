/** The search for the settings of a body as small as the adapters, trained in full. */
import { searchedScales } from "../lib/trials/language-searches.ts";
import type { Search, SearchedProfile } from "../lib/trials/tuned.ts";
import { narrowSearch } from "./budget-runs.ts";

export const searchesOf = (profile: SearchedProfile): readonly Search[] => [
  narrowSearch(searchedScales(profile).own),
];

export const searches = searchesOf("default");
