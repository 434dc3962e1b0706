import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOf } from "../../../experiments/kit/digest.ts";

const test = suite("digest of a trial's output");

const result = { ranks: { "4": 0.5, "16": 0.25 }, loss: 1.5 };
const weight = { shape: [2, 2], values: Float32Array.of(1, -0.5, 1e-30, 0.1) };

// Python: hashlib.sha256 of the text that the docstring defines, with struct.pack("<4f", ...) for the artifact.
const WITH_ARTIFACT = "d75a363042ff408d8833fe5a8eeb6da3242546b5216d8c80f52c089dfd11bac8";
const WITHOUT_ARTIFACTS = "ac2cafc4f905f7ce97819a83ef38610846a0565e6d10b46601d8934611f1c2ff";

test("it is what Python computes from the definition", async () => {
  assert.is(await digestOf({ result, artifacts: { weight } }), WITH_ARTIFACT);
  assert.is(await digestOf({ result: "é" }), WITHOUT_ARTIFACTS);
  assert.is(await digestOf({ result: "é", artifacts: {} }), WITHOUT_ARTIFACTS);
});

test("the order of keys does not matter, nor does where in memory the values lie", async () => {
  const values = Float32Array.of(9, 9, ...weight.values).subarray(2);
  const output = {
    artifacts: { weight: { values, shape: [2, 2] } },
    result: { loss: 1.5, ranks: { "16": 0.25, "4": 0.5 } },
  };
  assert.is(await digestOf(output), WITH_ARTIFACT);
});

test("the last bit of a number, a shape and an artifact's name each matter", async () => {
  const nextFloat = new Float32Array(
    new Uint32Array(weight.values.slice().buffer).map((bits) => bits + 1).buffer,
  );
  const others = await Promise.all([
    digestOf({ result: { ...result, loss: 1.5 + 2 ** -52 }, artifacts: { weight } }),
    digestOf({ result, artifacts: { weight: { ...weight, shape: [4] } } }),
    digestOf({ result, artifacts: { weight: { ...weight, values: nextFloat } } }),
    digestOf({ result, artifacts: { bias: weight } }),
    digestOf({ result }),
  ]);
  assert.is(new Set([WITH_ARTIFACT, ...others]).size, 6);
});

test.run();
