import { suite } from "uvu";
import * as assert from "uvu/assert";
import { listStore, maybeVerified, statusOfTrials, verifyStore } from "../../../scripts/store/contents.ts";
import { openStore, storeFolder } from "../../../scripts/trials/store.ts";
import { keyedTrial } from "../../helpers/keyed-trial.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";

const test = suite("what a store holds");

const [whole, damaged, alone] = ["a", "b", "c"].map((letter) => letter.repeat(64)) as [
  string,
  string,
  string,
];

test("results, artifacts without one, unfinished files and foreign ones are told apart", () => {
  const names = [
    `${whole}.json`,
    `${whole}.bin`,
    `${alone}.bin`,
    `${damaged}.json.new-12`,
    "aside",
    "notes.txt",
  ];
  assert.equal(listStore(names), {
    keys: [whole],
    orphans: [alone],
    temporary: [`${damaged}.json.new-12`],
    foreign: ["notes.txt"],
  });
  assert.equal(listStore([`${"a".repeat(63)}.json`, `${whole}.json2`]).foreign.length, 2);
});

const artifacts = { weight: { shape: [2], values: Float32Array.of(1, 2) } };

test("a damaged result is named with its reason, and is none to who asks for it", async () => {
  const { disk, cache } = createMemoryEffects();
  const folder = storeFolder(cache);
  const store = openStore(folder, disk, () => {});
  await store.write(whole, { output: { result: 1 }, seconds: 1, measuresTime: false });
  await store.write(damaged, { output: { result: 1, artifacts }, seconds: 1, measuresTime: false });
  await disk.remove(`${folder}/${damaged}.bin`);
  const found = await verifyStore(folder, disk);
  assert.is(found.whole, 1);
  assert.equal([...found.damaged], [[damaged, "its artifacts are missing"]]);
  assert.is((await maybeVerified(folder, whole, disk))?.record.result, 1);
  assert.is(await maybeVerified(folder, damaged, disk), undefined);
});

test("a status counts trials and what they take, their bytes, and the seconds of those that are missing", async () => {
  const effects = createMemoryEffects();
  const folder = storeFolder(effects.cache);
  const trialWith = (key: string, estimatedSeconds: number, inputs = {}) => {
    const keyed = keyedTrial("run", {}, inputs);
    return { ...keyed, key, identity: key, trial: { ...keyed.trial, estimatedSeconds } };
  };
  const base = trialWith(whole, 5);
  const missing = [trialWith(damaged, 7, { base }), trialWith(alone, 11)];
  const store = openStore(folder, effects.disk, () => {});
  await store.write(whole, { output: { result: 1, artifacts }, seconds: 1, measuresTime: false });
  const json = await effects.disk.facts(`${folder}/${whole}.json`);
  assert.equal(await statusOfTrials(missing, effects), {
    stored: 1,
    missing: 2,
    secondsLeft: 18,
    // Two float32 numbers are eight bytes.
    bytes: (json?.bytes ?? 0) + 8,
  });
});

test.run();
