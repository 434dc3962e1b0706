/** Searches for the settings of adapters in some places alone, each at the length at which it is compared. */
import { adaptationSearch } from "../lib/trials/adaptation.ts";
import { languageSearch, searchedScales } from "../lib/trials/language-searches.ts";
import { ratesAround, type Search, type SearchedProfile } from "../lib/trials/tuned.ts";
import { coverageArms, matchedQueryValue } from "./coverage-runs.ts";

const rates = ratesAround(0.01);

export function searchesOf(profile: SearchedProfile): readonly Search[] {
  const { own } = searchedScales(profile);
  const { oneLayer, queryValue, feedForward } = coverageArms(own.training.model);
  return [
    languageSearch(oneLayer, { length: "middle" }, rates, own),
    languageSearch(queryValue, { length: "short" }, rates, own),
    languageSearch(feedForward, { length: "short" }, rates, own),
    adaptationSearch(matchedQueryValue, "adaptation", own),
  ];
}

export const searches = searchesOf("default");
