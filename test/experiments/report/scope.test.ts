import { suite } from "uvu";
import * as assert from "uvu/assert";
import replication from "../../../experiments/lab/data/replication.json" with { type: "json" };
import { references } from "../../../experiments/report/references.ts";
import { method } from "../../../experiments/report/scope.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";

const test = suite("what the report's own texts show");

const shown = (id: string, profile: "default" | "paper" = "default") => method(profile).findings[id]?.value;

test("papers have arXiv's year, others that of their publication", () => {
  yearsMatch(references, { regret: 2025, eckart: 1936, sotu: 2026 });
});

test("the method counts the body's weights and the characters of the longest run", () => {
  // Two blocks of 12 d^2 at a width of 64; 3,600 batches of 16 sequences of 32.
  assert.is(shown("body-weights"), 98_304);
  assert.is(shown("characters-read"), 3600 * 16 * 32);
  assert.is(shown("body-weights", "paper"), 4 * 12 * 128 * 128);
  assert.is(shown("first-seed"), 200);
});

test("every address is trained on, tuned on or tested on, once", () => {
  const parts = ["train", "tuning", "test"].map((part) => Number(shown(`${part}-documents`)));
  assert.equal(parts.slice(1), [11, 12]);
  assert.ok((parts[0] ?? 0) > 200, `${parts}`);
});

test("rounding is the largest distance from PyTorch, and none where a run is at the same loss", () => {
  const distances = replication.runs.map(({ here, pytorch }) => Math.abs(here - pytorch));
  close(Number(shown("rounding")), [...distances].sort((a, b) => b - a)[0] ?? 0, 1e-15);
});

test.run();
