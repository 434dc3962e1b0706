import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../../experiments/kit/experiment.ts";
import { describeFinding, plainFinding } from "../../../scripts/text/finding-text.ts";
import { formatNumber } from "../../../scripts/text/typography.ts";

const findingToText = (finding: Finding): string => plainFinding(describeFinding(finding));

const test = suite("the wording of findings");

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const difference = (value: number, low: number, high: number): Finding => ({
  value,
  format: ".2f",
  unit: "nats",
  interval: { low, high, level: 0.95 },
  n: 3,
  phrases: { higher: "% above", lower: "% below", unresolved: "within noise (%) of" },
});

test("a difference above zero is put by the phrase for higher, with half its interval", () => {
  assert.is(plain(findingToText(difference(0.05, 0.03, 0.07))), "0.05 ± 0.02 nats above");
});

test("a difference below zero is put by the phrase for lower, as a positive amount", () => {
  assert.is(plain(findingToText(difference(-0.05, -0.07, -0.03))), "0.05 ± 0.02 nats below");
});

test("a difference whose interval contains or touches zero is not resolved and keeps its sign", () => {
  assert.is(plain(findingToText(difference(-0.01, -0.04, 0.02))), "within noise (−0.01 ± 0.03 nats) of");
  assert.match(findingToText(difference(0.02, 0, 0.04)), /^within noise/);
  assert.match(findingToText(difference(-0.02, -0.04, 0)), /^within noise/);
});

test("a difference without an interval is not resolved either", () => {
  const { interval: _, ...single } = { ...difference(0.05, 0.03, 0.07), n: 1 };
  assert.is(plain(findingToText(single)), "within noise (0.05 nats) of");
  assert.is(plain(describeFinding(single).detail), "n = 1, no interval");
});

test("the detail has the full interval and the count, mirrored where the phrase carries the sign", () => {
  const { detail } = describeFinding(difference(-0.05, -0.07, -0.03));
  assert.is(plain(detail), "95% interval 0.03 to 0.07, n = 3");
});

test("an interval whose ends lie at other distances is printed with both", () => {
  const interval = { low: 1.1, high: 1.35, level: 0.95 };
  assert.is(plain(findingToText({ value: 1.2, format: ".2f", interval, n: 3 })), "1.20 [1.10, 1.35]");
});

test("a share and its uncertainty have one per cent sign", () => {
  const interval = { low: 0.72, high: 0.84, level: 0.95 };
  assert.is(plain(findingToText({ value: 0.78, format: ".0%", interval })), "78 ± 6%");
});

test("a finding in words keeps a symbol and its value on one line", () => {
  assert.is(findingToText({ value: "LoRA r = 16" }), "LoRA r\u00a0=\u00a016");
});

test("a phrase without a place for the number comes before it", () => {
  const phrases = { higher: "higher by", lower: "lower by", unresolved: "not resolved:" };
  assert.is(plain(findingToText({ ...difference(0.05, 0.03, 0.07), phrases })), "higher by 0.05 ± 0.02 nats");
});

test("an exact number has no detail, and a word stays as it is", () => {
  assert.is(plain(findingToText({ value: 6144, unit: "parameters" })), "6,144 parameters");
  assert.is(findingToText({ value: "768 × 768" }), "768 × 768");
});

test("numbers have a true minus sign, a spaced per cent sign and powers of ten", () => {
  assert.is(plain(formatNumber(-0.0123, ".1%")), "−1.2%");
  assert.is(plain(formatNumber(3.2e-7, ".1e")), "3.2 × 10⁻⁷");
  assert.is(plain(formatNumber(12_288)), "12,288");
  assert.is(plain(formatNumber(0.123456)), "0.1235");
});

test.run();
