/** Searches for the settings of adapters in some places only, at the lengths at which they are compared. */

import type { SearchedProfile } from "../kit/search.ts";
import { ratesAround } from "../lab/settings.ts";
import { searchedPlans } from "../lab/trials/language-runs.ts";
import type { GridSearch } from "../lab/tuning/rate-grid.ts";
import { adaptationSearch, languageSearch } from "../lab/tuning/searches.ts";
import { coverageArms, matchedQueryValue } from "./coverage-runs.ts";

const rates = ratesAround(0.01);

export function searchesOf(profile: SearchedProfile): readonly GridSearch[] {
  const { own } = searchedPlans(profile);
  const { oneLayer, queryValue, feedForward } = coverageArms(own.training.model);
  return [
    languageSearch(oneLayer, { length: "middle" }, rates, own),
    languageSearch(queryValue, { length: "short" }, rates, own),
    languageSearch(feedForward, { length: "short" }, rates, own),
    adaptationSearch(matchedQueryValue, "adaptation", own),
  ];
}

export const searches = searchesOf("default");
