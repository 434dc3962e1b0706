/** Command `npm run dev`: shows the report in a browser while you write it. Each save is built and shown at once. */
import { join } from "node:path";
import type { Effects, Machine } from "./base/effects.ts";
import { formatCount } from "./base/format.ts";
import { type BuildObserver, startBuildProcess } from "./dev/build-process.ts";
import { type DevServer, startDevServer } from "./dev/dev-server.ts";
import type { MissingTrials } from "./dev/state.ts";
import type { BuildScope } from "./slides/planned.ts";
import {
  defineCommand,
  type Given,
  profileName,
  slideNumbers,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import { addressOf, openPage } from "./system/serve-folder.ts";

interface DevOptions {
  readonly scope: BuildScope;
  readonly jobs: number;
  readonly runsTrials: boolean;
  readonly port: number;
  readonly opens: boolean;
}

export const dev = defineCommand({
  name: "npm run dev",
  purpose: "Serves the report while you write it: each save is built and shown at once.",
  example: "--profile quick --only 04 --open",
  options: {
    only: { value: "04,09", help: "the slides whose trials may run; the others come from the store" },
    profile: { value: "NAME", help: "quick (runs missing trials after each save), default, or long" },
    run: { help: "run missing trials after each save, in any profile" },
    port: { value: "N", help: "port to listen on (default: a free one)" },
    open: { help: "open the page in a browser" },
  },
  whenStopped: "nothing was written to the output folder",
  read: readDevOptions,
  async run(options, effects) {
    const { root, terminal } = effects;
    const server = await startDevServer(options.port, effects);
    const address = addressOf(server.server);
    terminal.line(address);
    const builds = startBuildProcess({ type: "start", ...options }, observe(server, effects), effects);
    effects.watch(
      ["experiments", "templates", "scripts", "package.json", "package-lock.json", "CITATION.cff"].map(
        (name) => join(root, name),
      ),
      (changed) => builds.changed(changed),
    );
    terminal.onLine((line) => {
      if (line.trim() === "r") builds.run();
    });
    if (options.opens) await openPage(address, effects);
    return undefined;
  },
});

function readDevOptions(
  { value, has }: Given<"only" | "profile" | "run" | "port" | "open">,
  { cores }: Machine,
): DevOptions {
  const profile = profileName(value("profile") ?? "default");
  return {
    scope: { profile, engine: undefined, only: slideNumbers(value("only")), timing: true },
    jobs: cores,
    runsTrials: profile === "quick" || has("run"),
    port: wholeNumber("--port", value("port") ?? "0", 0, 65_535),
    opens: has("open"),
  };
}

/** Shows each build in the pages, and changed problems and missing trials in the terminal. */
function observe(server: DevServer, { terminal }: Effects): BuildObserver {
  let shown = "";
  const show = (lines: readonly string[]) => {
    const text = lines.join("\n");
    if (text !== shown) for (const line of lines) terminal.line(line);
    shown = text;
  };
  return {
    built(message) {
      server.built(message);
      const { problems, missing } = message;
      show([
        problems.length === 0 ? "built" : "built, but npm run build would fail:",
        ...problems.map((problem) => `  ${problem}`),
        ...missingLines(missing),
      ]);
    },
    failed(text) {
      shown = "";
      terminal.error(`${terminal.paint("error", "error:", "error")} ${text}`);
      server.failed(text);
    },
  };
}

function missingLines({ count, slides, areRunning }: MissingTrials): string[] {
  if (count === 0) return [];
  const trials = `${formatCount(count, "trial")} of ${slides.join(", ")}`;
  return [areRunning ? `running ${trials}` : `missing: ${trials}; press r and Enter to run them`];
}

await startCommand(dev, import.meta);
