import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../../../experiments/kit/experiment.ts";
import {
  amountPhrases,
  count,
  decimal,
  excessFinding,
  gapPhrases,
  meanFinding,
  percent,
  ratioFinding,
} from "../../../../experiments/kit/stats/findings.ts";
import { lossFinding, lossGap } from "../../../../experiments/lab/losses.ts";
import { formatNumber } from "../../../../scripts/text/typography.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("findings");

/** Of two samples: t with one degree of freedom, at 97.5%. */
const T = 12.706204736;

const ends = ({ interval }: Finding): readonly [number, number] => [
  interval?.low ?? Number.NaN,
  interval?.high ?? Number.NaN,
];

test("a plain number shows with the commas, decimals or percent of its kind, and with its unit", () => {
  const shown = ({ value, format }: Finding) => formatNumber(value as number, format);
  assert.is(shown(count(98_304)), "98,304");
  assert.is(shown(decimal(2, 3)), "2.000");
  assert.is(shown(decimal(1.26, 1)), "1.3");
  assert.match(shown(percent(0.256)), /^26\W*%$/);
  assert.match(shown(percent(0.0016, 2)), /^0\.16\W*%$/);
  assert.is(count(1200, "steps").unit, "steps");
  assert.is(decimal(1.5, 1, "billion").unit, "billion");
  assert.not.ok("unit" in count(3));
});

test("a mean of two samples has the interval that their distance gives, and one sample has none", () => {
  const finding = meanFinding([1, 3], ".2f", { unit: "steps" });
  assert.is(finding.value, 2);
  assert.is(finding.n, 2);
  assert.is(finding.unit, "steps");
  const [low, high] = ends(finding);
  close(low, 2 - T, 1e-8);
  close(high, 2 + T, 1e-8);
  assert.is(meanFinding([4], ".2f").interval, undefined);
});

test("losses are in nats, and a gap of losses is put in words by its outcome", () => {
  assert.equal(lossFinding([2]), { value: 2, format: ".3f", interval: undefined, n: 1, unit: "nats" });
  assert.equal(lossGap([2]), { ...lossFinding([2]), phrases: gapPhrases });
  assert.equal(lossGap([2], amountPhrases), { ...lossFinding([2]), phrases: amountPhrases });
});

test("ratios are averaged by their logarithms, and an excess is the same, counted from one", () => {
  // ln 2 and ln 8: their mean is ln 4, half their distance ln 2.
  const [low, high] = [4 * 2 ** -T, 4 * 2 ** T];
  const ratio = ratioFinding([2, 8], ".2f");
  const excess = excessFinding([2, 8], ".0%", gapPhrases);
  close(ratio.value as number, 4, 1e-14);
  close(excess.value as number, 3, 1e-14);
  close(ends(ratio)[0] / low, 1, 1e-7);
  close(ends(ratio)[1] / high, 1, 1e-7);
  close(ends(excess)[0], low - 1, 1e-7);
  close(ends(excess)[1] / (high - 1), 1, 1e-7);
  assert.equal([excess.n, excess.format, excess.phrases], [2, ".0%", gapPhrases]);
  assert.is(excessFinding([2], ".0%", gapPhrases).interval, undefined);
});

test.run();
