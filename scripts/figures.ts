/** Command `npm run figures`: the report's figures, laid out for a venue's pages. */
import { printError } from "./console/error.ts";
import { figuresUsage, listVenues, parseFiguresOptions } from "./figures-cli.ts";
import { makeFigures } from "./figures-pipeline.ts";
import { createNodeEffects } from "./node-effects.ts";

const effects = createNodeEffects(process.cwd(), new AbortController().signal);
try {
  const options = parseFiguresOptions(process.argv.slice(2));
  if (options === "help") effects.terminal.line(figuresUsage);
  else if (options === "list") effects.terminal.line(listVenues());
  else process.exitCode = await makeFigures(options, effects);
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
