import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fieldsOf } from "../../../scripts/live/fields.ts";
import type { ListedTrial } from "../../../scripts/live/listing.ts";
import { openingOf } from "../../../scripts/live/opening.ts";
import { groupWith, referencesOf } from "../../../scripts/live/references.ts";

const test = suite("on what a study's panel opens");

const size = { name: "size", path: "arm.size", label: "size", from: 0, to: 64, whole: true };
const steps = { name: "steps", path: "steps", label: "steps", from: 1, to: 900, whole: true };

const listed = (key: string, more: Partial<ListedTrial> = {}): ListedTrial => ({
  key,
  name: key,
  arm: key,
  group: 0,
  module: "m",
  config: { steps: 40, arm: { size: 4 } },
  inputs: {},
  data: [],
  seconds: 9,
  curve: "losses",
  open: [steps],
  digest: "",
  result: "",
  ...more,
});

test("a curve comes first, then an arm to compare with, then settings to raise and lower, then the time", () => {
  const alone = listed("alone", { group: 1, seconds: 1, open: [size, steps] });
  const plain = listed("plain", { seconds: 2 });
  const atTheEdge = listed("edge", { open: [size, steps], config: { steps: 40, arm: { size: 0 } } });
  const open = listed("open", { open: [size, steps] });
  const slower = listed("slower", { open: [size, steps], seconds: 20 });
  const { curve: _, ...silent } = listed("silent", { open: [size, steps], seconds: 1 });
  assert.is(openingOf([silent, alone, plain, atTheEdge, slower, open])?.key, "open");
  assert.is(openingOf([silent, alone])?.key, "alone");
  assert.is(openingOf([silent])?.key, "silent");
  const recorded = { date: "2026-02-03", omitted: ["losses"] };
  assert.is(openingOf([{ ...open, recorded }, silent])?.key, "silent");
  assert.is(openingOf([]), undefined);
});

test("references are means over the seeds of each arm of the group, the lowest first", () => {
  const trials = [
    listed("a1", { arm: "a", ends: 3 }),
    listed("a2", { arm: "a", ends: 4 }),
    listed("b", { arm: "b", ends: 2 }),
    listed("c", { arm: "c", ends: 1, group: 1 }),
    listed("d", { arm: "d" }),
  ];
  assert.equal(referencesOf(trials, 0), [
    { name: "b", loss: 2, seeds: 1 },
    { name: "a", loss: 3.5, seeds: 2 },
  ]);
  assert.equal(referencesOf(trials, undefined), []);
});

test("changed settings lead to the group that has them, and those of no group to none", () => {
  const groups = [
    { steps: "40", width: "8" },
    { steps: "90", width: "8" },
  ];
  assert.is(groupWith({ groups }, 0, new Map([["arm.size", "2"]])), 0);
  assert.is(groupWith({ groups }, 0, new Map([["steps", "90"]])), 1);
  assert.is(groupWith({ groups }, 0, new Map([["steps", "50"]])), undefined);
});

test("a field shows the trial's value, its range, and the published values of the same kind of trial", () => {
  const rate = { name: "rate", path: "rate", label: "rate", from: 0, to: 10, whole: false };
  const seed = { name: "seed", path: "seed", label: "seed", from: 0, to: 4e9, whole: true };
  const own = listed("own", { open: [steps, seed, rate], config: { steps: 40, seed: 7, rate: 0.012345 } });
  const others = [8, 9].map((other) =>
    listed(`${other}`, { config: { steps: 400, seed: other, rate: 0.012345 } }),
  );
  const elsewhere = listed("elsewhere", { module: "n", config: { steps: 5 } });
  const { fields, further } = fieldsOf(own, [own, ...others, elsewhere]);
  assert.equal(
    fields.map(({ label, value, hint }) => [label, value, hint]),
    [
      ["Steps", "40", "1 to 900; published: 40, 400"],
      ["Seed", "7", "published: 7 to 9"],
    ],
  );
  assert.equal(
    further.map(({ label, value, hint }) => [label, value, hint]),
    [["Rate", "0.0123", "0 to 10"]],
  );
});

test.run();
