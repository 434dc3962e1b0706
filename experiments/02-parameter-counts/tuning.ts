/** The search for the settings at which this slide fine-tunes, for as many steps as it pre-trains. */
import { adaptationSearch, adaptedArms } from "../lib/trials/adaptation.ts";
import { searchedScales } from "../lib/trials/language-searches.ts";
import type { Search, SearchedProfile } from "../lib/trials/tuned.ts";

export const searchesOf = (profile: SearchedProfile): readonly Search[] => [
  adaptationSearch(adaptedArms.everything, "short", searchedScales(profile).own),
];

export const searches = searchesOf("default");
