/**
 * Command `npm run tune`: measures the learning rate of each arm on seeds of its own, at the horizon where arms are
 * compared, and writes experiments/lib/tuned.json. Runs are kept in the store: a second call takes seconds.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { coreSteps, fullArm, loraArm } from "../experiments/lib/trials/core.ts";
import { tuned, tuningName } from "../experiments/lib/tuned.ts";
import { printError } from "./console/error.ts";
import { createProgress } from "./console/progress.ts";
import { prettyJson } from "./json.ts";
import { createNodeEffects } from "./node-effects.ts";
import { endOnSignals } from "./signals.ts";
import { defaultLimits } from "./trials/pool.ts";
import { type ArmToTune, tuneArm } from "./tuning/tune-arm.ts";

/** Below the report's seeds, which start at 100, and none of the pilot's. */
const seeds = [50, 51];
/** Adapters start from zero and take rates some three times higher (Biderman et al. 2024; Schulman et al. 2025). */
const loraGrid = [0.005, 0.01, 0.02, 0.03];
const armsToTune: readonly ArmToTune[] = [
  { arm: fullArm, grid: [0.002, 0.003, 0.005, 0.008], steps: coreSteps, seeds },
  ...[4, 16, 1].map((rank) => ({ arm: loraArm(rank), grid: loraGrid, steps: coreSteps, seeds })),
];

const abort = new AbortController();
const effects = createNodeEffects(process.cwd(), abort.signal);
endOnSignals(abort, effects.terminal);
try {
  const jobs = availableParallelism();
  const options = { jobs, failFast: false, force: false, limits: defaultLimits };
  let tunings = tuned;
  for (const toTune of armsToTune) {
    const name = tuningName(toTune.arm);
    const tuning = await tuneArm(toTune, options, createProgress(jobs, effects), effects);
    effects.terminal.line(`${name}: ${tuning.choice} of ${tuning.grid.join(", ")}`);
    // After each arm, so that a search that is stopped has not been for nothing.
    tunings = { ...tunings, [name]: tuning };
    await effects.disk.write(join(effects.root, "experiments/lib/tuned.json"), prettyJson(tunings));
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
