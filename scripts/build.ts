/** Command `npm run build`: builds the report of the project in the current folder. */
import { availableParallelism } from "node:os";
import { parseOptions, usage } from "./cli.ts";
import { printError } from "./console/error.ts";
import { createNodeEffects } from "./node-effects.ts";
import { buildReport } from "./pipeline.ts";
import { endOnSignals } from "./signals.ts";
import { defaultLimits } from "./trials/pool.ts";

const abort = new AbortController();
const effects = createNodeEffects(process.cwd(), abort.signal);
endOnSignals(abort, effects.terminal);
try {
  const options = parseOptions(process.argv.slice(2), availableParallelism());
  if (options === "help") effects.terminal.line(usage);
  else process.exitCode = await buildReport(options, defaultLimits, effects);
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
