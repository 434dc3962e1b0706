import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as translation from "../../../../experiments/10-translation/name-encoder.ts";
import { Random } from "../../../../experiments/kit/random.ts";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { linear, pool } from "../../../../experiments/lab/engine/ops.ts";
import { bagsOf } from "../../../../experiments/lab/nn/bags.ts";
import {
  fitNetwork,
  type Tensors,
  type TrainedNames,
  withTensors,
} from "../../../../experiments/lab/nn/fit.ts";
import { learningRateAt } from "../../../../experiments/lab/nn/optimizer.ts";
import { drawn, type Weight } from "../../../../experiments/lab/nn/weights.ts";
import { numbersOf } from "../../../helpers/engines.ts";
import { withoutLeaks } from "../../../helpers/leaks.ts";

const test = suite("fit");
await startEngine("wasm");

interface Line {
  readonly slope: Weight;
  readonly offset: Weight;
}

const line: Line = { slope: drawn([1, 1], () => 0), offset: drawn([1, 1], () => 0) };
/** The squared distance of slope x + offset from 2 x + 3 at x = -1 and 1. */
const lossOf = ({ slope, offset }: Tensors<Line>) => {
  const x = tf.tensor2d([-1, 1], [2, 1]);
  return linear(x, slope).add(offset).sub(x.mul(2).add(3)).square().mean<tf.Scalar>();
};
const both = { trained: { body: ["slope"], outer: ["offset"] }, steps: 400 } as const;

test("a line is found, by both groups", () => {
  const { slope, offset } = fitNetwork(line, { ...both, rates: { body: 0.1, outer: 0.1 } }, lossOf);
  assert.ok(Math.abs((slope.values[0] ?? 0) - 2) < 1e-3, `${slope.values}`);
  assert.ok(Math.abs((offset.values[0] ?? 0) - 3) < 1e-3, `${offset.values}`);
});

test("what is not named stays as it was, and each group takes its own rate", () => {
  const fitted = (trained: TrainedNames<Line>) =>
    fitNetwork(line, { trained, steps: 1, rates: { body: 0.5, outer: 0.25 } }, lossOf);
  assert.is(fitted({ body: ["slope"], outer: [] }).offset, line.offset);
  const { slope, offset } = fitted(both.trained);
  // A single step of Adam is as long as its rate, here at its end, a tenth of the highest.
  assert.ok(Math.abs((slope.values[0] ?? 0) - 0.05) < 1e-6, `${slope.values}`);
  assert.ok(Math.abs((offset.values[0] ?? 0) - 0.025) < 1e-6, `${offset.values}`);
});

test("with a warm-up the rates rise to their highest first", () => {
  const first = (warmupSteps?: number) => {
    let slope = 0;
    const config = {
      ...both,
      steps: 4,
      rates: { body: 0.5, outer: 0.5 },
      ...(warmupSteps && { warmupSteps }),
    };
    fitNetwork(line, config, (tensors) => {
      slope ||= tensors.slope.dataSync()[0] ?? 0;
      return lossOf(tensors);
    });
    return slope;
  };
  // The first step of Adam is as long as its rate: a half of the highest, or that of the cosine after one step of four.
  assert.ok(Math.abs(first(2) - 0.25) < 1e-6, `${first(2)}`);
  assert.ok(Math.abs(first() - 0.5 * (0.1 + (0.9 * (1 + Math.cos(Math.PI / 4))) / 2)) < 1e-6, `${first()}`);
});

test("each step reports its loss before the update", () => {
  const losses: number[] = [];
  const config = { ...both, steps: 3, rates: { body: 0.1, outer: 0.1 } };
  fitNetwork(line, config, lossOf, (step, loss) => {
    assert.is(step, losses.length + 1);
    losses.push(loss);
  });
  assert.is(losses[0], 13);
  assert.ok((losses[2] ?? 0) < (losses[1] ?? 0) && (losses[1] ?? 0) < 13);
});

test("the rate ends at the given share of the highest", () => {
  const schedule = { learningRate: 2, warmupSteps: 0, steps: 10 };
  assert.is(learningRateAt(10, schedule), 0.2);
  assert.is(learningRateAt(10, { ...schedule, finalShare: 0 }), 0);
  assert.is(learningRateAt(5, { ...schedule, finalShare: 0.5 }), 1.5);
});

test("tensors made with a network are freed", () => {
  withoutLeaks(() => {
    const sum = withTensors(line, ({ slope, offset }) => slope.add(offset).dataSync()[0]);
    assert.is(sum, 0);
  });
});

test("bags keep their lists in order, an empty one as zeros", () => {
  tf.tidy(() => {
    const table = tf.tensor2d([1, 10, 2, 20, 3, 30], [3, 2]);
    const bags = bagsOf([[2, 0], [], [1, 1, 1]], (size) => 1 / size);
    assert.equal(numbersOf(bags.rows), [2, 0, 1, 1, 1]);
    assert.equal(numbersOf(bags.bags), [0, 0, 2, 2, 2]);
    assert.equal(numbersOf(pool(table, bags).mul(6).round()), [12, 120, 0, 0, 12, 120]);
  });
});

/**
 * The numbers of a short training of the encoder, to the last bit: pooling, adapters, relu, unit lengths and the
 * contrastive loss. They change when an order of summation or a start changes on purpose, never by machine.
 */
const GOLDEN_HASH = "e487edcc4d8d2b45";

test("a short training gives the same bits everywhere", () => {
  const random = Random.seeded(1);
  const sizes = { inputs: 40, hidden: 24, outputs: 10 };
  const arm = { kind: "lora", rank: 3 } as const;
  const start = translation.withAdapters(translation.createNameEncoder(random, sizes), random, arm);
  const lists = Array.from({ length: 12 }, (_, list) =>
    Array.from({ length: 1 + (list % 5) }, (_, at) => (7 * list + 3 * at * at) % 40),
  );
  const config = { trained: translation.trainedBy(arm), steps: 20, rates: { body: 0.02, outer: 0.02 } };
  const trained = fitNetwork(start, config, (tensors) => {
    const bags = bagsOf(lists, (size) => 1 / Math.sqrt(size));
    return translation.contrastiveLoss(translation.directionsOf(tensors, bags), 0.1);
  });
  const hash = createHash("sha256");
  for (const { values } of Object.values(translation.mergeAdapters(trained))) hash.update(values);
  assert.is(hash.digest("hex").slice(0, 16), GOLDEN_HASH);
});

test.run();
