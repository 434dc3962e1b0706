/** What a tuning ran, so that one can be repeated, and one whose code has changed be noticed. */
import type { Trial } from "../../experiments/lib/experiment.ts";
import { coreTraining } from "../../experiments/lib/trials/core.ts";
import { pretrain } from "../../experiments/lib/trials/pretrain.ts";
import type { Tuning } from "../../experiments/lib/tuned.ts";
import type { Effects } from "../effects.ts";
import { sha256 } from "../hash.ts";
import { canonicalJson } from "../json.ts";
import { type KeyedTrial, type KeyOptions, keyTrials } from "../trials/keys.ts";

/** The runs are keyed as of one profile and engine, whichever the build uses: rates are tuned once. */
export const tuningKeyOptions: KeyOptions = { profile: "default", engine: "wasm" };

/** The runs of a tuning at some rates: for each rate, one of each seed. */
export function tuningTrials(
  { arm, steps, seeds }: Pick<Tuning, "arm" | "steps" | "seeds">,
  rates: readonly number[],
): readonly (readonly Trial<{ result: { finalLoss: number } }>[])[] {
  return rates.map((learningRate) =>
    seeds.map((seed) => pretrain({ ...coreTraining, arm, steps, seed, learningRate, evalEvery: steps })),
  );
}

const ENGINE_FOLDER = "experiments/lib/engine/";

/**
 * Hash of what decides which rate is best: packages, configs, and the code that the runs reach. Not the engine and not
 * the version of Node: they compute the same functions, and a difference in rounding does not move a basin.
 */
export function tuningKey(trials: readonly KeyedTrial[]): string {
  const parts = trials.map(({ components: { kind, packages, config }, bundle }) => ({
    kind,
    packages,
    config,
    sources: Object.fromEntries(
      Object.entries(bundle.sources).filter(([path]) => !path.startsWith(ENGINE_FOLDER)),
    ),
  }));
  return sha256(canonicalJson(parts));
}

/** Names of the tunings whose runs would be others today. */
export async function staleTunings(
  tunings: Readonly<Record<string, Tuning>>,
  effects: Effects,
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [name, tuning] of Object.entries(tunings)) {
    const trials = tuningTrials(tuning, tuning.grid).flat();
    const keyed = await keyTrials(trials, tuningKeyOptions, effects);
    if (tuningKey([...keyed.values()]) !== tuning.key) stale.push(name);
  }
  return stale;
}
