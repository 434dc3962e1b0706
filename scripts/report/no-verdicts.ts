/** Which builds have no verdicts, and why: quick ones, rehearsals, and those whose arms are not tuned as they train. */
import type { ProfileName } from "../../experiments/lib/experiment.ts";
import type { Effects } from "../base/effects.ts";
import type { Verdicts } from "../record/record.ts";
import { findSearches } from "../trials/tunings.ts";

const QUICK: Verdicts = {
  given: false,
  build: "quick build",
  reason:
    "One short run of each experiment, to check that everything works. It has no intervals and no verdicts.",
};
const REHEARSAL: Verdicts = {
  given: false,
  build: "rehearsal",
  reason:
    "The paper profile with a small part of its steps, to check that a cluster computes it. Its numbers say nothing about LoRA, and it has no verdicts.",
};

/** Whether a build of this profile has verdicts. */
export async function verdictsFor(profile: ProfileName, effects: Effects): Promise<Verdicts> {
  if (profile === "quick") return QUICK;
  if (profile === "rehearsal") return REHEARSAL;
  const searches = await findSearches(effects, profile);
  const open = searches.filter(({ tuning }) => tuning === undefined).length;
  if (open === 0) return { given: true };
  return {
    given: false,
    build: "build without tuning",
    reason: `${open} of the ${searches.length} searches for its learning rates have not been made. Until then arms train at rates scaled from a smaller model, which may favour one of them, so there are no verdicts.`,
  };
}
