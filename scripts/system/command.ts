/**
 * Runs the commands (`npm run build`, `npm run tune`, ...). Each command defines its options, how to read them and what to
 * do. Parsing, `--help`, error messages, signals and exit codes are shared.
 */

import { realpathSync } from "node:fs";
import { inspect, parseArgs } from "node:util";
import type { ProfileName } from "../../experiments/kit/experiment.ts";
import type { Effects, Machine, Terminal } from "../base/effects.ts";
import { ReportError, suggestion, UnreachableError } from "../base/errors.ts";
import { findForgottenDashes } from "./forgotten-dashes.ts";
import { createNodeEffects } from "./node-effects.ts";

/** An option as `--help` shows it. */
export interface Option {
  /** Placeholder for its value in the help, e.g. "NAME". An option without one is a switch. */
  readonly value?: string;
  /** Values that a switch takes after an equals sign, e.g. "all" for --explain=all. */
  readonly choices?: readonly string[];
  /** Its letter, e.g. "h" for -h. */
  readonly short?: string;
  readonly help: string;
}

/** A command's definition; `Options` is its parsed command line. */
export interface Command<Options, Name extends string = string> {
  /** As typed, e.g. "npm run build". */
  readonly name: string;
  /** A sentence for the help. */
  readonly purpose: string;
  /** Arguments of a call that the help shows. */
  readonly example: string;
  /** Its positional arguments as the help shows them, e.g. "[NAME ...]"; undefined if it takes none. */
  readonly positionals?: string;
  /** What they mean. */
  readonly positionalHelp?: Readonly<Record<string, string>>;
  /** By name, without the dashes. Every command also has `help`. */
  readonly options: Readonly<Record<Name, Option>>;
  /** Throws a ReportError (`mistake`) for an invalid value. */
  readonly read: (given: Given<Name>, machine: Machine) => Options;
  /** Returns the exit code, or undefined for a command that runs until it is stopped. */
  readonly run: (options: Options, effects: Effects) => Promise<number | undefined>;
  /** For a command with workers: what is kept after SIGINT, SIGTERM or a full disk. */
  readonly whenStopped?: string;
}

/** A parsed command line. Values are by name: "" for a switch without a value, and the last of a repeated option. */
export interface Given<Name extends string = string> {
  readonly value: (name: Name) => string | undefined;
  readonly has: (name: Name) => boolean;
  readonly positionals: readonly string[];
}

/** Infers the definition's types: `defineCommand({ name: "npm run site", ... })`. */
export const defineCommand = <Options, Name extends string>(
  command: Command<Options, Name>,
): Command<Options, Name> => command;

/** Parses the arguments of a command into its options, or "help". Throws a ReportError for a mistake. */
export function readCommandLine<Options, Name extends string>(
  command: Command<Options, Name>,
  args: readonly string[],
  machine: Machine,
): Options | "help" {
  const options = new Map<string, Option>([...Object.entries<Option>(command.options), ["help", HELP]]);
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      [...options].map(([name, { value, short }]) => [
        name,
        { type: value === undefined ? "boolean" : "string", ...(short !== undefined && { short }) },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "option") values.set(token.name, checkedValue(token, options));
    if (token.kind === "positional") positionals.push(token.value);
  }
  if (values.has("help")) return "help";
  const [unwanted] = positionals;
  if (command.positionals === undefined && unwanted !== undefined)
    throw mistake(`unknown argument: ${unwanted}`);
  return command.read(
    { value: (name) => values.get(name), has: (name) => values.has(name), positionals },
    machine,
  );
}

const HELP: Option = { short: "h", help: "print this help" };

function checkedValue(
  {
    name,
    rawName,
    value,
  }: { readonly name: string; readonly rawName: string; readonly value?: string | undefined },
  options: ReadonlyMap<string, Option>,
): string {
  const option = options.get(name);
  if (option === undefined) {
    const names = [...options.keys()].map((known) => `--${known}`);
    throw mistake(`unknown option: ${rawName}; ${suggestion(rawName, names)}`);
  }
  if (option.value === undefined) {
    if (value === undefined) return "";
    if (option.choices !== undefined) return oneOf(rawName, value, option.choices);
    throw mistake(`unexpected value: ${rawName} takes no value, got "${value}"`);
  }
  if (value === undefined || value === "" || value.startsWith("--"))
    throw mistake(`missing value: ${rawName} expects ${option.value}`);
  return value;
}

/** Npm keeps what is not behind two dashes for itself. */
const beforeOptions = (name: string): string => (name.startsWith("npm ") ? `${name} --` : name);

/** The text of `--help`. */
export function helpOf<Options, Name extends string>({
  name,
  purpose,
  example,
  positionals,
  positionalHelp = {},
  options,
}: Command<Options, Name>): string {
  const optionLines = [...Object.entries<Option>(options), ["help", HELP] as const].map(
    ([option, shown]) => [`--${option}${valueText(shown)}`, shown.help] as const,
  );
  const positionalLines = Object.entries(positionalHelp);
  const width = Math.max(...[...optionLines, ...positionalLines].map(([left]) => left.length));
  const typed = beforeOptions(name);
  const table = (lines: readonly (readonly [string, string])[]) =>
    lines.map(([left, help]) => `  ${left.padEnd(width)}   ${help}`);
  return [
    `${typed} ${positionals === undefined ? "" : `${positionals} `}[options]`,
    purpose,
    "",
    ...table(positionalLines),
    ...(positionalLines.length === 0 ? [] : [""]),
    ...table(optionLines),
    "",
    `Example: ${example === "" ? name : `${typed} ${example}`}`,
  ].join("\n");
}

function valueText({ value, choices, short }: Option): string {
  if (short !== undefined) return `, -${short}`;
  if (value !== undefined) return ` ${value}`;
  return choices === undefined ? "" : `[=${choices.join("|")}]`;
}

/** Exit code of a command that could not reach something on the network. */
const UNREACHABLE = 3;

/** Runs a command: prints its help, reports a mistake, or does its work. Returns what `Command.run` returns. */
export async function runCommand<Options, Name extends string>(
  command: Command<Options, Name>,
  args: readonly string[],
  effects: Effects,
): Promise<number | undefined> {
  try {
    await checkForgottenDashes(command, args, effects);
    const options = readCommandLine(command, args, effects.machine);
    if (options !== "help") return await command.run(options, effects);
    effects.terminal.line(helpOf(command));
    return 0;
  } catch (error) {
    const shown =
      error instanceof CommandLineMistake
        ? new ReportError(error.message, { help: `${beforeOptions(command.name)} --help lists the options` })
        : error;
    printError(shown, command.whenStopped, effects.terminal);
    return error instanceof UnreachableError ? UNREACHABLE : 1;
  }
}

/** Throws a ReportError with what should have been typed if npm kept options of the command for itself. */
async function checkForgottenDashes<Options, Name extends string>(
  { name, options }: Command<Options, Name>,
  args: readonly string[],
  effects: Effects,
): Promise<void> {
  const known = new Map<string, Option>(Object.entries(options));
  const script = name.replace(/^npm (?:run )?/, "");
  const typed = await findForgottenDashes(script, [...known.keys()], args, effects);
  if (typed === undefined) return;
  const quoted = typed.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(" ");
  // Npm's log separates a value from its option.
  const joined = quoted.replaceAll(/--([\w-]+) (\S+)/g, (both, option, value) =>
    known.get(option)?.choices?.includes(value) ? `--${option}=${value}` : both,
  );
  throw new ReportError("npm kept an option for itself: put the options of a command after --", {
    help: `${beforeOptions(name)} ${joined}`,
  });
}

/** Whether Node was started with this module, rather than with a test that imports it. */
export function isStarted({ filename }: ImportMeta): boolean {
  const main = process.argv[1];
  return main !== undefined && realpathSync(main) === realpathSync(filename);
}

/** Starts a command if Node was started with its module. Does nothing when a test imports it. */
export async function startCommand<Options, Name extends string>(
  command: Command<Options, Name>,
  meta: ImportMeta,
): Promise<void> {
  if (!isStarted(meta)) return;
  const abort = new AbortController();
  const effects = createNodeEffects(process.cwd(), abort.signal);
  endWithoutReader(abort);
  if (command.whenStopped !== undefined) endOnSignals(abort, command.whenStopped, effects.terminal);
  process.exitCode = await runCommand(command, process.argv.slice(2), effects);
}

/** A mistake on the command line; the runner adds how to list the options. */
class CommandLineMistake extends ReportError {}

/** A ReportError for an invalid command line, e.g. `invalid --jobs: 0; expected a whole number from 1 to 256`. */
export const mistake = (message: string): ReportError => new CommandLineMistake(message);

/** The value of an option, which must be one of `names`; otherwise throws with the nearest match. */
export function oneOf<Name extends string>(option: string, value: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw mistake(`invalid ${option}: ${value}; ${suggestion(value, names)}`);
}

export const profiles: readonly ProfileName[] = ["quick", "default", "long"];

/** The value of --profile. */
export const profileName = (value: string): ProfileName => oneOf("--profile", value, profiles);

/** A part of some work: `{ number: 3, of: 8 }` is the third of eight. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** The value of --shard: "3/8" is the third of eight. */
export function shardOf(value: string | undefined): Shard | undefined {
  if (value === undefined) return undefined;
  const [, number, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(value) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  if (shard.number >= 1 && shard.number <= shard.of) return shard;
  throw mistake(`invalid --shard: ${value}; expected a number of how many, such as 3/8`);
}

/** The value of an option, which must be a whole number from `least` to `most`. */
export function wholeNumber(option: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && least <= number && number <= most) return number;
  throw mistake(`invalid ${option}: ${value}; expected a whole number from ${least} to ${most}`);
}

/** Parses slide numbers such as "04,09"; undefined means all slides. */
export function slideNumbers(value: string | undefined): readonly number[] | undefined {
  return value?.split(",").map((part) => {
    if (/^\d{1,2}$/.test(part.trim())) return Number(part);
    throw mistake(`invalid --only: ${value}; expected slide numbers such as 04,09`);
  });
}

/** Codes of the system's errors that are no mistake in the program, such as a full or write-protected disk. */
const SYSTEM_CODES = /^(?:ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EIO|EMFILE|ENFILE)$/;

/** Prints an error: one of the user or the system as its message and help, anything else with its stack and causes. */
function printError(error: unknown, whatIsKept: string | undefined, terminal: Terminal): void {
  const label = terminal.paint("error", "error:", "error");
  if (error instanceof Error && "code" in error && SYSTEM_CODES.test(String(error.code))) {
    terminal.error(`${label} the system refused: ${error.message}`);
    const kept = whatIsKept === undefined ? "" : `${whatIsKept}; `;
    terminal.error(`help: ${kept}run the same command again when there is space and permission`);
    return;
  }
  if (!(error instanceof ReportError)) {
    terminal.error(inspect(error));
    return;
  }
  terminal.error(`${label} ${error.message}`);
  if (error.help !== undefined) terminal.error(`help: ${error.help}`);
}

/** Exit codes by convention: 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

const SIGPIPE_CODE = 141;

/** On SIGINT or SIGTERM ends the workers through `abort`, prints how to continue, and exits. */
function endOnSignals(abort: AbortController, message: string, terminal: Terminal): void {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      abort.abort();
      terminal.live("");
      terminal.error(`${terminal.paint("warning", "stopped:", "error")} ${message}`);
      terminal.error("help: run the same command again to continue");
      process.exit(code);
    });
  }
}

/** Ends in silence, as other programs do, when the reader of the output has gone: `npm run store -- status | head -1`. */
function endWithoutReader(abort: AbortController): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      abort.abort();
      process.exit(SIGPIPE_CODE);
    });
  }
}
