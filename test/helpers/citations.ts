import * as assert from "uvu/assert";
import type { Reference } from "../../experiments/kit/references.ts";

/**
 * Asserts the years of references. arXiv's identifiers begin with year and month; those of other sources are given, as the
 * source itself prints them.
 */
export function yearsMatch(
  references: Readonly<Record<string, Reference>>,
  others: Readonly<Record<string, number>> = {},
): void {
  for (const [name, { arxiv, year, url }] of Object.entries(references)) {
    const expected = arxiv === undefined ? others[name] : 2000 + Number(arxiv.slice(0, 2));
    assert.is(year, expected, name);
    if (arxiv !== undefined) assert.is(url, `https://arxiv.org/abs/${arxiv}`);
  }
}
