import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openArm, openTraining } from "../../../../experiments/lab/trials/open-settings.ts";

const test = suite("settings that readers may change");

const pathsOf = (arm: Parameters<typeof openArm>[0]) => openArm(arm).map(({ path }) => path);

test("only LoRA has a rank to change, and only the transformer's adapters a scale and layers", () => {
  assert.equal(pathsOf({ kind: "lora", alpha: 4 }), ["arm.rank", "arm.alpha", "arm.targetModules"]);
  assert.equal(pathsOf({ kind: "lora" }), ["arm.rank"]);
  assert.equal(pathsOf({ kind: "full" }), []);
  assert.equal(pathsOf({ kind: "lowRank" }), []);
});

test("published links name the layers and the settings of training as before", () => {
  const nameOf = ({ name, path }: { readonly name?: string; readonly path: string }) => name ?? path;
  assert.equal(openTraining.map(nameOf), ["learningRate", "steps", "seed"]);
  assert.is(nameOf(openArm({ kind: "lora", alpha: 4 })[2] ?? { path: "" }), "layers");
});

test.run();
