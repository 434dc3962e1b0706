import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { fillTree, measuresTime, trialsOf, withInputs } from "../../../scripts/trials/inputs.ts";
import { readLastRuns, rememberRun } from "../../../scripts/trials/last-runs.ts";
import { leafTexts, seedsOf, shortNames, trialLabel } from "../../../scripts/trials/names.ts";
import { engineNamed, isExactEngine, loadReport } from "../../../scripts/trials/report-entry.ts";
import { findUnstorable } from "../../../scripts/trials/store.ts";
import { keyedTrial } from "../../helpers/keyed-trial.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";

const test = suite("trials in trees, with names and entries");

const seeded = (seed: number, inputs: Parameters<typeof keyedTrial>[2] = {}) =>
  keyedTrial("run", { seed }, inputs, { seed });

test("inputs come first, each once, however many take it", () => {
  const base = seeded(1);
  const [one, other] = [seeded(2, { base }), seeded(3, { base })];
  assert.equal(withInputs([one, other, base]), [base, one, other]);
});

test("a trial measures time if what it takes does", () => {
  const plain = seeded(1);
  const timed = { ...plain, key: "timed", trial: { ...plain.trial, measuresTime: true } };
  assert.is(measuresTime([seeded(2)]), false);
  assert.is(measuresTime([seeded(2, { timed })]), true);
});

test("a tree's trials are in its order, and results take their places; a branch may be called module", () => {
  const trial = (kind: string): Trial => ({
    kind,
    module: "file:///a.ts",
    measuresTime: false,
    data: [],
    estimatedSeconds: 1,
    config: {},
    inputs: {},
  });
  const tree = { a: [trial("1"), trial("2")], module: { b: trial("3") } };
  assert.equal(
    trialsOf(tree).map(({ kind }) => kind),
    ["1", "2", "3"],
  );
  assert.equal(
    fillTree(tree, ({ kind }) => kind),
    { a: ["1", "2"], module: { b: "3" } },
  );
});

test("seeds ascend by their value, each once, and a trial without one has that of what it takes", () => {
  const heir = keyedTrial("heir", {}, { base: seeded(30) });
  assert.equal(seedsOf([seeded(200), seeded(9), heir, seeded(9), keyedTrial("none", {})]), [9, 30, 200]);
  assert.is(shortNames([heir]).get(heir.key)?.seed, 30);
});

test("a long label is cut at a hundred characters", () => {
  const label = trialLabel(keyedTrial("k".repeat(150), {}));
  assert.equal([label.length, label.at(-1)], [100, "…"]);
  assert.is(trialLabel(keyedTrial("k".repeat(100), {})), "k".repeat(100));
});

test("leaves are texts, strings without quotes", () => {
  assert.equal(
    [...leafTexts({ a: "x", b: { c: 1, d: [1, 2] } })],
    [
      ["a", "x"],
      ["b.c", "1"],
      ["b.d", "[1,2]"],
    ],
  );
});

const engine = { names: ["wasm", "cpu"], exact: "wasm" };
type Report = Parameters<typeof engineNamed>[0];
const withEngine = { engine } as unknown as Report;

test("a report without an engine has none to name, and one with engines takes the first", () => {
  assert.equal([engineNamed({}, undefined), engineNamed(withEngine, undefined)], ["none", "wasm"]);
  assert.is(engineNamed(withEngine, "cpu"), "cpu");
  assert.throws(() => engineNamed({}, "wasm"), /this report has no engine/);
  assert.throws(() => engineNamed(withEngine, "wasn"), /did you mean wasm/);
  assert.equal(
    [isExactEngine({}, "none"), isExactEngine(withEngine, "wasm"), isExactEngine(withEngine, "cpu")],
    [true, true, false],
  );
});

test("a project without an entry has an empty report, and one whose entry exports none is a mistake", async () => {
  const entry = "experiments/report/report.ts";
  assert.equal(await loadReport(createMemoryEffects()), {});
  const effects = createMemoryEffects({ [entry]: "" });
  const report = { engine };
  assert.is(await loadReport({ ...effects, load: async () => ({ report }) }), report as unknown as Report);
  try {
    await loadReport({ ...effects, load: async () => ({}) });
    assert.unreachable("no mistake");
  } catch (error) {
    assert.match((error as Error).message, /missing export: report/);
  }
});

test("a remembered run is read back by its place, and a broken entry is none", async () => {
  const { disk, cache } = createMemoryEffects();
  const trial = {
    ...seeded(1),
    identity: "place",
    components: { kind: "run" },
    bundle: { sources: { a: "1" } },
  };
  await rememberRun(trial as unknown as Parameters<typeof rememberRun>[0], 12, cache, disk);
  await disk.write(`${cache}/last-runs/broken.json`, '{"components":{}}');
  await disk.write(`${cache}/last-runs/half.json`, "{");
  await disk.write(`${cache}/last-runs/place.json.new-1`, "{}");
  const found = await readLastRuns(cache, disk);
  assert.equal([...found.keys()], ["place"]);
  assert.is(found.get("place")?.seconds, 12);
});

test("an output that cannot be stored is named by what is wrong", () => {
  const artifact = (shape: unknown, values: unknown) =>
    findUnstorable({ result: 1, artifacts: { w: { shape, values } } });
  assert.is(findUnstorable({ result: 1 }), undefined);
  assert.match(findUnstorable({}) ?? "", "run must return");
  assert.match(findUnstorable([]) ?? "", "run must return");
  assert.is(artifact([2], Float32Array.of(1, 2)), undefined);
  assert.is(artifact([2, 2], Float32Array.of(1, 2, 3, 4)), undefined);
  assert.match(artifact([3], Float32Array.of(1, 2)) ?? "", "has 2 values for shape [3]");
  assert.match(artifact([2], [1, 2]) ?? "", "no Float32Array");
  assert.match(artifact(2, Float32Array.of(1, 2)) ?? "", "no shape");
  assert.match(artifact([2], Float32Array.of(1, Number.NaN)) ?? "", "is NaN at 1");
});

test.run();
