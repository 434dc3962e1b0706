import { suite } from "uvu";
import * as assert from "uvu/assert";
import { close } from "../helpers/close.ts";
import { cosineDecay, createAdam64, train64 } from "./adam64.ts";

const test = suite("Adam in float64");

test("updates follow the sums of the definition, unrolled", () => {
  const gradients = [0.5, -0.2, 3, 1e-3];
  const parameter = Float64Array.of(2);
  const update = createAdam64(parameter);
  let expected = 2;
  gradients.forEach((gradient, index) => {
    const step = index + 1;
    update(Float64Array.of(gradient), 0.1, step);
    // m_t and v_t as weighted means of all gradients so far: the weights decay by age and sum to one.
    const weighted = (beta: number, power: number) =>
      gradients
        .slice(0, step)
        .reduce((sum, value, at) => sum + (1 - beta) * beta ** (step - 1 - at) * value ** power, 0) /
      (1 - beta ** step);
    expected -= (0.1 * weighted(0.9, 1)) / (Math.sqrt(weighted(0.95, 2)) + 1e-8);
    close(parameter[0] ?? Number.NaN, expected, 1e-14, `step ${step}`);
  });
});

test("the first step is as long as the rate, whatever the gradient", () => {
  for (const gradient of [1e-3, 1, 1e6]) {
    const parameter = Float64Array.of(0);
    createAdam64(parameter)(Float64Array.of(gradient), 0.25, 1);
    close(parameter[0] ?? Number.NaN, -0.25, 1e-5, `gradient ${gradient}`);
  }
});

test("the rate falls by half a cosine to a tenth of its peak", () => {
  const rates = Array.from({ length: 10 }, (_, index) => cosineDecay(2, index + 1, 10));
  close(rates[4] ?? 0, 1.1, 1e-15, "middle");
  close(rates[9] ?? 0, 0.2, 1e-15, "last");
  assert.equal(
    rates,
    [...rates].sort((first, second) => second - first),
  );
});

test("gradients are clipped together, so that their ratio stays", () => {
  const network = { a: Float64Array.of(0), b: Float64Array.of(0) };
  const seen = [
    { a: Float64Array.of(30), b: Float64Array.of(40) },
    { a: Float64Array.of(0.6), b: Float64Array.of(0.8) },
  ];
  train64(network, { a: 1, b: 1 }, 2, () => seen.shift() ?? {});
  // Both steps have the same gradient after clipping, so each moves by its rate.
  const moved = cosineDecay(1, 1, 2) + cosineDecay(1, 2, 2);
  for (const values of Object.values(network)) close(values[0] ?? 0, -moved, 1e-7);
});

test.run();
