/** Reads a command line by a table of options; a mistake is answered with the nearest match. */
import { inspect, parseArgs } from "node:util";
import type { Terminal } from "./effects.ts";
import { ReportError, suggestion } from "./errors.ts";

/** Options by name, without the dashes. */
export type OptionTypes = Readonly<Record<string, { readonly type: "string" | "boolean" }>>;

/** A command's options, and the line that lists them. */
export interface CommandLine {
  /** As typed, e.g. "npm run build". */
  readonly command: string;
  readonly options: OptionTypes;
}

/** Options by name; those without a value map to "". Later ones win. */
export function readWords(words: readonly string[], line: CommandLine): ReadonlyMap<string, string> {
  const { tokens } = parseArgs({
    args: [...words],
    options: line.options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "positional") throw mistake(`unknown argument: ${token.value}`, line);
    if (token.kind === "option") {
      given.set(token.name, checkedValue(token.name, token.rawName, token.value, line));
    }
  }
  return given;
}

function checkedValue(name: string, rawName: string, value: string | undefined, line: CommandLine): string {
  const option = Object.hasOwn(line.options, name) ? line.options[name] : undefined;
  if (option === undefined) {
    const names = Object.keys(line.options).map((known) => `--${known}`);
    throw mistake(`unknown option: ${rawName}; ${suggestion(rawName, names)}`, line);
  }
  if (option.type === "boolean") {
    if (value !== undefined) throw mistake(`invalid value: ${rawName} takes none, not "${value}"`, line);
    return "";
  }
  if (value === undefined || value === "" || value.startsWith("--"))
    throw mistake(`missing value: ${rawName}`, line);
  return value;
}

/** The value, if it is one of the names. */
export function oneOf<Name extends string>(
  option: string,
  value: string,
  names: readonly Name[],
  line: CommandLine,
): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw mistake(`invalid ${option}: ${value}; ${suggestion(value, names)}`, line);
}

/** Slide numbers such as "04,09". */
export function parseOnly(value: string | undefined, line: CommandLine): readonly number[] | undefined {
  return value?.split(",").map((part) => {
    if (!/^\d{1,2}$/.test(part.trim())) {
      throw mistake(`invalid --only: ${value}; expected slide numbers such as 04,09`, line);
    }
    return Number(part);
  });
}

/** An error that says where the options are listed. */
export function mistake(message: string, { command }: CommandLine): ReportError {
  return new ReportError(message, { help: `${command} -- --help lists the options` });
}

/** Prints an error: a user's mistake as one message with its help, anything else with its stack and its causes. */
export function printError(error: unknown, terminal: Pick<Terminal, "error">): void {
  if (error instanceof ReportError) {
    terminal.error(`error: ${error.message}`);
    if (error.help !== undefined) terminal.error(`help: ${error.help}`);
    return;
  }
  terminal.error(inspect(error));
}

/** Exit codes by convention: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Makes SIGINT and SIGTERM end the workers through `abort`, say how to go on, and end this process. */
export function endOnSignals(abort: AbortController, terminal: Terminal): void {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      abort.abort();
      terminal.live("");
      terminal.error("stopped: finished trials are kept and the output folder is as it was");
      terminal.error("help: the same command goes on from there");
      process.exit(code);
    });
  }
}
