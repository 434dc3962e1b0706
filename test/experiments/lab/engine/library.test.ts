import { test } from "uvu";
import * as assert from "uvu/assert";
import type { EngineReader } from "../../../../experiments/kit/report.ts";
import { libraryOf } from "../../../../experiments/lab/engine/library.ts";
import { restorePackage } from "../../../../experiments/programs/native/installation.ts";
import { createMemoryEffects } from "../../../helpers/memory-effects.ts";
import { mistakeOf } from "../../../helpers/mistakes.ts";

const PACKAGE = "node_modules/@tensorflow/tfjs-node";

const lockfile = JSON.stringify({
  packages: {
    "node_modules/@tensorflow/tfjs-backend-wasm": { version: "4.22.0" },
    [PACKAGE]: { version: "4.22.0" },
  },
});

/** The disk as the engine's library reads it. */
const readerOf = (files: Readonly<Record<string, string>>): EngineReader => {
  const { disk } = withFiles(files);
  return {
    list: (path) => disk.list(`/project/${path}`),
    maybeText: (path) => disk.maybeText(`/project/${path}`),
    versionOf: (name) => JSON.parse(lockfile).packages[`node_modules/${name}`]?.version,
  };
};

const withFiles = (files: Readonly<Record<string, string>>) =>
  createMemoryEffects({ "package-lock.json": lockfile, ...files });

test("what computes is named with the version of TensorFlow, however its library was installed", async () => {
  const laid = JSON.stringify({ tensorflow: "2.15.1", wheel: "", restored: [] });
  const named = "@tensorflow/tfjs-node 4.22.0 with TensorFlow";
  assert.is(await libraryOf("node", readerOf({ [`${PACKAGE}/deps/laid.json`]: laid })), `${named} 2.15.1`);
  const own = {
    [`${PACKAGE}/deps/lib/libtensorflow.so.2`]: "",
    [`${PACKAGE}/deps/lib/libtensorflow.so.2.9.1`]: "",
  };
  assert.is(await libraryOf("node", readerOf(own)), `${named} 2.9.1`);
  assert.is(await libraryOf("node", readerOf({})), `${named} of an unknown version`);
});

test("on wasm it is the package of the lockfile", async () => {
  assert.is(await libraryOf("wasm", readerOf({})), "@tensorflow/tfjs-backend-wasm 4.22.0");
});

test("what npm left out without a word, as it may with an optional package, is said", async () => {
  const restore = (code: number, output: string) =>
    restorePackage({ ...withFiles({}), run: async () => ({ code, output }) });
  assert.is(
    await mistakeOf(() => restore(0, "up to date")),
    "@tensorflow/tfjs-node could not be restored: npm could not download it, or a package that it needs",
  );
  assert.is(
    await mistakeOf(() => restore(1, "npm error code ENOTFOUND\nnpm error more")),
    "@tensorflow/tfjs-node could not be restored: code ENOTFOUND",
  );
});

test.run();
