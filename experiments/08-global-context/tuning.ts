/** Searches for the settings of adapters in some places alone, each at the length at which it is compared. */
import { adaptationSearch } from "../lib/trials/adaptation.ts";
import { languageSearch } from "../lib/trials/language-runs.ts";
import { ratesAround, type Search } from "../lib/trials/tuned.ts";
import { coverageArms, matchedQueryValue } from "./coverage-runs.ts";

const { oneLayer, queryValue, feedForward } = coverageArms();
const rates = ratesAround(0.01);

export const searches: readonly Search[] = [
  languageSearch(oneLayer, { length: "middle" }, rates),
  languageSearch(queryValue, { length: "short" }, rates),
  languageSearch(feedForward, { length: "short" }, rates),
  adaptationSearch(matchedQueryValue, "adaptation"),
];
