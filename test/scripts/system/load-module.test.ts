import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ReportError } from "../../../scripts/base/errors.ts";
import { loadModule } from "../../../scripts/system/node-effects.ts";

const test = suite("modules that are loaded");

const root = await realpath(await mkdtemp(join(tmpdir(), "modules-")));
test.after(() => rm(root, { recursive: true }));
await writeFile(join(root, "package.json"), '{ "type": "module" }');
await writeFile(join(root, "words.ts"), "export const word = 1;\n");

/** What a module of this text throws. */
async function failureOf(name: string, text: string): Promise<Error> {
  await writeFile(join(root, name), text);
  try {
    await loadModule(join(root, name), root);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it was loaded");
}

const cases: readonly (readonly [name: string, text: string, message: string | RegExp, help?: string])[] = [
  ["a.ts", 'import "./wrods.ts";', "invalid module: a.ts: no such file: wrods.ts", "did you mean words.ts?"],
  [
    "b.ts",
    'import "./lib/words.ts";',
    "invalid module: b.ts: no such file: lib/words.ts",
    "there is no such folder either",
  ],
  [
    "c.ts",
    'import "no-such-package";',
    "invalid module: c.ts: no such package: no-such-package",
    "npm install adds one; npm ci installs those of package.json",
  ],
  ["d.ts", "const = 1;", /^invalid module: d\.ts: 1:6: ERROR: /],
  ["e.ts", 'import { wrod } from "./words.ts";\nwrod();', /^invalid module: e\.ts: .*'wrod'/],
  // The module that imports is named, not the one that was asked for.
  ["f.ts", 'import "./a.ts";', "invalid module: a.ts: no such file: wrods.ts", "did you mean words.ts?"],
];

for (const [name, text, message, help] of cases) {
  test(`a module with ${text.split("\n")[0]} is an error with one message`, async () => {
    const error = await failureOf(name, text);
    assert.instance(error, ReportError);
    if (typeof message === "string") assert.is(error.message, message);
    else assert.match(error.message, message);
    assert.is((error as ReportError).help, help);
  });
}

test("an error of a module's own code is passed on, with its stack", async () => {
  const error = await failureOf("own.ts", "throw new TypeError('own');");
  assert.not.instance(error, ReportError);
  assert.is(error.message, "own");
});

test("what a module exports is returned", async () => {
  assert.equal({ ...(await loadModule(join(root, "words.ts"), root)) }, { word: 1 });
});

test.run();
