import * as tf from "@tensorflow/tfjs-core";
import * as assert from "uvu/assert";

/** Runs `body` and asserts that it leaves as many tensors as there were. */
export function withoutLeaks(body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  assert.is(tf.memory().numTensors, before, "tensors left behind");
}
