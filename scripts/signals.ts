import type { Terminal } from "./effects.ts";

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
