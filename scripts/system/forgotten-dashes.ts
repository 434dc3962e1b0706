/**
 * Options that were typed without `--` before them: npm treats them as its own, and `npm run build --explain` would build.
 * Npm's log has its command line. Its environment, npm_config_NAME, lacks the options that npm knows (`--only`,
 * `--no-timing`), and also has those of the user's .npmrc.
 */
import { join } from "node:path";
import type { Effects } from "../base/effects.ts";

/** The command line of an npm that ran a script. */
interface NpmCall {
  /** Arguments before the first `--`. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Npm starts a script within seconds, so an older log belongs to another command. */
const MOST_MILLISECONDS = 60_000;

/**
 * The arguments that npm kept for itself and that should follow `--`. Undefined unless npm started this process as the
 * script `script`, and one of them is an option of `names`. `args` are those that the process received.
 */
export async function findForgottenDashes(
  script: string,
  names: readonly string[],
  args: readonly string[],
  effects: Pick<Effects, "environment" | "disk" | "clock">,
): Promise<readonly string[] | undefined> {
  const { npm_lifecycle_event, npm_config_logs_dir, npm_config_cache } = effects.environment;
  const folder = npm_config_logs_dir || (npm_config_cache && join(npm_config_cache, "_logs"));
  if (npm_lifecycle_event !== script || !folder) return undefined;
  const call = await findCall(folder, (found) => isCallOf(found, script, args), effects);
  if (call === undefined) return undefined;
  const kept = call.before.slice(placeOf(script, call) + 1);
  const isOption = (arg: string) => names.includes(/^--([^=]+)/.exec(arg)?.[1] ?? "");
  return kept.some(isOption) ? [...kept, ...call.after] : undefined;
}

/** The newest call in a folder of npm's logs that `isWanted`. Several npm may run at once. */
async function findCall(
  folder: string,
  isWanted: (call: NpmCall) => boolean,
  { disk, clock }: Pick<Effects, "disk" | "clock">,
): Promise<NpmCall | undefined> {
  const oldest = new Date(Date.parse(clock.date()) - MOST_MILLISECONDS).toISOString();
  // A log's name begins with the time, as in 2026-12-01T02_28_17_539Z-debug-0.log.
  const recent = (await disk.list(folder)).filter((name) => name > oldest.replaceAll(/[:.]/g, "_"));
  for (const name of recent.reverse()) {
    const call = callIn(await disk.maybeText(join(folder, name)));
    if (call !== undefined && isWanted(call)) return call;
  }
  return undefined;
}

/** The line of npm's arguments, each as JSON: `8 verbose argv "run" "build" "--" "--explain"`. */
function callIn(log: string | undefined): NpmCall | undefined {
  const [, line] = /^\d+ verbose argv (.+)$/m.exec(log ?? "") ?? [];
  if (line === undefined) return undefined;
  const argv = [...line.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([text]) => String(JSON.parse(text)));
  const dashes = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return { before: argv.slice(0, dashes), after: argv.slice(dashes + 1) };
}

/** Where the call names the script, or -1. */
function placeOf(script: string, { before }: NpmCall): number {
  const names = script === "test" ? ["test", "tst", "t"] : [script];
  return before.findIndex((arg) => names.includes(arg));
}

/** Npm passes on what follows `--`, and arguments before it that are no options. */
function isCallOf(call: NpmCall, script: string, args: readonly string[]): boolean {
  if (placeOf(script, call) === -1) return false;
  const { before, after } = call;
  const handedOn = args.slice(0, Math.max(0, args.length - after.length));
  return (
    args.slice(handedOn.length).join("\0") === after.join("\0") &&
    handedOn.every((arg) => !arg.startsWith("-") && before.includes(arg))
  );
}
