/**
 * Short runs that `npm run audit -- --arm64` compares between processors: the report's headline comparison, cut to a
 * minute of emulation. Found by its place, so that the build need not know how a run is listed.
 */
import type { Trial } from "../trial.ts";
import { fullArm, loraArm } from "./arms.ts";
import { reportSeeds } from "./core.ts";
import { languageRuns, scales } from "./language-runs.ts";

const STEPS = 60;
const RANK = 4;

const scale = { ...scales.quick, lengths: { ...scales.quick.lengths, long: STEPS } };

/** Full training and LoRA with the first seed of the report. */
export const spotChecks: readonly Trial[] = [fullArm, loraArm(RANK)].flatMap((arm) =>
  languageRuns(arm, { length: "long", seeds: reportSeeds(1) }, scale),
);
