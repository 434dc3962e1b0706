/** The command line of the build. */
import { parseArgs } from "node:util";
import type { EngineName, ProfileName } from "../experiments/lib/experiment.ts";
import { ReportError } from "./errors.ts";
import { suggestion } from "./nearest.ts";

export interface BuildOptions {
  readonly profile: ProfileName;
  readonly engine: EngineName;
  /** Numbers of the slides to run; undefined for all. */
  readonly only: readonly number[] | undefined;
  readonly jobs: number;
  readonly force: boolean;
  readonly explain: boolean;
  readonly failFast: boolean;
  /** False leaves out the trials that measure time. */
  readonly timing: boolean;
  /** The folder to write, as given. */
  readonly out: string;
}

export const usage = `npm run build -- [options]

  --profile NAME   quick (minutes saved, no verdicts), default, or paper (hours)
  --only 04,09     run these slides alone; the others come from the store or are marked "not run"
  --jobs N         trials at a time; one a core unless given
  --backend NAME   wasm (default: the same numbers everywhere), node or cpu
  --force          run every trial anew
  --explain        say which trials are stored or stale, and why; run nothing
  --fail-fast      stop at the first failed trial
  --no-timing      leave out the trials that measure time
  --out DIR        write there instead of out/
  --help           print this`;

const profiles: readonly ProfileName[] = ["quick", "default", "paper"];
const engines: readonly EngineName[] = ["wasm", "node", "cpu"];

const optionTypes = {
  profile: { type: "string" },
  only: { type: "string" },
  jobs: { type: "string" },
  backend: { type: "string" },
  out: { type: "string" },
  force: { type: "boolean" },
  explain: { type: "boolean" },
  "fail-fast": { type: "boolean" },
  "no-timing": { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** The options that `words` (the command line after the command) ask for, or "help". */
export function parseOptions(words: readonly string[], cores: number): BuildOptions | "help" {
  const given = readWords(words);
  if (given.has("help")) return "help";
  return {
    profile: oneOf("--profile", given.get("profile") ?? "default", profiles),
    engine: oneOf("--backend", given.get("backend") ?? "wasm", engines),
    only: parseOnly(given.get("only")),
    jobs: parseJobs(given.get("jobs"), cores),
    force: given.has("force"),
    explain: given.has("explain"),
    failFast: given.has("fail-fast"),
    timing: !given.has("no-timing"),
    out: given.get("out") ?? "out",
  };
}

/** Options by name; those without a value map to "". Later ones win. */
function readWords(words: readonly string[]): ReadonlyMap<string, string> {
  const { tokens } = parseArgs({
    args: [...words],
    options: optionTypes,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional") throw mistake(`unknown argument: ${token.value}`);
    if (token.kind === "option") given.set(token.name, checkedValue(token.name, token.rawName, token.value));
  }
  return given;
}

function checkedValue(name: string, rawName: string, value: string | undefined): string {
  if (!isOptionName(name)) {
    const names = Object.keys(optionTypes).map((known) => `--${known}`);
    throw mistake(`unknown option: ${rawName}; ${suggestion(rawName, names)}`);
  }
  if (optionTypes[name].type === "boolean") {
    if (value !== undefined) throw mistake(`invalid value: ${rawName} takes none, not "${value}"`);
    return "";
  }
  if (value === undefined || value === "" || value.startsWith("--"))
    throw mistake(`missing value: ${rawName}`);
  return value;
}

function isOptionName(name: string): name is keyof typeof optionTypes {
  return Object.hasOwn(optionTypes, name);
}

function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw mistake(`invalid ${option}: ${value}; ${suggestion(value, names)}`);
}

function parseOnly(value: string | undefined): readonly number[] | undefined {
  return value?.split(",").map((part) => {
    if (!/^\d{1,2}$/.test(part.trim())) {
      throw mistake(`invalid --only: ${value}; expected slide numbers such as 04,09`);
    }
    return Number(part);
  });
}

function parseJobs(value: string | undefined, cores: number): number {
  if (value === undefined) return cores;
  const jobs = Number(value);
  if (/^\d+$/.test(value) && 1 <= jobs && jobs <= 256) return jobs;
  throw mistake(`invalid --jobs: ${value}; expected a whole number from 1 to 256`);
}

function mistake(message: string): ReportError {
  return new ReportError(message, { help: "npm run build -- --help lists the options" });
}
