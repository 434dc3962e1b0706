import { inspect } from "node:util";
import type { Terminal } from "../effects.ts";
import { ReportError } from "../errors.ts";

/** Prints an error: a user's mistake as one message with its help, anything else with its stack and its causes. */
export function printError(error: unknown, terminal: Pick<Terminal, "error">): void {
  if (error instanceof ReportError) {
    terminal.error(`error: ${error.message}`);
    if (error.help !== undefined) terminal.error(`help: ${error.help}`);
    return;
  }
  terminal.error(inspect(error));
}
