import { test } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../experiments/01-lora-layer/read-ngram.run.ts";
import { coreTraining } from "../../../experiments/lab/setup.ts";

const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;
const losses = (steps: number, seed = 300) =>
  run({ ...coreTraining, finalWindows: 64, seed, steps, orders: [1, 2, 3] }, context).result.losses;

test("more text that is read lowers the loss, most for longer contexts, and the seed chooses the text", () => {
  const [few, many] = [losses(2), losses(60)];
  assert.equal(
    few.map(({ order }) => order),
    [1, 2, 3],
  );
  const gains = few.map(({ loss }, index) => loss - (many[index]?.loss ?? Number.NaN));
  assert.ok(gains.every((gain) => gain > 0));
  assert.ok((gains[2] ?? 0) > (gains[0] ?? 0));
  assert.equal(losses(2), few);
  assert.not.equal(losses(2, 301), few);
});

test.run();
