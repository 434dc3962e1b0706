/** How a command ends before its work is done: by a signal, or because nobody reads what it prints. */
import type { Terminal } from "./effects.ts";

/** Exit codes by convention: 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGPIPE_CODE = 141;

/** On SIGINT or SIGTERM ends the workers through `abort`, prints how to continue, and exits. */
export function endOnSignals(abort: AbortController, message: string, terminal: Terminal): void {
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
export function endWithoutReader(abort: AbortController): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      abort.abort();
      process.exit(SIGPIPE_CODE);
    });
  }
}
