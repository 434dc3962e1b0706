/** Command `npm run build`: builds the report. */
import type { EngineName } from "../experiments/lib/trial.ts";
import { createBundler } from "./base/bundle.ts";
import {
  defineCommand,
  oneOf,
  profileName,
  slideNumbers,
  startCommand,
  wholeNumber,
} from "./base/command.ts";
import { type BuildOptions, buildReport } from "./pipeline.ts";
import { defaultLimits } from "./trials/pool.ts";
import { findSearches, staleSearches } from "./trials/tunings.ts";

const engines: readonly EngineName[] = ["wasm", "node", "cpu"];

export const build = defineCommand({
  name: "npm run build",
  options: {
    profile: { value: "NAME", help: "quick (under a minute, no verdicts), default, or paper (many hours)" },
    only: {
      value: "04,09",
      help: 'run only these slides; the others come from the store or are marked "not run"',
    },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    backend: { value: "NAME", help: "wasm (default; same numbers on every machine), node or cpu" },
    force: { help: "run every trial again, even if its result is stored" },
    explain: { help: "print which trials are stored or stale, and why; run nothing" },
    "fail-fast": { help: "stop at the first failed trial" },
    "no-timing": { help: "leave out the trials that measure time" },
    out: { value: "DIR", help: "folder to write (default: out)" },
  },
  whenStopped: "finished trials are kept, and the output folder is unchanged",
  read: ({ value, has }, { cores }): BuildOptions => ({
    profile: profileName(value("profile") ?? "default"),
    engine: oneOf("--backend", value("backend") ?? "wasm", engines),
    only: slideNumbers(value("only")),
    jobs: wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256),
    force: has("force"),
    explain: has("explain"),
    failFast: has("fail-fast"),
    timing: !has("no-timing"),
    out: value("out") ?? "out",
  }),
  async run(options, effects) {
    const bundler = createBundler(effects);
    for (const label of await staleSearches(await findSearches(effects), effects, bundler)) {
      effects.terminal.line(
        `stale learning rate: ${label} was tuned with different code; check it with npm run tune -- --confirm`,
      );
    }
    return await buildReport(options, defaultLimits, effects, bundler);
  },
});

await startCommand(build, import.meta);
