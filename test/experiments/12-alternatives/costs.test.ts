import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  apolloStateElements,
  apolloStepFlops,
  attendedPairs,
  attentionStepFlops,
  galoreStateElements,
  galoreStepFlops,
  mixtureStepFlops,
  mixtureWeights,
} from "../../../experiments/12-alternatives/work.ts";
import type { ModelConfig } from "../../../experiments/lab/nn/config.ts";
import { stateElements, stepFlops } from "../../../experiments/lab/nn/costs.ts";
import { close } from "../../helpers/close.ts";

const test = suite("costs of the alternatives");

const model: ModelConfig = {
  dModel: 64,
  nLayers: 2,
  nHeads: 4,
  dFf: 256,
  contextLength: 32,
  vocabSize: 89,
};
/** 2 (4 * 64 * 64 + 2 * 64 * 256) */
const BODY = 98_304;

test("state: full holds every weight four times, LoRA once and its adapters four times, factors four times", () => {
  assert.is(stateElements(model, { kind: "full" }), 4 * BODY);
  // r (i + o) over the layers: 2 * 4 * (4 * 128 + 2 * 320).
  const adapters = 9216;
  assert.is(stateElements(model, { kind: "lora", rank: 4, alpha: 4 }), BODY + 4 * adapters);
  assert.is(stateElements(model, { kind: "lowRank", rank: 4 }), 4 * adapters);
});

test("GaLore's state is that of the paper's table, with gradients", () => {
  // Square: mn + mn + 2 nr + mr at m = n = 64; wide and tall: the same with n = 256.
  const square = 2 * 4096 + 2 * 64 * 16 + 64 * 16;
  const wide = 2 * 16_384 + 2 * 256 * 16 + 64 * 16;
  assert.is(galoreStateElements(model, 16), 2 * (4 * square + 2 * wide));
});

test("GaLore's step adds both projections, and a decomposition that a longer interval makes cheaper", () => {
  const full = stepFlops(model, { kind: "full" }, 16);
  const extra = (refreshEvery: number) => galoreStepFlops(model, 16, { rank: 16, refreshEvery }) - full;
  close(extra(1e12), 4 * 16 * BODY, 1, "projections");
  close((extra(100) - 4 * 16 * BODY) / (extra(200) - 4 * 16 * BODY), 2, 1e-6, "decompositions");
});

test("APOLLO-Mini holds little more than weights and gradients, and adds one thin product", () => {
  // Moments along the longer side, the projection along the shorter, a length: 2 * 64 + 64 + 1, or 2 * 256 + 64 + 1.
  assert.is(apolloStateElements(model), 2 * BODY + 2 * (4 * 193 + 2 * 577));
  assert.is(apolloStepFlops(model, 16) - stepFlops(model, { kind: "full" }, 16), 2 * BODY);
});

test("a mixture has all experts' weights and one expert's work", () => {
  assert.is(mixtureWeights(model, 1), BODY + 2 * 64);
  assert.is(mixtureWeights(model, 4), BODY + 2 * (3 * 32_768 + 256));
  // Router: 6 N d E in each of two blocks, N = 512.
  const dense = stepFlops(model, { kind: "full" }, 16);
  assert.is(mixtureStepFlops(model, 16, 4) - dense, 2 * 6 * 512 * 64 * 4);
});

test("attended pairs are counted one by one", () => {
  for (const window of [1, 2, 5, 32, 40]) {
    let pairs = 0;
    for (let i = 0; i < 32; i++) for (let j = 0; j <= i; j++) if (j > i - window) pairs++;
    assert.is(attendedPairs(32, window), pairs, `window ${window}`);
  }
});

test("a window of the whole context costs what full attention costs", () => {
  const whole = attentionStepFlops(model, 16);
  assert.is(attentionStepFlops({ ...model, attentionWindow: 32 }, 16), whole);
  // 2 products of 2 d a pair, three times over forward and backward.
  assert.is(whole, 2 * 16 * 528 * 2 * 2 * 64 * 3);
});

test.run();
