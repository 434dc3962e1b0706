/**
 * This slide's data as a report publishes it. The articles of the Universal Declaration are left out: the licence of
 * their translations is unclear.
 */
import type { PublishedData } from "../kit/data-set.ts";
import { readParts } from "./name-parts.ts";

export const published: readonly PublishedData[] = [
  {
    name: "names",
    title: "the names of emoji and countries",
    source:
      "Packages emojibase-data (names of the Unicode Common Locale Data Repository) and i18n-iso-countries, in five languages, normalised and split by family.",
    licence: "MIT for both packages, Unicode License 3.0 for the repository's data",
    attribution: "Miles Johnson; Michael Wittig; Unicode, Inc.",
    read: readParts,
  },
];
