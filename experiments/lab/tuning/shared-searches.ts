/** Searches for the settings of arms that several slides show, each at the length and width at which it is compared. */

import type { SearchedProfile } from "../../kit/search.ts";
import {
  apolloArm,
  frozenArm,
  fullArm,
  galoreArm,
  loraArm,
  lowRankArm,
  reLoraArm,
  type Training,
  type TunedArm,
  warmStartArm,
} from "../arms.ts";
import { adaptedArms } from "../trials/adaptation.ts";
import { comparison, techniqueArms } from "../trials/alternatives.ts";
import type { TrainingPlan } from "../trials/language-runs.ts";
import { searchedPlans } from "../trials/language-runs.ts";
import { type GridSearch, gridSearch } from "./rate-grid.ts";
import { adaptationSearch, alternativeSearch, languageSearch, outerSearch } from "./searches.ts";

/** Adapters start from zero and need rates about three times as high (Biderman et al. 2024; Schulman et al. 2025). */
const fullRates = [0.002, 0.004, 0.008];
const loraRates = [0.005, 0.01, 0.02];

/** Full training, LoRA at the deck's rank and LoRA at a high rank, at each length; other ranks at the middle length. */
const ladderSearches = (plan: TrainingPlan): readonly GridSearch[] => [
  ...(["long", "middle", "short"] as const).flatMap((length) => [
    languageSearch(fullArm, { length }, fullRates, plan),
    languageSearch(loraArm(4), { length }, loraRates, plan),
    languageSearch(loraArm(16), { length }, loraRates, plan),
  ]),
  languageSearch(loraArm(1), { length: "middle" }, loraRates, plan),
  frozenSearch(plan),
];

/** Nothing of the body is trained, so only the warm-up of the outer rate is left to choose. */
const frozenSearch = (plan: TrainingPlan): GridSearch =>
  gridSearch({ ...languageSearch(frozenArm, { length: "middle" }, [0], plan), isClosed: true });

/** Full training comes before warm starts, whose full part uses its rate. GaLore's scale of a quarter needs higher rates. */
const alternativeRates: readonly (readonly [TunedArm<Training>, readonly number[]])[] = [
  [galoreArm(32), [0.02, 0.04, 0.08]],
  [apolloArm, [0.002, 0.004, 0.008]],
  [warmStartArm(4), loraRates],
  [reLoraArm(4), loraRates],
  [lowRankArm(16), loraRates],
];

/** Both rates of embeddings, positions and head. */
const sharedSearches = (plan: TrainingPlan, width?: number): readonly GridSearch[] => [
  outerSearch("full", plan, width),
  outerSearch("lora-r4", plan, width),
];

/** Core models of other widths, at the middle length. The deck's techniques use one of these widths. */
const widthSearches = (plan: TrainingPlan, widths: readonly number[]): readonly GridSearch[] =>
  widths.flatMap((width) => [
    languageSearch(fullArm, { length: "middle", width }, fullRates, plan),
    languageSearch(loraArm(4), { length: "middle", width }, loraRates, plan),
  ]);

const { techniques } = comparison.default;

/** Everything that is compared in a plan's own model, and the deck's techniques in a narrower one. */
const ownSearches = (plan: TrainingPlan): readonly GridSearch[] => [
  ...techniqueArms(techniques)
    .slice(1)
    .map((arm) => alternativeSearch(arm, { length: "middle", width: techniques.width }, fullRates, plan)),
  ...Object.values(adaptedArms).map((arm) => adaptationSearch(arm, "adaptation", plan)),
  ...alternativeRates.map(([arm, rates]) => alternativeSearch(arm, { length: "short" }, rates, plan)),
];

export function searchesOf(profile: SearchedProfile): readonly GridSearch[] {
  const { own, core } = searchedPlans(profile);
  if (profile === "default") {
    return [
      ...sharedSearches(own),
      ...[32, 16].flatMap((width) => sharedSearches(own, width)),
      ...ladderSearches(own),
      ...widthSearches(own, [32, 16]),
      ...ownSearches(own),
    ];
  }
  // There the core model, with its full training, LoRA and frozen body, is one of the widths of slide 6.
  return [
    ...sharedSearches(own),
    ...sharedSearches(core),
    ...[128, 32, 16].flatMap((width) => sharedSearches(core, width)),
    ...ladderSearches(own),
    languageSearch(fullArm, { length: "middle" }, fullRates, core),
    languageSearch(loraArm(4), { length: "middle" }, loraRates, core),
    frozenSearch(core),
    ...widthSearches(core, [128, 32, 16]),
    ...ownSearches(own),
  ];
}
