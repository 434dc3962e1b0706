/**
 * Command `npm run tune -- [NAME ...]`: measures the learning rate of each arm on seeds of its own, at the horizon where
 * arms are compared, and writes experiments/lib/tuned.json. With names, only the searches whose names start with one of
 * them. Runs are kept in the store: a second call takes seconds.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { endOnSignals, printError } from "./base/command.ts";
import { ReportError, suggestion } from "./base/errors.ts";
import { prettyJson } from "./base/json.ts";
import { createNodeEffects } from "./base/node-effects.ts";
import { defaultLimits } from "./trials/pool.ts";
import { createProgress } from "./trials/progress.ts";
import { tuneArm } from "./trials/search.ts";
import type { Search } from "./tuning/measured.ts";
import { searches } from "./tuning/searches.ts";

/** The searches whose names start with one of the words; all without words. */
function searchesFor(words: readonly string[]): readonly Search[] {
  const names = searches.map(({ name }) => name);
  const unknown = words.find((word) => !names.some((name) => name.startsWith(word)));
  if (unknown !== undefined) {
    throw new ReportError(`unknown search: ${unknown}`, { help: suggestion(unknown, names) });
  }
  return searches.filter(({ name }) => words.length === 0 || words.some((word) => name.startsWith(word)));
}

const abort = new AbortController();
const effects = createNodeEffects(process.cwd(), abort.signal);
const file = join(effects.root, "experiments/lib/tuned.json");
endOnSignals(abort, effects.terminal);
try {
  const jobs = availableParallelism();
  const options = { jobs, failFast: false, force: false, limits: defaultLimits };
  for (const search of searchesFor(process.argv.slice(2))) {
    const tuning = await tuneArm(search, options, createProgress(jobs, effects), effects);
    effects.terminal.line(`${search.name}: ${tuning.choice} of ${tuning.grid.join(", ")}`);
    // After each arm, so that a search that is stopped has not been for nothing.
    const tunings: Readonly<Record<string, unknown>> = JSON.parse(await effects.disk.readText(file));
    await effects.disk.write(file, prettyJson({ ...tunings, [search.name]: tuning }));
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
