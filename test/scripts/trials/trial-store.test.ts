import { test } from "uvu";
import * as assert from "uvu/assert";
import { digestOf } from "../../../experiments/kit/digest.ts";
import { findUnstorable, openStore } from "../../../scripts/trials/store.ts";
import { createMemoryDisk } from "../../helpers/memory-effects.ts";

const output = {
  result: { loss: 1.5, curve: [3, 2, 1.25], note: "é", nothing: null },
  artifacts: {
    weight: { shape: [2, 2], values: Float32Array.of(1, -0.5, 1e-30, 3.4e38) },
    empty: { shape: [0], values: new Float32Array(0) },
    bias: { shape: [1], values: Float32Array.of(0.1) },
  },
};

function createStore() {
  const files = new Map<string, string | Uint8Array>();
  const reports: string[] = [];
  const store = openStore("/store", createMemoryDisk(files), (line) => void reports.push(line));
  return { files, reports, store };
}

test("a written trial is read back bit for bit", async () => {
  const { store, files } = createStore();
  await store.write("key", { output, seconds: 2.5, measuresTime: false });
  assert.equal([...files.keys()].sort(), ["/store/key.bin", "/store/key.json"]);
  const stored = await store.read("key");
  assert.equal(stored, { output, seconds: 2.5, measuresTime: false });
  const digest = await digestOf(output);
  assert.equal(await store.readResult("key"), { result: output.result, digest, seconds: 2.5 });
});

test("a trial without artifacts has no .bin", async () => {
  const { store, files } = createStore();
  await store.write("key", { output: { result: [1, 2] }, seconds: 1, measuresTime: true });
  assert.equal([...files.keys()], ["/store/key.json"]);
  assert.equal(await store.read("key"), {
    output: { result: [1, 2], artifacts: {} },
    seconds: 1,
    measuresTime: true,
  });
});

test("an unknown key is missing, without a report", async () => {
  const { store, reports } = createStore();
  assert.is(await store.read("key"), undefined);
  assert.equal(reports, []);
});

test("a file with any byte lost or altered is noticed and set aside", async () => {
  const whole = createStore();
  await whole.store.write("key", { output, seconds: 2.5, measuresTime: false });
  const text = String(whole.files.get("/store/key.json"));
  const damaged = [
    "",
    "{}",
    text.slice(0, -1),
    `${text} `,
    ...Array.from(text, (_, index) => `${text.slice(0, index)}~${text.slice(index + 1)}`),
  ];
  for (const content of damaged) {
    whole.reports.length = 0;
    whole.files.set("/store/key.json", content);
    whole.files.set("/store/key.bin", new Uint8Array(20));
    assert.is(await whole.store.read("key"), undefined, content);
    assert.is(whole.reports.length, 1);
    assert.is(whole.files.get("/store/aside/key.json"), content);
    assert.not(whole.files.has("/store/key.json"));
  }
});

test("lost or altered artifacts are noticed", async () => {
  for (const bytes of [undefined, new Uint8Array(3), new Uint8Array(20)]) {
    for (const how of ["read", "readResult"] as const) {
      const { store, files, reports } = createStore();
      await store.write("key", { output, seconds: 1, measuresTime: false });
      files.delete("/store/key.bin");
      if (bytes !== undefined) files.set("/store/key.bin", bytes);
      assert.is(await store[how]("key"), undefined);
      assert.match(reports[0] ?? "", /^damaged store file: key\.json \(.*artifacts.*\); moved to aside\//);
    }
  }
});

test("a result under another trial's name is noticed", async () => {
  const { store, files, reports } = createStore();
  await store.write("key", { output: { result: 1 }, seconds: 1, measuresTime: false });
  files.set("/store/other.json", files.get("/store/key.json") ?? "");
  assert.is(await store.read("other"), undefined);
  assert.match(reports[0] ?? "", /^damaged store file: other\.json \(it is not the record of this trial\)/);
  assert.is((await store.read("key"))?.output.result, 1);
});

test("a trial that another process writes anew, while its damaged record is moved aside, is not lost", async () => {
  const { store, files, reports } = createStore();
  await store.write("key", { output, seconds: 1, measuresTime: false });
  const whole = String(files.get("/store/key.json"));
  const disk = createMemoryDisk(files);
  const overtaken = openStore(
    "/store",
    {
      ...disk,
      async move(from, to) {
        if (from === "/store/key.json") files.set(from, whole);
        await disk.move(from, to);
      },
    },
    (line) => void reports.push(line),
  );
  files.set("/store/key.json", "half a rec");
  assert.equal((await overtaken.read("key"))?.output, output);
  assert.is(String(files.get("/store/key.json")), whole);
  assert.equal(reports, []);
});

test("values that JSON or Float32 files cannot hold are named with their place", () => {
  const artifact = (shape: unknown, values: unknown) => ({ result: 1, artifacts: { w: { shape, values } } });
  const cases: readonly [unknown, string | undefined][] = [
    [output, undefined],
    [{ result: { optional: undefined } }, undefined],
    [undefined, "run must return { result, artifacts? }"],
    [{ value: 1 }, "run must return { result, artifacts? }"],
    [{ result: undefined }, "result is undefined"],
    [{ result: { a: [1, { b: Number.NaN }] } }, "result.a[1].b is NaN"],
    [{ result: { a: -Infinity } }, "result.a is -Infinity"],
    [{ result: Float32Array.of(1) }, "result is a Float32Array"],
    [{ result: { when: new Date(0) } }, "result.when is a Date"],
    [{ result: () => 1 }, "result is a function"],
    [artifact([2], [1, 2]), "artifact w has no Float32Array values"],
    [artifact(undefined, Float32Array.of(1)), "artifact w has no shape"],
    [artifact([2, 2], Float32Array.of(1)), "artifact w has 1 values for shape [2, 2]"],
    [artifact([2], Float32Array.of(1, Number.NaN)), "artifact w is NaN at 1"],
  ];
  for (const [value, problem] of cases) assert.is(findUnstorable(value), problem);
});

test.run();
