import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../../../experiments/lab/trials/ngram.run.ts";

const test = suite("n-gram trial");

test("longer contexts predict the test documents better, and any context better than none", () => {
  const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;
  const { result } = run({ orders: [1, 2, 3], finalWindows: 64, contextLength: 32 }, context);
  const losses = result.losses.map(({ loss }) => loss);
  assert.equal(
    result.losses.map(({ order }) => order),
    [1, 2, 3],
  );
  assert.equal(
    losses,
    [...losses].sort((a, b) => b - a),
  );
  // English text: about 3 nats per character by frequencies alone, and above 1 whatever the model.
  assert.ok((losses[0] ?? 0) < 3.2 && (losses[2] ?? 0) > 1);
});

test.run();
