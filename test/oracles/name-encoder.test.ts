import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  createNameEncoder,
  type EncoderTraining,
  trainedBy,
  withAdapters,
} from "../../experiments/10-translation/name-encoder.ts";
import { Random } from "../../experiments/kit/random.ts";
import { close } from "../helpers/close.ts";
import { bagsOf } from "./bags.ts";
import { contrastiveLoss } from "./contrastive.ts";
import { forward, gradientsOf, type NameEncoder } from "./name-encoder.ts";
import { float64Of, redrawn } from "./networks.ts";

const sizes = { inputs: 11, hidden: 6, outputs: 4 };
/** Three pairs; one row has a bucket of its own, one shares all. */
const bags = bagsOf([[0, 1, 2], [3, 4], [5, 10], [1, 2, 6], [3, 7, 8], [9]], (size) => 1 / Math.sqrt(size));
const arms: readonly EncoderTraining[] = [{ kind: "full" }, { kind: "lora", rank: 2 }];

/** B away from zero, where the gradient of A would vanish. */
function randomEncoder(arm: EncoderTraining): NameEncoder {
  const random = Random.seeded(7);
  const draw = Random.seeded(8);
  const encoder = withAdapters(createNameEncoder(random, sizes), random, arm);
  return float64Of(redrawn(encoder, ["inputB", "outputB"], () => draw.normal()));
}

function lossOf(encoder: NameEncoder) {
  const activations = forward(encoder, sizes, bags);
  const half = 3 * sizes.outputs;
  const { units } = activations;
  const { loss, left, right } = contrastiveLoss(units.subarray(0, half), units.subarray(half), 3, 0.2);
  return { loss, activations, unitGradient: Float64Array.from([...left, ...right]) };
}

for (const arm of arms) {
  test(`gradients of ${arm.kind} through the contrastive loss agree with central differences`, () => {
    const encoder = randomEncoder(arm);
    const { activations, unitGradient } = lossOf(encoder);
    const gradients = gradientsOf(encoder, sizes, bags, activations, unitGradient, arm);
    assert.equal(Object.keys(gradients).sort(), [...trainedBy(arm).body].sort());
    for (const name of trainedBy(arm).body) {
      const parameter = encoder[name];
      parameter.forEach((value, index) => {
        parameter[index] = value + 1e-5;
        const above = lossOf(encoder).loss;
        parameter[index] = value - 1e-5;
        const below = lossOf(encoder).loss;
        parameter[index] = value;
        close(gradients[name]?.[index] ?? Number.NaN, (above - below) / 2e-5, 1e-7, `${name}[${index}]`);
      });
    }
  });
}

test("the contrastive loss of equal vectors is the logarithm of their number, and of opposite pairs near zero", () => {
  const equal = Float64Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 1 : 0));
  close(contrastiveLoss(equal, equal, 4, 0.07).loss, Math.log(4), 1e-12);
  const opposite = Float64Array.from([1, 0, -1, 0]);
  close(contrastiveLoss(opposite, opposite, 2, 0.07).loss, Math.log(1 + Math.exp(-2 / 0.07)), 1e-12);
});

test("directions have length one, or zero where no hidden unit is on", () => {
  const { units, hidden } = forward(randomEncoder({ kind: "full" }), sizes, bags);
  for (let row = 0; row < 6; row++) {
    const length = units.subarray(row * 4, row * 4 + 4).reduce((sum, value) => sum + value * value, 0);
    const isOn = hidden.subarray(row * sizes.hidden, (row + 1) * sizes.hidden).some((value) => value > 0);
    close(length, isOn ? 1 : 0, 1e-12);
  }
});

test.run();
