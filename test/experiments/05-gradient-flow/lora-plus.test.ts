import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loraPlusUpdater } from "../../../experiments/05-gradient-flow/lora-plus.ts";
import { startEngine } from "../../../experiments/lib/engine/backend.ts";
import { createOptimizer } from "../../../experiments/lib/nn/optimizer.ts";
import { disposeTransformer, type Transformer } from "../../../experiments/lib/nn/transformer.ts";
import { close } from "../../helpers/close.ts";
import { withoutLeaks } from "../../helpers/leaks.ts";
import { createTinyModel } from "../../helpers/tiny-model.ts";

const test = suite("LoRA+");

const rates = { body: 0.01, shared: 0.002 };
const STEPS = 12;

/** A gradient for each entry of each parameter, of another size and sign at each step. */
const gradientAt = (step: number, parameter: number, entry: number): number =>
  0.01 * Math.sin(step + 3 * parameter + entry);

/** Adam by hand on one number, with gradients of all parameters clipped together to a norm of one. */
function adamByHand(start: number, rate: number, gradients: readonly number[]): number {
  let [value, first, second] = [start, 0, 0];
  for (const [index, gradient] of gradients.entries()) {
    first = 0.9 * first + 0.1 * gradient;
    second = 0.95 * second + 0.05 * gradient * gradient;
    const corrected = first / (1 - 0.9 ** (index + 1));
    value -= (rate * corrected) / (Math.sqrt(second / (1 - 0.95 ** (index + 1))) + 1e-8);
  }
  return value;
}

const read = ({ parameters }: Transformer) => parameters.map(({ variable }) => [...variable.dataSync()]);

/** Trains a model by the made-up gradients; returns its values before and after. */
function trainedWith(ratio: number) {
  const model = createTinyModel({ kind: "lora", rank: 2, alpha: 2 });
  const names = model.parameters.map(({ name }) => name);
  const before = read(model);
  const optimizer = createOptimizer(model.parameters, loraPlusUpdater(model, ratio));
  for (let step = 1; step <= STEPS; step++) {
    const gradients = model.parameters.map(({ variable }, parameter) =>
      tf.tensor(
        Float32Array.from({ length: variable.size }, (_, entry) => gradientAt(step, parameter, entry)),
        variable.shape,
      ),
    );
    optimizer.update(gradients, step, rates);
    tf.dispose(gradients);
  }
  const after = read(model);
  optimizer.dispose();
  disposeTransformer(model);
  return { names, before, after };
}

test("is Adam with one rate for A and another for B, and leaves what is shared at its own", async () => {
  await startEngine("cpu");
  const ratio = 8;
  const { names, before, after } = trainedWith(ratio);
  const sizes = before.map(({ length }) => length);
  const norms = Array.from({ length: STEPS }, (_, index) =>
    Math.hypot(
      ...sizes.flatMap((size, parameter) =>
        Array.from({ length: size }, (_unused, entry) => gradientAt(index + 1, parameter, entry)),
      ),
    ),
  );
  const counts = { A: 0, B: 0, shared: 0 };
  for (const [parameter, name] of names.entries()) {
    const kind = /\.lora([AB])$/.exec(name)?.[1] as "A" | "B" | undefined;
    const rate = { A: rates.body, B: ratio * rates.body, shared: rates.shared }[kind ?? "shared"];
    counts[kind ?? "shared"]++;
    for (const [entry, start] of (before[parameter] ?? []).entries()) {
      const gradients = norms.map(
        (norm, index) => gradientAt(index + 1, parameter, entry) * Math.min(1, 1 / norm),
      );
      close(after[parameter]?.[entry] ?? Number.NaN, adamByHand(start, rate, gradients), 2e-5, name);
    }
  }
  assert.equal(counts, { A: 12, B: 12, shared: 3 });
});

test("with equal rates is plain Adam, to the last bit, and leaves no tensor behind", async () => {
  await startEngine("cpu");
  withoutLeaks(() => {
    const { after } = trainedWith(1);
    const model = createTinyModel({ kind: "lora", rank: 2, alpha: 2 });
    const optimizer = createOptimizer(model.parameters);
    for (let step = 1; step <= STEPS; step++) {
      const gradients = model.parameters.map(({ variable }, parameter) =>
        tf.tensor(
          Float32Array.from({ length: variable.size }, (_, entry) => gradientAt(step, parameter, entry)),
          variable.shape,
        ),
      );
      optimizer.update(gradients, step, rates);
      tf.dispose(gradients);
    }
    assert.equal(after, read(model));
    optimizer.dispose();
    disposeTransformer(model);
  });
});

test.run();
