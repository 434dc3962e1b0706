import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Training } from "../../../../experiments/lab/arms.ts";
import {
  apolloStateElements,
  apolloStepFlops,
  galoreStateElements,
  galoreStepFlops,
  mixtureStepFlops,
  mixtureWeights,
  workOf,
} from "../../../../experiments/lab/costs/work.ts";
import type { ModelConfig } from "../../../../experiments/lab/nn/config.ts";
import { megabytes, stateElements, stepFlops } from "../../../../experiments/lab/nn/costs.ts";
import { modelOfWidth } from "../../../../experiments/lab/setup.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("the costs of all arms");

const ofWidth = (dModel: number): ModelConfig => ({ ...modelOfWidth(dModel), vocabSize: 87 });
const model = ofWidth(64);
/** 2 (4 * 64 * 64 + 2 * 64 * 256) */
const BODY = 98_304;
const STEPS = 3600;
const of = (trains: Training, width = 64) => workOf(trains, ofWidth(width), 16, STEPS);
const full = of({ kind: "full" });
const lora = (rank: number) => of({ kind: "lora", rank, alpha: rank });

test("arms have the memory and FLOPs that the protocol lists", () => {
  const listed: readonly (readonly [Training, width: number, megabytes: number, megaFlops: number])[] = [
    [{ kind: "full" }, 64, 1.573, 344.3],
    [{ kind: "lora", rank: 4, alpha: 4 }, 64, 0.541, 271.9],
    [{ kind: "lora", rank: 16, alpha: 16 }, 64, 0.983, 356.8],
    [{ kind: "lora", rank: 64, alpha: 64 }, 64, 2.753, 696.6],
    [{ kind: "full" }, 32, 0.393, 96.6],
    [{ kind: "full" }, 48, 0.885, 201.6],
    [{ kind: "galore", rank: 16 }, 64, 1.032, 351.1],
    [{ kind: "galore", rank: 32 }, 64, 1.278, 357.4],
    [{ kind: "apollo" }, 64, 0.802, 344.5],
    [{ kind: "warmStart", rank: 4 }, 64, 1.573, 308.1],
    [{ kind: "experts", experts: 4 }, 32, 1.184, 97.4],
  ];
  for (const [trains, width, memory, megaFlops] of listed) {
    const { stateElements: elements, flopsPerStep } = of(trains, width);
    const name = `${trains.kind}, d = ${width}`;
    close(megabytes(elements), memory, 5e-4, name);
    close(flopsPerStep / 1e6, megaFlops, 0.05, name);
  }
});

test("full training: 6 N FLOPs per weight and head, attention, and four numbers per weight", () => {
  // N = 512 tokens; 4 T d FLOPs of attention per token and layer, forward, three times in all.
  const linears = 6 * 512 * (BODY + 64 * 87);
  assert.is(full.flopsPerStep, linears + 3 * 2 * 512 * 4 * 32 * 64);
  assert.is(full.stateElements, 4 * BODY);
  assert.is(full.weights, BODY);
});

test("LoRA holds the body once and its adapters four times, factors without a base only these", () => {
  // r (i + o) over the layers: 2 * 4 * (4 * 128 + 2 * 320).
  const adapters = 9216;
  assert.is(lora(4).stateElements, BODY + 4 * adapters);
  const factors = of({ kind: "lowRank", rank: 4 });
  assert.equal([factors.stateElements, factors.weights], [4 * adapters, adapters]);
  assert.is(stateElements(model, { kind: "lowRank", rank: 4 }), 4 * adapters);
});

test("ReLoRA costs LoRA and its three merges; a warm start half of each, and the state of full training", () => {
  const merges = of({ kind: "relora", rank: 4 }).flopsPerStep - lora(4).flopsPerStep;
  close(merges, (3 * 2 * 4 * BODY) / STEPS, 1e-6);
  const warm = of({ kind: "warmStart", rank: 4 });
  assert.is(warm.flopsPerStep, (full.flopsPerStep + lora(4).flopsPerStep) / 2);
  assert.is(warm.stateElements, full.stateElements);
});

test("GaLore's state is that of the paper's table, with gradients", () => {
  // Square: mn + mn + 2 nr + mr at m = n = 64; wide and tall: the same with n = 256.
  const square = 2 * 4096 + 2 * 64 * 16 + 64 * 16;
  const wide = 2 * 16_384 + 2 * 256 * 16 + 64 * 16;
  assert.is(galoreStateElements(model, 16), 2 * (4 * square + 2 * wide));
});

test("GaLore's step adds both projections, and a decomposition that a longer interval makes cheaper", () => {
  const extra = (refreshEvery: number) =>
    galoreStepFlops(model, 16, { rank: 16, refreshEvery }) - stepFlops(model, { kind: "full" }, 16);
  close(extra(1e12), 4 * 16 * BODY, 1, "projections");
  close((extra(100) - 4 * 16 * BODY) / (extra(200) - 4 * 16 * BODY), 2, 1e-6, "decompositions");
});

test("APOLLO-Mini holds little more than weights and gradients, and adds one thin product", () => {
  // Moments along the longer side, the projection along the shorter, a length: 2 * 64 + 64 + 1, or 2 * 256 + 64 + 1.
  assert.is(apolloStateElements(model), 2 * BODY + 2 * (4 * 193 + 2 * 577));
  assert.is(apolloStepFlops(model, 16) - full.flopsPerStep, 2 * BODY);
});

test("a mixture has the weights of all experts and the FLOPs of one", () => {
  assert.is(mixtureWeights(model, 1), BODY + 2 * 64);
  assert.is(mixtureWeights(model, 4), BODY + 2 * (3 * 32_768 + 256));
  // Router: 6 N d E in each of two blocks, N = 512.
  assert.is(mixtureStepFlops(model, 16, 4) - full.flopsPerStep, 2 * 6 * 512 * 64 * 4);
  assert.is(of({ kind: "experts", experts: 4 }).stateElements, 4 * mixtureWeights(model, 4));
});

test.run();
