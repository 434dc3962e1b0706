/** What a lint has to say. */
export interface LintFinding {
  readonly figure: string;
  /** Which part of it, e.g. `text "LoRA r = 4"`. */
  readonly element: string;
  readonly problem: string;
}

/** The finding as a line. */
export const showFinding = ({ figure, element, problem }: LintFinding): string =>
  `${figure}: ${element}: ${problem}`;
