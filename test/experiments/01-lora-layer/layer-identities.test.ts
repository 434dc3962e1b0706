import { test } from "uvu";
import * as assert from "uvu/assert";
import { run as layerIdentities } from "../../../experiments/01-lora-layer/layer-identities.run.ts";

const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;

test("a LoRA layer starts at its frozen weight, moves B first, and merges", async () => {
  for (const seed of [100, 101]) {
    const layer = { inputs: 24, outputs: 40, rank: 3, alpha: 6, batchSize: 5, seed };
    const { result } = await layerIdentities(layer, context);
    assert.equal(result.deck, { shape: "5 × 40", largestOutput: 0 });
    assert.is(result.updateAtStart, 0);
    assert.is(result.gradients.largestOfA, 0);
    assert.ok(result.gradients.largestOfB > 0.1);
    assert.ok(result.largestOutput > 0.1);
    assert.ok(result.mergedDifference < 1e-5 * result.largestOutput);
  }
});

test.run();
