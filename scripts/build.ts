/** Command `npm run build`: builds the report of the project in the current folder. */
import { availableParallelism } from "node:os";
import { tuned } from "../experiments/lib/tuned.ts";
import { parseOptions, usage } from "./cli.ts";
import { printError } from "./console/error.ts";
import { createNodeEffects } from "./node-effects.ts";
import { buildReport } from "./pipeline.ts";
import { endOnSignals } from "./signals.ts";
import { createBundler } from "./trials/bundle.ts";
import { defaultLimits } from "./trials/pool.ts";
import { searches } from "./tuning/searches.ts";
import { staleTunings } from "./tuning/tunings.ts";

const abort = new AbortController();
const effects = createNodeEffects(process.cwd(), abort.signal);
endOnSignals(abort, effects.terminal);
try {
  const options = parseOptions(process.argv.slice(2), availableParallelism());
  if (options === "help") effects.terminal.line(usage);
  else {
    const bundler = createBundler(effects);
    for (const name of await staleTunings(tuned, searches, effects, bundler)) {
      effects.terminal.line(
        `stale learning rate: ${name} was tuned on other code; npm run tune measures it anew`,
      );
    }
    process.exitCode = await buildReport(options, defaultLimits, effects, bundler);
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
