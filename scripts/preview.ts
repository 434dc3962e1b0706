/** Command `npm run preview`: serves out/ on this machine alone, below a sub-path as GitHub Pages does. */
import path from "node:path";
import { type CommandLine, mistake, readWords } from "./command-line.ts";
import { printError } from "./console/error.ts";
import { createNodeEffects } from "./node-effects.ts";
import { serve } from "./site/serve.ts";

const line: CommandLine = {
  command: "npm run preview",
  options: { from: { type: "string" }, port: { type: "string" }, help: { type: "boolean" } },
};
const BASE = "/report/";

const usage = `npm run preview -- [options]

  --from DIR   serve this folder instead of out/
  --port N     on this port; a free one unless given
  --help       print this`;

const effects = createNodeEffects(process.cwd(), new AbortController().signal);
try {
  const given = readWords(process.argv.slice(2), line);
  if (given.has("help")) effects.terminal.line(usage);
  else {
    const folder = path.resolve(effects.root, given.get("from") ?? "out");
    const port = Number(given.get("port") ?? 0);
    if (!(Number.isInteger(port) && port >= 0 && port < 65536)) throw mistake("invalid --port", line);
    if ((await effects.disk.kind(path.join(folder, "index.html"))) !== "file") {
      throw mistake(`no report in ${folder}; npm run build writes one`, line);
    }
    const address = (await serve(folder, BASE, port, effects.disk)).address();
    const shown = typeof address === "object" && address !== null ? address.port : port;
    effects.terminal.line(`http://127.0.0.1:${shown}${BASE}`);
  }
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
