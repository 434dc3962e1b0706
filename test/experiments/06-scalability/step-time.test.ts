import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../experiments/06-scalability/step-time.run.ts";

const test = suite("times of training steps");

test("every arm of every width is timed in every round, and nothing is left behind", async () => {
  const arms = [
    { name: "full", arm: { kind: "full" } },
    { name: "fixed", arm: { kind: "lora", rank: 2, alpha: 2 } },
  ] as const;
  const modelOf = (dModel: number) => ({ dModel, nLayers: 1, nHeads: 2, dFf: 8, contextLength: 4 });
  const config = {
    widths: [4, 8].map((width) => ({ model: modelOf(width), arms })),
    batchSize: 2,
    seed: 1,
    repetitions: 3,
    warmup: 1,
  };
  const fractions: number[] = [];
  const context = {
    inputs: {},
    engine: "cpu",
    progress: (fraction: number) => fractions.push(fraction),
  } as const;
  const { times } = (await run(config, context)).result;
  assert.equal(
    times.map(({ width, name }) => [width, name]),
    [
      [4, "full"],
      [4, "fixed"],
      [8, "full"],
      [8, "fixed"],
    ],
  );
  for (const { milliseconds } of times) {
    assert.is(milliseconds.length, 3);
    assert.ok(milliseconds.every((time) => time > 0));
  }
  assert.equal(fractions, [0.5, 1]);
  assert.is(tf.memory().numTensors, 0);
});

test.run();
