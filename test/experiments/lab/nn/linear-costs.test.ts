import * as fc from "fast-check";
import { suite } from "uvu";
import {
  breakEvenRankOfStep,
  type ComputationOrder,
  passFlops,
  trainingShare,
} from "../../../../experiments/lab/nn/costs.ts";
import { close } from "../../../helpers/close.ts";
import { forAll } from "../../../helpers/for-all.ts";

const test = suite("costs of a linear layer");

const size = fc.integer({ min: 1, max: 4096 });

/** Sizes [n, k, m] of each product of a pass; every one costs 2nkm operations. */
type Products = readonly (readonly [number, number, number])[];

/** Every product that a step performs, written out one by one. */
function productsOf(order: ComputationOrder, n: number, i: number, o: number, r: number): Products {
  const thin: Products = [
    [n, i, r],
    [n, r, o],
    // through B: the gradient of B, and on to x A; through A: the gradient of A, and on to x.
    [r, n, o],
    [n, o, r],
    [i, n, r],
    [n, r, i],
  ];
  const update: Products = [
    [i, r, o],
    [i, o, r],
    [r, i, o],
  ];
  const dense: Products = [
    [n, i, o],
    [n, o, i],
    [i, n, o],
  ];
  const frozen: Products = [
    [n, i, o],
    [n, o, i],
  ];
  const orders: Readonly<Record<ComputationOrder, Products>> = {
    full: dense,
    lora: [...frozen, ...thin],
    factored: thin,
    product: [...dense, ...update],
    merged: [...dense, ...update],
  };
  return orders[order];
}

const ORDERS: readonly ComputationOrder[] = ["full", "lora", "factored", "product", "merged"];

test("a step's operations are those of its products", () => {
  forAll([size, size, size, fc.integer({ min: 1, max: 64 })], (n, inputs, outputs, rank) => {
    for (const order of ORDERS) {
      const { forward, backward } = passFlops(order, n, { inputs, outputs, rank });
      const products = productsOf(order, n, inputs, outputs, rank);
      const counted = products.reduce((sum, [rows, inner, columns]) => sum + 2 * rows * inner * columns, 0);
      close((forward + backward) / counted, 1, 1e-12, order);
    }
  });
});

test("LoRA's share is 2/3 + r (i + o) / (i o) whatever the batch", () => {
  forAll([size, size, size, fc.integer({ min: 1, max: 64 })], (n, inputs, outputs, rank) => {
    const expected = 2 / 3 + (rank * (inputs + outputs)) / (inputs * outputs);
    close(trainingShare("lora", n, { inputs, outputs, rank }) / expected, 1, 1e-12, "share");
  });
});

test("the shares at the ranks of the pre-training papers are those of the literature's models", () => {
  // d = 768, r = 256 (130M) and d = 2048, r = 512 (1B), feed-forward 2048 and 5461 wide with three products.
  close(shareOfLlamaBlock(768, 2048, 256), 1.194, 5e-4, "130M");
  close(shareOfLlamaBlock(2048, 5461, 512), 1.063, 5e-4, "1B");
});

function shareOfLlamaBlock(d: number, ff: number, rank: number): number {
  const layers = [
    ...Array.from({ length: 4 }, () => ({ inputs: d, outputs: d, rank })),
    { inputs: d, outputs: ff, rank },
    { inputs: d, outputs: ff, rank },
    { inputs: ff, outputs: d, rank },
  ];
  const sum = (order: ComputationOrder) =>
    layers.reduce((total, layer) => {
      const { forward, backward } = passFlops(order, 1, layer);
      return total + forward + backward;
    }, 0);
  return sum("lora") / sum("full");
}

test("at the break-even rank a step with LoRA costs as much as a full one", () => {
  forAll([size, size], (inputs, outputs) => {
    const rank = breakEvenRankOfStep(inputs, outputs);
    close(trainingShare("lora", 16, { inputs, outputs, rank }), 1, 1e-12, "share");
  });
  close(breakEvenRankOfStep(768, 768), 128, 0, "square");
});

test("the deck's order costs 1 + r/N of the forward pass of a full layer", () => {
  const layer = { inputs: 768, outputs: 768, rank: 4 };
  const ratio = passFlops("product", 1, layer).forward / passFlops("full", 1, layer).forward;
  close(ratio, 5, 1e-12, "N = 1");
});

test.run();
