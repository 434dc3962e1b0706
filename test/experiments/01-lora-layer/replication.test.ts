import { suite } from "uvu";
import * as assert from "uvu/assert";
import { replicationFindings, replicationRows } from "../../../experiments/01-lora-layer/replication.ts";
import replication from "../../../experiments/lab/data/replication.json" with { type: "json" };
import { close } from "../../helpers/close.ts";

const test = suite("the headline's runs in PyTorch");

const ranks = { rank: 4, highRank: 16 };
const rows = replicationRows(ranks);

/** The build's own runs of LoRA, as if it were the edition of the record, each loss moved by `moved`. */
const ownRuns = (moved = 0) =>
  rows.filter(({ arm }) => arm !== "full").map((row) => ({ ...row, lora: row.here + moved }));

test("the record names each run's digest, and has full training of every seed and length beside LoRA", () => {
  assert.ok(replication.runs.length >= 3);
  for (const { digest } of replication.runs) assert.match(digest, /^[0-9a-f]{64}$/);
  assert.is(new Set(replication.runs.map(({ digest }) => digest)).size, replication.runs.length);
  assert.is(rows.length, replication.runs.length);
});

test("gaps are paired by seed, here and in PyTorch", () => {
  for (const { arm, seed, steps, gapHere, gapPyTorch } of rows) {
    const [rank = "full"] = /\d+$/.exec(arm) ?? [];
    const ofRun = (name: string) =>
      replication.runs.find((run) => run.arm === name && run.seed === seed && run.steps === steps);
    const [lora, full] = [ofRun(rank === "full" ? "full" : `lora${rank}`), ofRun("full")];
    close(gapHere, (lora?.here ?? Number.NaN) - (full?.here ?? Number.NaN), 1e-15);
    close(gapPyTorch, (lora?.pytorch ?? Number.NaN) - (full?.pytorch ?? Number.NaN), 1e-15);
  }
});

test("the record counts as this edition's only where the build has the same runs to the last bit", () => {
  const saidOf = (own: ReturnType<typeof ownRuns>) =>
    replicationFindings(rows, own, ranks)["torch-runs"]?.value;
  assert.is(saidOf(ownRuns()), "these runs");
  assert.is(saidOf(ownRuns(2 ** -40)), "the runs of an earlier edition or another profile");
  assert.is(saidOf([]), "the runs of an earlier edition or another profile");
});

test.run();
