/**
 * A reproduction: which trials of a report somebody has run again, and whether their results have the published digests.
 * `npm run audit -- --json` and the page that audits trials in a browser write it as JSON.
 */

/** The version of the format. */
export const REPRODUCTION_FORMAT = 1;

export interface Reproduction {
  readonly format: typeof REPRODUCTION_FORMAT;
  /** Empty as written: whoever publishes the file fills it in. */
  readonly who: string;
  /** ISO day. */
  readonly date: string;
  /** The processor, as far as the program can see it. */
  readonly machine: string;
  /** What ran the code: a version of Node, or a browser's own name for itself. */
  readonly runtime: string;
  readonly engine: string;
  /** Of the code that ran. */
  readonly commit: string;
  readonly profile: string;
  /** Where the published digests were read. */
  readonly against: string;
  /** Digests by the trials' keys. */
  readonly identical: Readonly<Record<string, string>>;
  readonly different: Readonly<Record<string, DifferentDigest>>;
}

export interface DifferentDigest {
  readonly published: string;
  /** The digest, or why there is none, e.g. "failed: out of memory". */
  readonly here: string;
}

/** A trial that was run again. */
export interface RepeatedTrial extends DifferentDigest {
  readonly key: string;
}

type Facts = Omit<Reproduction, "format" | "who" | "identical" | "different">;

export function reproductionOf(facts: Facts, trials: readonly RepeatedTrial[]): Reproduction {
  const [identical, different] = [true, false].map((wanted) =>
    trials.filter(({ published, here }) => (published === here) === wanted),
  );
  return {
    format: REPRODUCTION_FORMAT,
    who: "",
    ...facts,
    identical: Object.fromEntries((identical ?? []).map(({ key, here }) => [key, here])),
    different: Object.fromEntries(
      (different ?? []).map(({ key, published, here }) => [key, { published, here }]),
    ),
  };
}
