import { suite } from "uvu";
import * as assert from "uvu/assert";
import { workOf } from "../../../experiments/12-alternatives/work.ts";
import type { Training } from "../../../experiments/lab/arms.ts";
import type { ModelConfig } from "../../../experiments/lab/nn/config.ts";
import { close } from "../../helpers/close.ts";

const test = suite("work of the compared arms");

const model: ModelConfig = {
  dModel: 64,
  nLayers: 2,
  nHeads: 4,
  dFf: 256,
  contextLength: 32,
  vocabSize: 89,
};
const of = (trains: Training) => workOf(trains, model, 16, 400);
const full = of({ kind: "full" });
const lora = of({ kind: "lora", rank: 4, alpha: 4 });

test("full training: 6 N operations a weight and head, attention, and four numbers a weight", () => {
  // N = 512 tokens; 4 T d operations of attention a token and layer, forward, three times in all.
  const linears = 6 * 512 * (98_304 + 64 * 89);
  assert.is(full.flopsPerStep, linears + 3 * 2 * 512 * 4 * 32 * 64);
  assert.is(full.stateElements, 4 * 98_304);
  assert.is(full.weights, 98_304);
});

test("ReLoRA costs LoRA and its three merges; a warm start half of each, and full's state", () => {
  close(
    of({ kind: "relora", rank: 4 }).flopsPerStep - lora.flopsPerStep,
    (3 * 2 * 4 * 98_304) / 400,
    1e-6,
    "merges",
  );
  const warm = of({ kind: "warmStart", rank: 4 });
  assert.is(warm.flopsPerStep, (full.flopsPerStep + lora.flopsPerStep) / 2);
  assert.is(warm.stateElements, full.stateElements);
});

test("a narrower window saves the pairs that it does not see", () => {
  const windowed = of({ kind: "window", positions: 16 });
  // 528 causal pairs of 32 positions, 136 + 16 * 16 = 392 within 16; 12 d operations a pair, sequence and layer.
  assert.is(full.flopsPerStep - windowed.flopsPerStep, 12 * 64 * 2 * 16 * (528 - 392));
  assert.is(windowed.stateElements, full.stateElements);
});

test("experts hold more weights for the router's work; GaLore works more and holds less", () => {
  const experts = of({ kind: "experts", experts: 4 });
  assert.is(experts.stateElements, 4 * experts.weights);
  assert.ok(experts.weights > 2.5 * full.weights);
  assert.ok(experts.flopsPerStep < 1.02 * full.flopsPerStep);
  const galore = of({ kind: "galore", rank: 16 });
  assert.ok(galore.flopsPerStep > full.flopsPerStep);
  assert.ok(galore.stateElements < 0.75 * full.stateElements);
});

test.run();
