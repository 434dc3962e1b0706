import { test } from "uvu";
import * as assert from "uvu/assert";
import { sha256 } from "../../../scripts/base/hash.ts";
import { verifyStore } from "../../../scripts/store/contents.ts";
import { exportStore, importResults } from "../../../scripts/store/transfer.ts";
import type { StoredTrial } from "../../../scripts/trials/store.ts";
import { openStore } from "../../../scripts/trials/store.ts";
import { createMemoryDisk } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const keyOf = (name: string): string => sha256(name);

/** A trial whose loss is `loss`, with a weight if it has one. */
function trial(loss: number, weight?: number, measuresTime = false): StoredTrial {
  const weights = weight === undefined ? {} : { weight: { shape: [1], values: Float32Array.of(weight) } };
  return { output: { result: { loss }, artifacts: weights }, seconds: 1, measuresTime };
}

type Stores = Readonly<Record<string, Readonly<Record<string, StoredTrial>>>>;

/** A disk with stores in these folders, each with trials by name. */
async function diskWith(stores: Stores) {
  const files = new Map<string, string | Uint8Array>();
  const disk = createMemoryDisk(files);
  for (const [folder, trials] of Object.entries(stores)) {
    const store = openStore(folder, disk, () => {});
    for (const [name, stored] of Object.entries(trials)) await store.write(keyOf(name), stored);
  }
  const read = (folder: string, name: string) => openStore(folder, disk, () => {}).read(keyOf(name));
  return { disk, files, read };
}

/** The mistake that an import into /own reports; asserts that /own has the same files as before. */
async function importError({ disk, files }: Awaited<ReturnType<typeof diskWith>>, paths: readonly string[]) {
  const own = () => [...files.keys()].filter((path) => /^\/own\/[^/]+$/.test(path)).sort();
  const before = own();
  const message = await mistakeOf(() => importResults(paths, "/own", disk));
  assert.equal(own(), before);
  return message;
}

test("an import is the union of the store, an exported folder and another store's folder", async () => {
  const own = { a: trial(1), b: trial(2, 0.5) };
  const setup = await diskWith({
    "/own": own,
    "/one": { b: trial(2, 0.5), c: trial(3, 0.25) },
    "/two": { c: trial(3, 0.25), d: trial(4) },
  });
  assert.is(await exportStore("/one", "/exported", setup.disk), 2);
  assert.equal(await importResults(["/exported", "/two"], "/own", setup.disk), { added: 2, known: 2 });
  assert.equal(await setup.read("/own", "c"), trial(3, 0.25));
  assert.equal(await setup.read("/own", "d"), trial(4));
  assert.is((await verifyStore("/own", setup.disk)).whole, 4);
});

test("an export has the store's files, without damaged results and what is no result", async () => {
  const { disk, files } = await diskWith({ "/one": { a: trial(1), b: trial(2, 0.5) } });
  const whole = (await disk.list("/one")).map((name) => [name, files.get(`/one/${name}`)]);
  for (const name of [`${keyOf("c")}.json`, `${keyOf("d")}.json.new-host-1-1`, `aside/${keyOf("e")}.json`]) {
    files.set(`/one/${name}`, "damaged");
  }
  assert.is(await exportStore("/one", "/exported", disk), 2);
  assert.equal(
    (await disk.list("/exported")).map((name) => [name, files.get(`/exported/${name}`)]),
    whole,
  );
});

test("an export adds to an earlier one, and leaves a file and a folder of other files alone", async () => {
  const { disk, files } = await diskWith({ "/one": { a: trial(1) }, "/two": { b: trial(2) } });
  for (const store of ["/one", "/two", "/two"]) await exportStore(store, "/exported", disk);
  assert.is((await verifyStore("/exported", disk)).whole, 2);
  files.set("/thesis/text.txt", "years of work");
  const before = [...files.keys()];
  assert.is(await mistakeOf(() => exportStore("/one", "/thesis", disk)), "foreign file in /thesis: text.txt");
  assert.is(
    await mistakeOf(() => exportStore("/one", "/thesis/text.txt", disk)),
    "not a folder: /thesis/text.txt",
  );
  assert.equal([...files.keys()], before);
});

test("two results of one trial are an error that names both places, and the other one is kept aside", async () => {
  for (const other of [trial(1.5, 0.5), trial(1, 0.75), trial(1)]) {
    const setup = await diskWith({ "/own": { a: trial(1, 0.5) }, "/other": { a: other, b: trial(2) } });
    const message = await importError(setup, ["/other"]);
    assert.match(message, "one trial with different results");
    assert.match(message, `in /own/${keyOf("a")}.json`);
    const kept = /in \/other, kept as (aside\/.*)\.json/.exec(message)?.[1] ?? "";
    assert.ok(setup.files.has(`/own/${kept}.json`), kept);
    assert.equal(await setup.read("/own", "a"), trial(1, 0.5));
  }
});

test("two results of one trial in two places to import from are an error as well", async () => {
  const setup = await diskWith({ "/own": {}, "/one": { a: trial(1) }, "/two": { a: trial(2) } });
  const message = await importError(setup, ["/one", "/two"]);
  assert.match(message, "in /one, kept as");
  assert.match(message, "in /two, kept as");
});

test("of a trial that measures time the store keeps its own result", async () => {
  const setup = await diskWith({ "/own": { a: trial(1, 0.5, true) }, "/other": { a: trial(2, 0.5, true) } });
  assert.equal(await importResults(["/other"], "/own", setup.disk), { added: 0, known: 1 });
  assert.equal(await setup.read("/own", "a"), trial(1, 0.5, true));
});

test("a damaged own result is replaced by an imported one", async () => {
  const setup = await diskWith({ "/own": { a: trial(1) }, "/other": { a: trial(1) } });
  setup.files.set(`/own/${keyOf("a")}.json`, "damaged");
  assert.equal(await importResults(["/other"], "/own", setup.disk), { added: 1, known: 0 });
  assert.equal(await setup.read("/own", "a"), trial(1));
});

test("damaged, foreign or missing results are errors, and nothing is imported", async () => {
  const other = { a: trial(1), b: trial(2, 0.5) };
  const setup = await diskWith({ "/own": {}, "/other": other });
  const set = (path: string, content: string | Uint8Array) => void setup.files.set(path, content);

  const record = await setup.disk.readText(`/other/${keyOf("a")}.json`);
  set(`/flipped/${keyOf("a")}.json`, record.replace('"loss"', '"lost"'));
  assert.match(await importError(setup, ["/other", "/flipped"]), /damaged result in \/flipped: \w{64}\.json/);
  set("/thesis.txt", "years of work");
  assert.is(await importError(setup, ["/other", "/thesis.txt"]), "not a folder: /thesis.txt");
  assert.match(await importError(setup, ["/other", "/none"]), "no such folder: /none");
  set("/strange/notes.txt", "");
  assert.match(await importError(setup, ["/other", "/strange"]), "foreign file in /strange: notes.txt");
  set(`/swapped/${keyOf("a")}.json`, setup.files.get(`/other/${keyOf("b")}.json`) ?? "");
  assert.match(await importError(setup, ["/other", "/swapped"]), "not the record of this trial");
});

test("what another process is still writing, and what is aside, is not imported", async () => {
  const setup = await diskWith({ "/own": {}, "/other": { a: trial(1) } });
  for (const name of [`${keyOf("b")}.json.new-host-1-1`, `${keyOf("c")}.bin`, `aside/${keyOf("d")}.json`]) {
    setup.files.set(`/other/${name}`, "half");
  }
  assert.equal(await importResults(["/other"], "/own", setup.disk), { added: 1, known: 0 });
});

test.run();
