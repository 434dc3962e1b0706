import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { BodyTraining, ModelConfig } from "../../../../experiments/lab/nn/config.ts";
import { countParameters, megabytes, modelFlops, stepFlops } from "../../../../experiments/lab/nn/costs.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("model costs");

const full: BodyTraining = { kind: "full" };
const lora = (rank: number): BodyTraining => ({ kind: "lora", rank, alpha: rank });

/** GPT-2 S, whose costs nanoGPT's transformer_sizing.ipynb works out: the oracle of these tests. */
const gpt2: ModelConfig = {
  dModel: 768,
  nLayers: 12,
  nHeads: 12,
  dFf: 3072,
  contextLength: 1024,
  vocabSize: 50_257,
};
const core: ModelConfig = { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32, vocabSize: 87 };

test("forward and step of GPT-2 S are those of nanoGPT's sizing", () => {
  const { body, attention, head } = modelFlops(gpt2, full, 1);
  assert.is(body.forward + attention.forward + head.forward, 291_648_307_200);
  assert.is(stepFlops(gpt2, full, 1), 874_944_921_600);
});

test("parameters of GPT-2 S are those of nanoGPT's sizing: its head is tied, and its 25 norms have a gain each", () => {
  const { outer, body } = countParameters(gpt2, full);
  assert.is(outer + body - 768 * 50_257 + 25 * 768, 124_337_664);
});

test("megabytes are those of a float32 array of as many numbers", () => {
  assert.is(megabytes(98_304), new Float32Array(98_304).byteLength / 1e6);
});

test("a LoRA step costs two thirds of the full body plus its thin products", () => {
  const share = (rank: number) => {
    const [{ body: adapted }, { body: whole }] = [
      modelFlops(core, lora(rank), 16),
      modelFlops(core, full, 16),
    ];
    return (adapted.forward + adapted.backward) / (whole.forward + whole.backward);
  };
  close(share(0), 2 / 3, 1e-12);
  // Four square layers at 2/3 + 2r/d and two of 64 x 256 at 2/3 + r (i + o) / (i o), weighted by their sizes.
  close(share(4), 2 / 3 + (4 * 4096 * (8 / 64) + 2 * 16_384 * ((4 * 320) / 16_384)) / 49_152, 1e-12);
});

test("work is in proportion to the sequences", () => {
  assert.is(stepFlops(core, lora(4), 16), 16 * stepFlops(core, lora(4), 1));
});

test.run();
