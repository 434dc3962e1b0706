import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Finding } from "../../../experiments/lib/experiment.ts";
import { findingToText } from "../../../scripts/text/finding-text.ts";
import { formatNumber } from "../../../scripts/text/typography.ts";

const test = suite("the wording of findings");

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const difference = (value: number, low: number, high: number): Finding => ({
  value,
  format: ".2f",
  unit: "nats",
  interval: { low, high, level: 0.95 },
  n: 3,
  phrases: { higher: "higher by", lower: "lower by", unresolved: "not resolved:" },
});

test("a difference above zero is called higher", () => {
  const text = plain(findingToText(difference(0.05, 0.03, 0.07)));
  assert.is(text, "higher by 0.05 nats (95 % interval 0.03 to 0.07, n = 3)");
});

test("a difference below zero is called lower, by a positive amount with its interval mirrored", () => {
  const text = plain(findingToText(difference(-0.05, -0.07, -0.03)));
  assert.is(text, "lower by 0.05 nats (95 % interval 0.03 to 0.07, n = 3)");
});

test("a difference whose interval contains zero is not resolved and keeps its sign", () => {
  const text = plain(findingToText(difference(-0.01, -0.04, 0.02)));
  assert.is(text, "not resolved: −0.01 nats (95 % interval −0.04 to 0.02, n = 3)");
});

test("an interval that touches zero is not resolved", () => {
  assert.match(findingToText(difference(0.02, 0, 0.04)), /^not resolved:/);
  assert.match(findingToText(difference(-0.02, -0.04, 0)), /^not resolved:/);
});

test("a difference without an interval says so and is not resolved", () => {
  const { interval: _, ...single } = { ...difference(0.05, 0.03, 0.07), n: 1 };
  const text = plain(findingToText(single));
  assert.is(text, "not resolved: 0.05 nats (n = 1, no interval)");
});

test("an exact number has no detail, and a word stays as it is", () => {
  assert.is(plain(findingToText({ value: 6144, unit: "parameters" })), "6,144 parameters");
  assert.is(findingToText({ value: "768 × 768" }), "768 × 768");
});

test("numbers have a true minus sign, a spaced per cent sign and powers of ten", () => {
  assert.is(plain(formatNumber(-0.0123, ".1%")), "−1.2 %");
  assert.is(plain(formatNumber(3.2e-7, ".1e")), "3.2 × 10⁻⁷");
  assert.is(plain(formatNumber(12_288)), "12,288");
  assert.is(plain(formatNumber(0.123456)), "0.1235");
});

test.run();
