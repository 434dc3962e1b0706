import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  createTanhNetwork,
  type Method,
  outputsOf,
  squaredError,
  type TanhNetwork,
  trainable,
} from "../../../experiments/07-expressiveness/tanh-network.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { startEngine } from "../../../experiments/lab/engine/backend.ts";
import { countTrained, fitNetwork, valuesOf } from "../../../experiments/lab/nn/fit.ts";
import { allClose, startableEngines } from "../../helpers/engines.ts";
import { withoutLeaks } from "../../helpers/leaks.ts";
import { train64 } from "../../oracles/adam64.ts";
import { differentiated, float64Of, gradientsClose, redrawn } from "../../oracles/networks.ts";
import * as oracle from "../../oracles/tanh-network.ts";

const test = suite("tanh network");

const HIDDEN = 5;
const inputs = Float64Array.of(-1.5, -0.4, 0.3, 0.9, 1.6, 2.1);
const targets = inputs.map((x) => Math.sin(3 * x));
const columnOf = (values: Float64Array) => tf.tensor2d(Float32Array.from(values), [values.length, 1]);
const arms: readonly (readonly [Method, number])[] = [
  ["headOnly", 0],
  ["lora", 2],
  ["full", 0],
];

/** A network with nothing at zero, so that every gradient differs from zero. */
function networkOf(rank: number): TanhNetwork {
  const random = Random.seeded(4);
  return redrawn(createTanhNetwork(Random.seeded(3), HIDDEN, rank), ["loraB"], () => random.normal());
}

const oracleForward = (network: oracle.TanhNetwork) =>
  oracle.forward(network, oracle.bodyOf(network, inputs));
const oracleGradients = (network: oracle.TanhNetwork, method: Method) =>
  oracle.gradientsOf(network, inputs, targets, oracleForward(network), method);

for (const engine of await startableEngines()) {
  test(`outputs and gradients are those derived by hand, on ${engine}`, async () => {
    await startEngine(engine);
    for (const [method, rank] of arms) {
      const network = networkOf(rank);
      const expected = float64Of(network);
      const outputs = valuesOf(network, (tensors) => outputsOf(tensors, columnOf(inputs)));
      allClose(outputs, oracleForward(expected).outputs, 1e-6, `${method} outputs`);
      const { gradients } = differentiated(network, trainable[method], (tensors) =>
        squaredError(tensors, columnOf(inputs), columnOf(targets)),
      );
      gradientsClose(gradients, oracleGradients(expected, method), 1e-5);
    }
  });

  test(`twenty steps end where AdamW in float64 ends, on ${engine}`, async () => {
    await startEngine(engine);
    for (const [method, rank] of arms) {
      const network = networkOf(rank);
      const { body, outer } = trainable[method];
      const config = { trained: trainable[method], steps: 20, rates: { body: 0.01, outer: 0.02 } };
      const fitted = fitNetwork(network, config, (tensors) =>
        squaredError(tensors, columnOf(inputs), columnOf(targets)),
      );
      const expected = float64Of(network);
      const rates = Object.fromEntries([
        ...body.map((name) => [name, 0.01]),
        ...outer.map((name) => [name, 0.02]),
      ]);
      train64(expected, rates, 20, () => oracleGradients(expected, method));
      for (const name of [...body, ...outer]) allClose(fitted[name].values, expected[name], 1e-4, name);
    }
  });
}

test("training leaves no tensor behind and the given network as it was", () => {
  const network = networkOf(2);
  const before = structuredClone(network);
  const config = { trained: trainable.lora, steps: 3, rates: { body: 0.1, outer: 0.1 } };
  withoutLeaks(() => {
    const fitted = fitNetwork(network, config, (tensors) =>
      squaredError(tensors, columnOf(inputs), columnOf(targets)),
    );
    assert.not.equal(fitted.loraA, network.loraA);
  });
  assert.equal(network, before);
});

test("a loss that is not finite ends the training, and leaves no tensor behind", () => {
  const config = { trained: trainable.full, steps: 3, rates: { body: 0.1, outer: 0.1 } };
  withoutLeaks(() => {
    const broken = () =>
      fitNetwork(networkOf(0), config, (tensors) =>
        squaredError(tensors, columnOf(inputs), columnOf(targets)).mul<tf.Scalar>(Number.NaN),
      );
    assert.throws(broken, /the training loss is not finite at step 1/);
  });
});

test("an adapter starts at zero, on the same network at every rank", () => {
  const plain = createTanhNetwork(Random.seeded(9), HIDDEN, 0);
  const adapted = createTanhNetwork(Random.seeded(9), HIDDEN, 2);
  const outputs = (network: TanhNetwork) =>
    valuesOf(network, (tensors) => outputsOf(tensors, columnOf(inputs)));
  assert.equal(outputs(adapted), outputs(plain));
  assert.ok(adapted.loraA.values.some((value) => value !== 0));
});

test("weights are counted as they are trained", () => {
  assert.is(countTrained(networkOf(0), trainable.headOnly), 6);
  assert.is(countTrained(networkOf(2), trainable.lora), 6 + 2 * 2 * 5);
  assert.is(countTrained(networkOf(0), trainable.full), 6 + 2 * 5 + 25 + 5);
});

test.run();
