/** Errors that are the user's to mend: one message, no stack. Anything else is a bug and keeps its stack. */
export class ReportError extends Error {
  /** What to do about it, printed on a line of its own. */
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ReportError";
    this.help = options.help;
  }
}
