import * as tf from "@tensorflow/tfjs-core";
import * as assert from "uvu/assert";

/** Runs `body` and asserts that the number of tensors is the same before and after. */
export function withoutLeaks(body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  assert.is(tf.memory().numTensors, before, "tensors left behind");
}
