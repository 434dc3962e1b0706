/**
 * Command `npm run tune`: measures each arm's best learning rate and warm-up on separate seeds and documents, at the number of steps at which
 * arms are compared, and writes it into the tuned.json beside the search's tuning.ts. Runs are stored, so a second call
 * takes seconds.
 */

import type { Tuning } from "../experiments/lib/trials/tuned.ts";
import { defineCommand, mistake, startCommand } from "./base/command.ts";
import type { Effects } from "./base/effects.ts";
import { suggestion } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { defaultLimits } from "./trials/pool.ts";
import { createProgress } from "./trials/progress.ts";
import { confirmChoices, tuneArm } from "./trials/search.ts";
import { createMissingFiles, findSearches, type PlacedSearch, writeTuning } from "./trials/tunings.ts";

interface TuneOptions {
  /** Beginnings of the labels of the wanted searches; empty for all. */
  readonly names: readonly string[];
  readonly confirm: boolean;
}

export const tune = defineCommand({
  name: "npm run tune",
  words: "[NAME ...]",
  options: {
    list: { help: "print the searches and the rates that they chose" },
    confirm: {
      help: "repeat only the runs at the chosen rates; choices with unchanged losses become valid for the current code",
    },
  },
  whenStopped: "finished runs and searches are kept",
  read: ({ has, words }): TuneOptions | "list" =>
    has("list") ? "list" : { names: words, confirm: has("confirm") },
  async run(options, effects) {
    await createMissingFiles(effects);
    const searches = await findSearches(effects);
    if (options === "list") {
      for (const { label, tuning } of searches) {
        effects.terminal.line(`${label}: ${tuning === undefined ? "not tuned" : inWords(tuning)}`);
      }
      return 0;
    }
    const wanted = searchesFor(options.names, searches);
    return options.confirm ? await confirm(wanted, effects) : await search(wanted, effects);
  },
});

/** The searches whose labels begin with one of the words ("09", "full"), or all if there are no words. */
function searchesFor(words: readonly string[], searches: readonly PlacedSearch[]): readonly PlacedSearch[] {
  const labels = searches.map(({ label }) => label);
  const unknown = words.find((word) => !labels.some((label) => label.startsWith(word)));
  if (unknown !== undefined) {
    throw mistake(`unknown search: ${unknown}; ${suggestion(unknown, labels)}`);
  }
  return searches.filter(({ label }) => words.length === 0 || words.some((word) => label.startsWith(word)));
}

/** "0.004 with 120 steps of warm-up; 9 settings tried" */
const inWords = ({ choice, tried }: Tuning): string =>
  `${choice.learningRate} with ${choice.warmupSteps} steps of warm-up; ${tried.length} settings tried`;

const runOptions = (jobs: number) => ({ jobs, failFast: false, force: false, limits: defaultLimits });

async function search(searches: readonly PlacedSearch[], effects: Effects): Promise<number> {
  const jobs = effects.machine.cores;
  for (const placed of searches) {
    const tuning = await tuneArm(placed, runOptions(jobs), createProgress(jobs, effects), effects);
    // Written after each search, so that stopping the command loses no finished search.
    await writeTuning(placed, tuning, effects);
    effects.terminal.line(`${placed.label}: ${inWords(tuning)}`);
  }
  return 0;
}

/** Returns 1 if a loss differs from the recorded one; such choices keep their old keys. */
async function confirm(searches: readonly PlacedSearch[], effects: Effects): Promise<number> {
  const jobs = effects.machine.cores;
  const observer = createProgress(jobs, effects);
  const confirmations = await confirmChoices(searches, runOptions(jobs), observer, effects);
  let changed = 0;
  for (const confirmation of confirmations) {
    const { placed } = confirmation;
    if ("tuning" in confirmation) {
      await writeTuning(placed, confirmation.tuning, effects);
      continue;
    }
    changed++;
    const { recorded, measured } = confirmation;
    effects.terminal.error(`changed: ${placed.label} had a mean loss of ${recorded} and now has ${measured}`);
  }
  effects.terminal.line(
    `${formatCount(confirmations.length - changed, "choice")} confirmed, ${changed} changed`,
  );
  if (changed > 0) effects.terminal.error("help: npm run tune -- NAME repeats the whole search");
  return changed > 0 ? 1 : 0;
}

await startCommand(tune, import.meta);
