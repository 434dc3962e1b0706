import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ADAM, CLIP_NORM } from "../../../experiments/lab/nn/optimizer.ts";
import { references } from "../../../experiments/report/references.ts";
import { method, optimizer } from "../../../experiments/report/scope.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";

const test = suite("what the report's own texts show");

const shown = (id: string) => method("default").findings[id]?.value;

test("papers have arXiv's year, others that of their publication", () => {
  yearsMatch(references, { regret: 2025, eckart: 1936, sotu: 2026 });
});

test("the method counts the body's weights and the characters of the longest run", () => {
  // Two blocks of 12 d^2 at a width of 64; 3,600 batches of 16 sequences of 32.
  assert.is(shown("body-weights"), 98_304);
  assert.is(shown("characters-read"), 3600 * 16 * 32);
  assert.is(shown("characters-per-weight"), 18.75);
  close(Number(shown("scale-ratio")), 175e9 / 98_304, 1e-6);
  assert.is(shown("first-seed"), 300);
});

test("every address is trained on, tuned on or tested on, once", () => {
  const parts = ["train", "tuning", "test"].map((part) => Number(shown(`${part}-documents`)));
  assert.equal(parts.slice(1), [11, 12]);
  assert.ok((parts[0] ?? 0) > 200, `${parts}`);
});

test("the method names the optimizer's constants", () => {
  const { beta1, beta2, epsilon, weightDecay } = ADAM;
  assert.equal(optimizer, { beta1, beta2, epsilon, clip: CLIP_NORM });
  assert.is(weightDecay, 0, "the text says that there is none");
});

test.run();
