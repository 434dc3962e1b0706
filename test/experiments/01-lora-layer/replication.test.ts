import { suite } from "uvu";
import * as assert from "uvu/assert";
import { replicationFindings, replicationRows } from "../../../experiments/01-lora-layer/replication.ts";
import replication from "../../../experiments/lab/data/replication.json" with { type: "json" };
import { close } from "../../helpers/close.ts";

const test = suite("the longest runs in PyTorch");

const ranks = { gap: 4, "gap-high": 16, "gap-full-rank": 64 };
const rows = replicationRows();

/** The runs of a build of the record's edition, each loss moved by `moved`. */
const ownRuns = (moved = 0) => rows.map((row) => ({ ...row, loss: row.here + moved }));

test("the record names each run's digest, and has full training of every seed and length", () => {
  assert.ok(replication.runs.length >= 3);
  for (const { digest } of replication.runs) assert.match(digest, /^[0-9a-f]{64}$/);
  assert.is(new Set(replication.runs.map(({ digest }) => digest)).size, replication.runs.length);
  assert.is(rows.length, replication.runs.length);
});

test("gaps are paired by seed, here and in PyTorch, for every arm of the record", () => {
  for (const { arm, seed, steps, gapHere, gapPyTorch } of rows) {
    const [rank] = /\d+$/.exec(arm) ?? [];
    const ofRun = (name: string) =>
      replication.runs.find((run) => run.arm === name && run.seed === seed && run.steps === steps);
    const [lora, full] = [ofRun(rank === undefined ? "full" : `lora${rank}`), ofRun("full")];
    close(gapHere, (lora?.here ?? Number.NaN) - (full?.here ?? Number.NaN), 1e-15);
    close(gapPyTorch, (lora?.pytorch ?? Number.NaN) - (full?.pytorch ?? Number.NaN), 1e-15);
  }
});

test("an arm that was not repeated is named so", () => {
  const findings = replicationFindings(rows, ownRuns(), { other: 3 });
  assert.is(findings["here-other"]?.value, "not repeated");
  assert.is(findings["torch-other"]?.value, "not repeated");
  assert.type(replicationFindings(rows, ownRuns(), ranks)["torch-gap"]?.value, "number");
});

test("the record counts as this edition's only where the build has the same runs to the last bit", () => {
  const saidOf = (own: ReturnType<typeof ownRuns>) =>
    replicationFindings(rows, own, ranks)["torch-runs"]?.value;
  const earlier = "runs of an earlier edition or another profile";
  assert.is(saidOf(ownRuns()), "these runs");
  assert.is(saidOf(ownRuns(2 ** -40)), earlier);
  assert.is(saidOf(ownRuns().slice(1)), earlier);
  assert.is(saidOf([]), earlier);
});

test.run();
