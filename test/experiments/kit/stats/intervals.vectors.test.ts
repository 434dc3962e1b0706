import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Interval, SplitSizes } from "../../../../experiments/kit/experiment.ts";
import { meanFinding } from "../../../../experiments/kit/stats/findings.ts";
import {
  meanAs,
  meanInterval,
  studentTTail,
  tStatistic,
} from "../../../../experiments/kit/stats/intervals.ts";
import { close } from "../../../helpers/close.ts";
import { readVectors } from "../../../helpers/vectors.ts";

const test = suite("intervals and p-values against SciPy");

/** Values are given with nine digits; the largest here is below ten. */
const TOLERANCE = 1e-8;

type Ends = readonly [low: number, high: number];

const vectors = readVectors<{
  readonly means: readonly {
    readonly samples: readonly number[];
    readonly interval90: Ends;
    readonly interval95: Ends;
    readonly interval99: Ends;
    readonly pValue: number;
  }[];
  readonly corrected: readonly (SplitSizes & {
    readonly differences: readonly number[];
    readonly t: number;
    readonly interval95: Ends;
    readonly pValue: number;
  })[];
}>("statistics");

function sameInterval(interval: Interval | undefined, [low, high]: Ends, what: string): void {
  close(interval?.low ?? Number.NaN, low, TOLERANCE, `low end, ${what}`);
  close(interval?.high ?? Number.NaN, high, TOLERANCE, `high end, ${what}`);
}

/** P(|T| > |t|) for a mean of `count` samples. */
const twoSided = (t: number, count: number): number => 2 * studentTTail(Math.abs(t), count - 1);

test("t-intervals of a mean agree with SciPy at three levels, for 2 to 40 samples", () => {
  assert.is(vectors.means.length, 5);
  for (const { samples, interval90, interval95, interval99 } of vectors.means) {
    sameInterval(meanInterval(samples, 0.9), interval90, `90%, n = ${samples.length}`);
    sameInterval(meanInterval(samples), interval95, `95%, n = ${samples.length}`);
    sameInterval(meanInterval(samples, 0.99), interval99, `99%, n = ${samples.length}`);
  }
});

test("the p-value of a mean of zero agrees with SciPy", () => {
  for (const { samples, pValue } of vectors.means) {
    close(twoSided(tStatistic(samples), samples.length), pValue, TOLERANCE, `n = ${samples.length}`);
  }
});

test("the corrected resampled t-test agrees with SciPy's t on the corrected variance", () => {
  assert.is(vectors.corrected.length, 2);
  for (const { differences, trainSize, testSize, t, interval95, pValue } of vectors.corrected) {
    const splits = { trainSize, testSize };
    const statistic = tStatistic(differences, 0, splits);
    close(statistic, t, TOLERANCE, "t");
    close(twoSided(statistic, differences.length), pValue, TOLERANCE, "p");
    sameInterval(meanInterval(differences, 0.95, splits), interval95, `${differences.length} splits`);
    const row = meanAs("difference", differences, splits);
    sameInterval({ ...row, level: 0.95 }, interval95, "row");
    sameInterval(meanFinding(differences, ".3f", { splits }).interval, interval95, "finding");
  }
});

test.run();
