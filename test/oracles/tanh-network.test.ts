import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  createTanhNetwork,
  type Method,
  trainable,
} from "../../experiments/07-expressiveness/tanh-network.ts";
import { Random } from "../../experiments/kit/random.ts";
import { close } from "../helpers/close.ts";
import { float64Of, redrawn } from "./networks.ts";
import { bodyOf, forward, gradientsOf, type TanhNetwork } from "./tanh-network.ts";

const test = suite("tanh network in float64");

const HIDDEN = 5;
const inputs = Float64Array.of(-1.5, -0.4, 0.3, 0.9, 1.6, 2.1);
const targets = inputs.map((x) => Math.sin(3 * x));

/** A network with nothing at zero, so that every gradient differs from zero. */
function networkOf(rank: number): TanhNetwork {
  const random = Random.seeded(4);
  const network = createTanhNetwork(Random.seeded(3), HIDDEN, rank);
  return float64Of(redrawn(network, ["loraB"], () => random.normal()));
}

/** The definition, unit by unit, with Math.tanh. */
function outputOf(network: TanhNetwork, x: number, rank: number): number {
  const entry = (values: Float64Array, index: number) => values[index] ?? Number.NaN;
  const units = Array.from({ length: HIDDEN }, (_, unit) => unit);
  const first = units.map((unit) =>
    Math.tanh(x * entry(network.inputWeight, unit) + entry(network.inputBias, unit)),
  );
  const weight = (from: number, to: number) =>
    Array.from({ length: rank }, (_, r) => r).reduce(
      (sum, r) => sum + entry(network.loraA, from * rank + r) * entry(network.loraB, r * HIDDEN + to),
      entry(network.hiddenWeight, from * HIDDEN + to),
    );
  return units.reduce(
    (sum, to) => {
      const inner = units.reduce(
        (total, from) => total + (first[from] ?? Number.NaN) * weight(from, to),
        entry(network.hiddenBias, to),
      );
      return sum + Math.tanh(inner) * entry(network.headWeight, to);
    },
    entry(network.headBias, 0),
  );
}

const lossOf = (network: TanhNetwork, rank: number) =>
  inputs.reduce((sum, x, index) => {
    const error = outputOf(network, x, rank) - (targets[index] ?? Number.NaN);
    return sum + (error * error) / inputs.length;
  }, 0);

test("the outputs are those of the definition, with and without an adapter", () => {
  for (const rank of [0, 1, 3]) {
    const network = networkOf(rank);
    forward(network, bodyOf(network, inputs)).outputs.forEach((output, index) => {
      close(
        output,
        outputOf(network, inputs[index] ?? Number.NaN, rank),
        1e-14,
        `rank ${rank}, input ${index}`,
      );
    });
  }
});

test("every gradient is the slope of the loss, by central differences", () => {
  for (const [method, rank] of [
    ["headOnly", 0],
    ["lora", 2],
    ["full", 0],
  ] as [Method, number][]) {
    const network = networkOf(rank);
    const gradients = gradientsOf(
      network,
      inputs,
      targets,
      forward(network, bodyOf(network, inputs)),
      method,
    );
    const names = [...trainable[method].body, ...trainable[method].outer];
    assert.equal(Object.keys(gradients).sort(), names.toSorted());
    for (const name of names) {
      network[name].forEach((value, index) => {
        const lossAt = (shift: number) => {
          network[name][index] = value + shift;
          return lossOf(network, rank);
        };
        const slope = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
        network[name][index] = value;
        // The error of the difference quotient: the third derivative times 1e-10, and rounding of 1e-16 / 1e-5.
        close(gradients[name]?.[index] ?? Number.NaN, slope, 1e-9, `${method} ${name}[${index}]`);
      });
    }
  }
});

test.run();
