/**
 * Searches for the rates of arms that several slides show, each at the length and width at which it is compared. Each
 * begins around a first guess: the rate that the second edition of the report had chosen.
 */

import type { SearchedProfile } from "../../kit/search.ts";
import { expertsArm, frozenArm, fullArm, loraArm } from "../arms.ts";
import { narrowWidth } from "../setup.ts";
import { adaptedArms } from "../trials/adaptation.ts";
import { experts } from "../trials/alternatives.ts";
import { longSearches } from "./long-searches.ts";
import type { GridSearch } from "./rate-grid.ts";
import { adaptationSearch, alternativeSearch, languageSearch } from "./searches.ts";

/** The core model at each length; the ranks between the deck's and the full one at the longest only. */
const coreSearches = (): readonly GridSearch[] => [
  languageSearch(fullArm, { length: "long" }, 0.004),
  languageSearch(loraArm(4), { length: "long" }, 0.00707107),
  languageSearch(loraArm(16), { length: "long" }, 0.00707107),
  languageSearch(loraArm(64), { length: "long" }, 0.0035),
  languageSearch(frozenArm, { length: "long" }),
  languageSearch(fullArm, { length: "middle" }, 0.00282843),
  languageSearch(loraArm(4), { length: "middle" }, 0.01),
  languageSearch(frozenArm, { length: "middle" }),
  languageSearch(fullArm, { length: "short" }, 0.00141421),
  languageSearch(loraArm(4), { length: "short" }, 0.01),
  languageSearch(frozenArm, { length: "short" }),
];

/** Narrower models: on the text of the longest training, and on the ladder of widths. */
const narrowSearches = (): readonly GridSearch[] => [
  languageSearch(fullArm, { length: "long", width: narrowWidth }, 0.00565685),
  alternativeSearch(expertsArm(experts), { length: "long", width: narrowWidth }, 0.00565685),
  languageSearch(fullArm, { length: "ladder", width: 16 }, 0.00565685),
  languageSearch(loraArm(4), { length: "ladder", width: 16 }, 0.02),
  languageSearch(fullArm, { length: "ladder", width: 32 }, 0.00565685),
  languageSearch(loraArm(8), { length: "ladder", width: 32 }, 0.01),
];

const adaptationSearches = (): readonly GridSearch[] => [
  adaptationSearch(adaptedArms.full, 0.00565685),
  adaptationSearch(adaptedArms.r16, 0.0141421),
  adaptationSearch(adaptedArms.r4, 0.02),
];

export const searchesOf = (profile: SearchedProfile): readonly GridSearch[] =>
  profile === "default" ? [...coreSearches(), ...narrowSearches(), ...adaptationSearches()] : longSearches();
