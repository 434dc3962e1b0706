/** Errors for a user's mistakes, and the nearest match to a mistyped name. */

/** A mistake that the user can fix, printed as one message without a stack. Other errors are bugs and keep theirs. */
export class ReportError extends Error {
  /** How to fix it, printed on the next line. */
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ReportError";
    this.help = options.help;
  }
}

/** Something on the network could not be reached. The exit code differs, so that scripts can tell. */
export class UnreachableError extends ReportError {}

/** The candidate with the smallest edit distance to `word`, or undefined if none is close enough for a typing error. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** "did you mean X?" or, if no candidate is close, "expected one of A, B, C". */
export function suggestion(word: string, candidates: readonly string[]): string {
  const match = nearest(word, candidates);
  return match === undefined ? `expected one of ${candidates.join(", ")}` : `did you mean ${match}?`;
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const substituted = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** Adds the file to the message of a ReportError; returns anything else unchanged. */
export function mistakeIn(file: string, error: unknown): unknown {
  if (!(error instanceof ReportError) || error instanceof ProblemsError) return error;
  const { message, help, cause } = error;
  return new ReportError(`${file}: ${message}`, { cause, ...(help !== undefined && { help }) });
}

/** The problems that checks found in the report, kept apart so that those of several checks can be listed together. */
export class ProblemsError extends ReportError {
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[]) {
    super(message);
    this.problems = problems;
  }
}

/** Problems that one message lists; the rest are only counted. */
const MOST_NAMED = 20;

/** Throws a ProblemsError that lists the problems, if there are any. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const named = problems.slice(0, MOST_NAMED).map((problem) => `  ${problem}`);
  const more = problems.length > MOST_NAMED ? [`  and ${problems.length - MOST_NAMED} more`] : [];
  const message = `the report did not pass its checks:\n${[...named, ...more].join("\n")}`;
  throw new ProblemsError(message, problems);
}
