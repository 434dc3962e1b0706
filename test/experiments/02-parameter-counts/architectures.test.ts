import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  architectures,
  breakEvenRank,
  countLinearWeights,
  countLoraParameters,
  countPublished,
} from "../../../experiments/02-parameter-counts/architectures.ts";
import { close } from "../../helpers/close.ts";

const test = suite("published architectures");

function named(name: string) {
  const architecture = architectures.find((candidate) => candidate.name === name);
  if (architecture === undefined) throw new Error(`missing architecture: ${name}`);
  return architecture;
}

test("parameters are those of the released checkpoints", () => {
  // Summed tensor sizes of the checkpoints "gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl" and LLaMA-7B.
  assert.is(countPublished(named("GPT-2 S")), 124_439_808);
  assert.is(countPublished(named("GPT-2 M")), 354_823_168);
  assert.is(countPublished(named("GPT-2 L")), 774_030_080);
  assert.is(countPublished(named("GPT-2 XL")), 1_557_611_200);
  assert.is(countPublished(named("LLaMA-7B")), 6_738_415_616);
});

test("GPT-2 S without biases has the count of nanoGPT's sizing notebook", () => {
  assert.is(countPublished({ ...named("GPT-2 S"), biases: false }), 124_337_664);
});

test("GPT-3 has 175 billion parameters within a percent", () => {
  close(countPublished(named("GPT-3")) / 175e9, 1, 0.01, "share of 175B");
});

test("LoRA on query and value of GPT-3 has the 4.7M and 37.7M parameters of its paper", () => {
  assert.is(countLoraParameters(named("GPT-3"), 1, "q,v"), 4_718_592);
  assert.is(countLoraParameters(named("GPT-3"), 8, "q,v"), 37_748_736);
});

test("LoRA on LLaMA-7B's query and value at r = 8 has 4,194,304 parameters", () => {
  assert.is(countLoraParameters(named("LLaMA-7B"), 8, "q,v"), 4_194_304);
});

test("LoRA on all linear layers of LLaMA-7B at r = 8 has 19,988,480 parameters", () => {
  assert.is(countLoraParameters(named("LLaMA-7B"), 8, "all-linear"), 19_988_480);
});

test("at r = 4 on all linear layers the share falls with the width", () => {
  const shares = ["GPT-2 S", "GPT-2 M", "GPT-2 L", "GPT-2 XL", "GPT-3"].map((name) => {
    const architecture = named(name);
    return countLoraParameters(architecture, 4, "all-linear") / countLinearWeights(architecture);
  });
  [0.0078125, 0.005859375, 0.0046875, 0.00375, 0.00048828125].forEach((expected, index) => {
    close(shares[index] ?? 0, expected, 1e-15, `share ${index}`);
  });
});

test("LoRA holds as many parameters as the weights at half the width for query and value, at 2/3 for all", () => {
  assert.is(breakEvenRank(named("GPT-2 S"), "q,v"), 384);
  assert.is(breakEvenRank(named("GPT-2 S"), "all-linear"), 512);
});

test.run();
