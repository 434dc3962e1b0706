/** The `node` engine, on whichever library of TensorFlow it has. */
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startEngine } from "../../../../experiments/lab/engine/backend.ts";
import { numbersOf, startableEngines } from "../../../helpers/engines.ts";

const test = suite("node engine");

if ((await startableEngines()).includes("node")) {
  test("it computes where Node has no longer what its package calls, as from version 23 on", async () => {
    const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
    delete util.isNullOrUndefined;
    delete util.isArray;
    await startEngine("node");
    const [, right] = tf.split(tf.tensor1d([1, 2, 3, 4]), 2) as [tf.Tensor, tf.Tensor];
    assert.equal(numbersOf(right), [3, 4]);
  });

  test("it starts without a word on either output but the version that is asked for", async () => {
    const script = fileURLToPath(
      new URL("../../../../experiments/programs/native/prove.ts", import.meta.url),
    );
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--import", "tsx", script]);
    assert.match(stdout, /^\d+\.\d+\.\d+$/);
    assert.is(stderr, "");
  });
}

test.run();
