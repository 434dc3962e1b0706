import type * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  contrastiveLoss,
  createNameEncoder,
  directionsOf,
  type EncoderTraining,
  mergeAdapters,
  type NameEncoder,
  trainedBy,
  withAdapters,
} from "../../../experiments/10-translation/name-encoder.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { bagsOf } from "../../../experiments/lab/nn/bags.ts";
import { fitNetwork, type Tensors, valuesOf } from "../../../experiments/lab/nn/fit.ts";
import { close } from "../../helpers/close.ts";
import { allClose, evaluateOn, startableEngines } from "../../helpers/engines.ts";
import { train64 } from "../../oracles/adam64.ts";
import { bagsOf as oracleBagsOf } from "../../oracles/bags.ts";
import * as contrastive from "../../oracles/contrastive.ts";
import * as oracle from "../../oracles/name-encoder.ts";
import { differentiated, float64Of, gradientsClose, redrawn } from "../../oracles/networks.ts";

const test = suite("name encoder");

const sizes = { inputs: 11, hidden: 6, outputs: 4 };
/** Three pairs; one row has a bucket of its own, one shares all. */
const lists = [[0, 1, 2], [3, 4], [5, 10], [1, 2, 6], [3, 7, 8], [9]];
const unitOf = (size: number) => 1 / Math.sqrt(size);
const TEMPERATURE = 0.2;
const arms: readonly EncoderTraining[] = [{ kind: "full" }, { kind: "lora", rank: 2 }];

/** B away from zero, where the gradient of A would vanish. */
function randomEncoder(arm: EncoderTraining): NameEncoder {
  const random = Random.seeded(7);
  const draw = Random.seeded(8);
  const encoder = withAdapters(createNameEncoder(random, sizes), random, arm);
  return redrawn(encoder, ["inputB", "outputB"], () => draw.normal());
}

const directions = (encoder: NameEncoder) =>
  valuesOf(encoder, (tensors) => directionsOf(tensors, bagsOf(lists, unitOf)));
const loss = (tensors: Tensors<NameEncoder>) =>
  contrastiveLoss(directionsOf(tensors, bagsOf(lists, unitOf)), TEMPERATURE);

function oracleOf(encoder: oracle.NameEncoder, arm: EncoderTraining) {
  const bags = oracleBagsOf(lists, unitOf);
  const activations = oracle.forward(encoder, sizes, bags);
  const { units } = activations;
  const half = units.length / 2;
  const sides = contrastive.contrastiveLoss(units.subarray(0, half), units.subarray(half), 3, TEMPERATURE);
  const unitGradient = Float64Array.from([...sides.left, ...sides.right]);
  const gradients = oracle.gradientsOf(encoder, sizes, bags, activations, unitGradient, arm);
  return { units, loss: sides.loss, gradients };
}

for (const engine of await startableEngines()) {
  test(`directions, loss and gradients are those derived by hand, on ${engine}`, async () => {
    await startEngine(engine);
    for (const arm of arms) {
      const encoder = randomEncoder(arm);
      const expected = oracleOf(float64Of(encoder), arm);
      allClose(directions(encoder), expected.units, 1e-6, `${arm.kind} directions`);
      const actual = differentiated(encoder, trainedBy(arm), loss);
      allClose([actual.loss], [expected.loss], 1e-5, `${arm.kind} loss`);
      gradientsClose(actual.gradients, expected.gradients, 1e-5);
    }
  });

  test(`ten steps end where AdamW in float64 ends, on ${engine}`, async () => {
    await startEngine(engine);
    for (const arm of arms) {
      const encoder = randomEncoder(arm);
      const { body } = trainedBy(arm);
      const rates = { body: 0.01, outer: 0.01 };
      const fitted = fitNetwork(encoder, { trained: trainedBy(arm), steps: 10, rates }, loss);
      const expected = float64Of(encoder);
      train64(expected, Object.fromEntries(body.map((name) => [name, 0.01])), 10, () => {
        return oracleOf(expected, arm).gradients;
      });
      for (const name of body) allClose(fitted[name].values, expected[name], 1e-4, name);
    }
  });
}

test("the contrastive loss of equal vectors is the logarithm of their number, and of opposite pairs near zero", async () => {
  const lossOf = async (rows: readonly (readonly number[])[], temperature: number) => {
    const op = (x?: tf.Tensor) => contrastiveLoss(x as tf.Tensor2D, temperature);
    const input = { shape: [rows.length, 2], values: rows.flat() };
    const { value } = await evaluateOn("wasm", op, [input], { shape: [], values: [1] });
    return value[0] ?? Number.NaN;
  };
  const [east, west] = [
    [1, 0],
    [-1, 0],
  ];
  close(await lossOf(Array(8).fill(east), 0.07), Math.log(4), 1e-6);
  close(await lossOf([east, west, east, west], 0.2), Math.log(1 + Math.exp(-2 / 0.2)), 1e-6);
});

test("fresh adapters change nothing, and merged ones give the same directions", () => {
  const plain = createNameEncoder(Random.seeded(7), sizes);
  const fresh = withAdapters(plain, Random.seeded(7), { kind: "lora", rank: 2 });
  assert.equal(directions(fresh), directions(plain));
  const trained = randomEncoder({ kind: "lora", rank: 2 });
  const merged = mergeAdapters(trained);
  assert.is(merged.inputA.values.length, 0);
  allClose(directions(merged), directions(trained), 1e-6, "directions");
});

test("a name that turns no hidden unit on has the direction zero and a finite gradient", () => {
  const encoder = createNameEncoder(Random.seeded(7), sizes);
  const off = redrawn(encoder, ["inputWeight"], () => -1);
  assert.ok(directions(off).every((value) => value === 0));
  const { gradients } = differentiated(off, trainedBy({ kind: "full" }), loss);
  for (const values of Object.values(gradients)) assert.ok(Array.from(values).every((value) => value === 0));
});

test.run();
