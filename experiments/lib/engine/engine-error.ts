/** An engine that cannot start: the user's to mend, so the command line prints it in one line, without a stack. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}
