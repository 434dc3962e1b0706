/**
 * Finds numbers and comparisons typed by hand in prose, where a finding, a setting or a citation should supply them.
 * Small whole numbers without a unit ("rank 4", "slide 9") are allowed.
 */

export interface TypedNumber {
  /** The words in question. */
  readonly text: string;
  /** Line of the text, from 1. */
  readonly line: number;
  readonly isComparison: boolean;
}

const UNITS = [
  "%",
  "‰",
  "percent",
  "per cent",
  "nats?",
  "bits?",
  "steps?",
  "seeds?",
  "epochs?",
  "tokens?",
  "characters?",
  "parameters?",
  "weights?",
  "points?",
  "times",
  "fold",
  "runs?",
  "trials?",
  "ms",
  "s",
  "seconds?",
  "minutes?",
  "hours?",
  "bytes?",
  "[kKMGT]i?B",
  "[KMBG]",
  "(?:[kMGT]?)FLOPs?",
  "FLOP/s",
  "dB",
  "px",
  "[x×]",
].join("|");

const PATTERNS: readonly RegExp[] = [
  // decimals and thousands: 0.05, 1,200
  /\d+[.,]\d+/g,
  // powers: 1e-5, 10^6
  /\b\d+e[+−-]?\d+\b|\b\d+\^\d+/g,
  // numbers with a unit: 30 steps, 5 %, 3x, 2-fold
  new RegExp(`(?<![\\w.,])\\d+[\\s\\u00a0\\u202f-]?(?:${UNITS})(?![\\w])`, "g"),
];

/** "faster by {{finding ...": words that may contradict the interval. A finding with phrases selects them by it. */
const COMPARISON =
  /\b(?:higher|lower|larger|smaller|greater|less|more|fewer|better|worse|faster|slower|above|below)\b(?:\s+[\w-]+){0,6}?\s+(?:by|than)\s+\{\{\s*finding/gi;

/** All typed numbers and comparisons of a text, in order of lines. */
export function findTypedNumbers(text: string): TypedNumber[] {
  const comparisons = [...text.matchAll(COMPARISON)].map((match) => found(text, match, true));
  const own = blankStatements(text);
  const numbers = PATTERNS.flatMap((pattern) =>
    [...own.matchAll(pattern)].map((match) => found(own, match, false)),
  );
  return [...comparisons, ...numbers].sort((a, b) => a.line - b.line);
}

/** Blanks out statements and web addresses, whose numbers are allowed. Lines keep their numbers. */
function blankStatements(text: string): string {
  return text
    .replace(/\{\{[^}]*\}\}/g, (statement) => statement.replace(/[^\n]/g, " "))
    .replace(/https?:\/\/\S+/g, (address) => " ".repeat(address.length));
}

function found(text: string, match: RegExpExecArray, isComparison: boolean): TypedNumber {
  return { text: match[0], line: text.slice(0, match.index).split("\n").length, isComparison };
}
