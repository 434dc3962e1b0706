/** Searches for the settings of arms that several slides show, each at the length and width at which it is compared. */
import { adaptationSearch, adaptedArms } from "./adaptation.ts";
import { alternativeSearch, comparison, techniqueArms } from "./alternatives.ts";
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
} from "./arms.ts";
import { languageSearch, sharedSearch } from "./language-runs.ts";
import type { Search } from "./tuned.ts";

/** Adapters start from zero and take rates some three times higher (Biderman et al. 2024; Schulman et al. 2025). */
const fullRates = [0.002, 0.004, 0.008];
const loraRates = [0.005, 0.01, 0.02];

/** Full training, and LoRA at the deck's rank and at a high one, at each length; other ranks at the middle one. */
const core: readonly Search[] = [
  ...(["long", "middle", "short"] as const).flatMap((length) => [
    languageSearch(fullArm, { length }, fullRates),
    languageSearch(loraArm(4), { length }, loraRates),
    languageSearch(loraArm(16), { length }, loraRates),
  ]),
  languageSearch(loraArm(1), { length: "middle" }, loraRates),
  // Nothing of the body is trained, so that only the warm-up of the shared rate is left to choose.
  { ...languageSearch(frozenArm, { length: "middle" }, [0]), isClosed: true },
];

/** Full before warm starts, whose full part takes its rate. GaLore's scale of a quarter asks for higher rates. */
const alternativeRates: readonly (readonly [TunedArm<Training>, readonly number[]])[] = [
  [galoreArm(32), [0.02, 0.04, 0.08]],
  [apolloArm, [0.002, 0.004, 0.008]],
  [warmStartArm(4), loraRates],
  [reLoraArm(4), loraRates],
  [lowRankArm(16), loraRates],
];

export const searches: readonly Search[] = [
  ...[64, 32, 16].flatMap((width) => [sharedSearch("full", width), sharedSearch("lora-r4", width)]),
  ...core,
  ...[32, 16].flatMap((width) => [
    languageSearch(fullArm, { length: "middle", width }, fullRates),
    languageSearch(loraArm(4), { length: "middle", width }, loraRates),
  ]),
  // Full training among them is that of the widths above.
  ...techniqueArms(comparison.default.techniques)
    .slice(1)
    .map((arm) =>
      alternativeSearch(arm, { length: "middle", width: comparison.default.techniques.width }, fullRates),
    ),
  ...Object.values(adaptedArms).map((arm) => adaptationSearch(arm, "adaptation")),
  ...alternativeRates.map(([arm, rates]) => alternativeSearch(arm, { length: "short" }, rates)),
];
