/** The mark of an outcome or verdict: a word and a shape, so that colour is never alone. */
import type { Outcome, Verdict } from "../../experiments/lib/stats/claims.ts";

export interface Badge {
  readonly slug: string;
  readonly label: string;
  /** Path in a box of 12 by 12, drawn as a line. */
  readonly path: string;
}

const paths: Readonly<Record<Verdict | "none", string>> = {
  supported: "M2 6.6 4.8 9.4 10.2 2.8",
  contradicted: "M2.8 2.8 9.2 9.2M9.2 2.8 2.8 9.2",
  qualified: "M6 1.5A4.5 4.5 0 1 1 6 10.5A4.5 4.5 0 1 1 6 1.5M6 2V10",
  inconclusive: "M1.4 7.4C2.6 4 4.4 4 6 6S9.4 8 10.6 4.6",
  "not tested": "M2.5 6H9.5",
  none: "M2.5 6H9.5",
};

/** The badge of an outcome; in a quick build, which concludes nothing, that of "none". */
export function badgeOf(outcome: Outcome | Verdict | "none", isQuick: boolean): Badge {
  if (isQuick) return { slug: "none", label: "none", path: paths.none };
  return { slug: outcome.replace(" ", "-"), label: outcome, path: paths[outcome] };
}
