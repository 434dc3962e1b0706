import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  installLibrary,
  proveEngine,
  removeLibrary,
} from "../../../../experiments/programs/native/installation.ts";
import type { Wheel } from "../../../../experiments/programs/native/wheel.ts";
import { native } from "../../../../experiments/programs/native.ts";
import type { Effects, ProgramEnd } from "../../../../scripts/base/effects.ts";
import { sha256 } from "../../../../scripts/base/hash.ts";
import { runCommand } from "../../../../scripts/system/command.ts";
import {
  createMemoryDisk,
  createMemoryEffects,
  createRecordedTerminal,
} from "../../../helpers/memory-effects.ts";
import { mistakeOf } from "../../../helpers/mistakes.ts";

const CONTENT = "an archive";
const wheel: Wheel = { package: "tensorflow-cpu", version: "2.0", file: "tf.whl", sha256: sha256(CONTENT) };
const FOLDER = "/project/node_modules/@tensorflow/tfjs-node";

const lockfile = JSON.stringify({
  packages: {
    "": { optionalDependencies: { "@tensorflow/tfjs-node": "4.22.0" } },
    "node_modules/@tensorflow/tfjs-node": { version: "4.22.0", dependencies: { "google-protobuf": "^3" } },
    "node_modules/google-protobuf": { version: "3.21.4" },
    "node_modules/other": { version: "1.0.0" },
  },
});

type Program = (words: readonly string[]) => Promise<ProgramEnd>;

/** A project without the package, and programs that do what the real ones do, but for those given. */
function createProject(programs: Readonly<Record<string, Program | undefined>> = {}, platform = "linux x64") {
  const files = new Map<string, string | Uint8Array>([
    ["/project/package-lock.json", lockfile],
    ["/project/node_modules/other/index.js", ""],
    ["/elsewhere/tf.whl", CONTENT],
    ["/elsewhere/foreign.whl", "another"],
    [join(process.execPath, "../../include/node/node_api.h"), ""],
  ]);
  const good: Readonly<Record<string, Program>> = {
    npm: async () => {
      files.set(`${FOLDER}/binding/tfjs_binding.cc`, "");
      files.set("/project/node_modules/google-protobuf/index.js", "");
      return { code: 0, output: "" };
    },
    "c++": async (words) => {
      const target = words[words.indexOf("-o") + 1];
      if (target !== undefined && words.includes("-o")) files.set(target, "compiled");
      return { code: 0, output: "" };
    },
    python3: async (words) => {
      const folder = words[words.indexOf("--dest") + 1];
      if (words.includes("--dest")) files.set(`${folder}/tf.whl`, CONTENT);
      if (words[0] === "-c") {
        for (const name of [
          "libtensorflow_cc.so.2",
          "libtensorflow_framework.so.2",
          "include/tensorflow/c/c_api.h",
        ])
          files.set(`${words[3]}/tensorflow/${name}`, name);
      }
      return { code: 0, output: "" };
    },
  };
  const memory = createMemoryEffects();
  const terminal = createRecordedTerminal();
  const effects: Effects = {
    ...memory,
    disk: createMemoryDisk(files),
    terminal,
    machine: { ...memory.machine, platform },
    run: async (program, words) => {
      const act = program in programs ? programs[program] : good[program];
      return act === undefined ? { code: undefined, output: "" } : await act(words);
    },
  };
  return { files, effects, terminal };
}

const inPackages = (files: ReadonlyMap<string, unknown>) =>
  [...files.keys()].filter((file) => file.startsWith("/project/")).sort();

for (const [name, file] of [
  ["a wheel that is downloaded", undefined],
  ["a file", "/elsewhere/tf.whl"],
] as const) {
  test(`the library of ${name} is laid into the restored package, and removed with it`, async () => {
    const { files, effects } = createProject();
    const before = inPackages(files);
    await installLibrary(wheel, file, effects);
    assert.equal(
      inPackages(files).filter((path) => path.startsWith(FOLDER)),
      [
        "binding/tfjs_binding.cc",
        "deps/include/tensorflow/c/c_api.h",
        "deps/laid.json",
        "deps/lib/libtensorflow_cc.so.2",
        "deps/lib/libtensorflow_framework.so.2",
        "lib/napi-v8/tfjs_binding.node",
      ].map((path) => `${FOLDER}/${path}`),
    );
    assert.is(files.get(`${FOLDER}/lib/napi-v8/tfjs_binding.node`), "compiled");
    assert.is(await removeLibrary(effects), true);
    assert.equal(inPackages(files), before);
  });
}

test("a second installation keeps in mind what the first restored", async () => {
  const { files, effects } = createProject();
  const before = inPackages(files);
  await installLibrary(wheel, "/elsewhere/tf.whl", effects);
  await installLibrary(wheel, "/elsewhere/tf.whl", effects);
  await removeLibrary(effects);
  assert.equal(inPackages(files), before);
});

test("what the package downloaded itself is not removed", async () => {
  const { files, effects } = createProject();
  files.set(`${FOLDER}/deps/lib/libtensorflow.so.2.9.1`, "");
  assert.is(await removeLibrary(effects), false);
  assert.ok(files.has(`${FOLDER}/deps/lib/libtensorflow.so.2.9.1`));
});

const ends =
  (code: number, output = ""): Program =>
  async () => ({ code, output });

/** What is missing, and the beginning of the message. */
const failures = [
  { missing: "a compiler", programs: { "c++": undefined }, message: /^missing program: c\+\+$/ },
  { missing: "Python", programs: { python3: undefined }, message: /^missing program: python3$/ },
  {
    missing: "pip",
    programs: { python3: ends(1, "No module named pip") },
    message: /^missing program: pip, for python3$/,
  },
  {
    missing: "Python's registry",
    programs: {
      python3: async (words: readonly string[]) =>
        words.includes("download")
          ? { code: 1, output: "\nERROR: No matching distribution\n" }
          : { code: 0, output: "" },
    },
    message: /^failed download of tensorflow-cpu: No matching distribution$/,
  },
  {
    missing: "npm's registry",
    programs: { npm: ends(1, "npm error code ENOTFOUND\nnpm error more") },
    message: /^@tensorflow\/tfjs-node could not be restored: code ENOTFOUND$/,
  },
  {
    missing: "a header of the system",
    programs: {
      "c++": async (words: readonly string[]) =>
        words.includes("-o")
          ? { code: 1, output: "x.cc:1: fatal error: string: none\n" }
          : { code: 0, output: "" },
    },
    message: /^the addon could not be compiled: x\.cc:1: fatal error: string: none$/,
  },
] as const;

for (const { missing, programs, message } of failures) {
  test(`without ${missing} one message says so, and node_modules/ is as before`, async () => {
    const { files, effects } = createProject(programs);
    const before = inPackages(files);
    assert.match(await mistakeOf(() => installLibrary(wheel, undefined, effects)), message);
    assert.equal(inPackages(files), before);
  });
}

test("without Node's headers one message says so, before anything is downloaded", async () => {
  const { files, effects, terminal } = createProject();
  files.delete(join(process.execPath, "../../include/node/node_api.h"));
  assert.match(
    await mistakeOf(() => installLibrary(wheel, undefined, effects)),
    /^missing header: node_api\.h/,
  );
  assert.equal(terminal.lines, []);
});

test("a foreign wheel is named with its checksum, and nothing is installed", async () => {
  const { files, effects, terminal } = createProject();
  const before = inPackages(files);
  assert.is(await runCommand(native, ["--wheel", "/elsewhere/foreign.whl"], effects), 1);
  assert.match(
    terminal.lines[0] ?? "",
    `foreign wheel: /elsewhere/foreign.whl (7 B, SHA-256 ${sha256("another")})`,
  );
  assert.equal(inPackages(files), before);
});

test("a registry out of reach ends the command with a code of its own", async () => {
  const { effects } = createProject({
    [process.execPath]: ends(1, "no such module"),
    npm: ends(1, "npm error code ENOTFOUND"),
  });
  assert.is(await runCommand(native, [], effects), 3);
});

test("on another platform one message says which is served", async () => {
  const { effects } = createProject({}, "darwin arm64");
  assert.match(await mistakeOf(() => installLibrary(wheel, undefined, effects)), /darwin arm64.*linux x64/);
});

test("--check says why the engine does not start, with exit code 1", async () => {
  const { effects, terminal } = createProject({ [process.execPath]: ends(1, "no such module") });
  assert.is(await runCommand(native, ["--check"], effects), 1);
  assert.equal(terminal.lines, ["not ready: no such module"]);
});

test("the library's warnings are not taken for its version, nor a crash for an answer", async () => {
  const warned = createProject({ [process.execPath]: ends(0, "2026 W some warning\n2.9.1") });
  assert.equal(await proveEngine(warned.effects), { isReady: true, version: "2.9.1" });
  const crashed = createProject({ [process.execPath]: async () => ({ code: null, output: "" }) });
  assert.equal(await proveEngine(crashed.effects), {
    isReady: false,
    reason: "its process ended with a signal",
  });
});

test("an engine that starts is left alone", async () => {
  const { files, effects, terminal } = createProject({ [process.execPath]: ends(0, "2.9.1") });
  const before = inPackages(files);
  assert.is(await runCommand(native, [], effects), 0);
  assert.equal(terminal.lines, ["ready: TensorFlow 2.9.1, from the package's own download; nothing to do"]);
  assert.equal(inPackages(files), before);
});

test.run();
