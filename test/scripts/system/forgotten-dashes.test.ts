import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findForgottenDashes } from "../../../scripts/system/forgotten-dashes.ts";
import { createManualClock, createMemoryDisk } from "../../helpers/memory-effects.ts";

const test = suite("forgotten dashes");

const names = ["explain", "only", "profile", "no-timing", "force"];

/** What is found in npm's logs, by time of day on the date of the clock, by a script that received `args`. */
function find(
  logs: Readonly<Record<string, string>>,
  { script = "build", event = "build", args = "" } = {},
): Promise<readonly string[] | undefined> {
  const files = Object.entries(logs).map(([time, argv]): [string, string] => {
    const line = argv
      .split(" ")
      .map((arg) => JSON.stringify(arg))
      .join(" ");
    return [
      `/npm/_logs/${time}-debug-0.log`,
      `7 verbose title npm\n8 verbose argv ${line}\n9 verbose exit 0\n`,
    ];
  });
  return findForgottenDashes(script, names, args.split(" ").filter(Boolean), {
    environment: { npm_lifecycle_event: event, npm_config_cache: "/npm" },
    disk: createMemoryDisk(new Map(files)),
    clock: createManualClock(),
  });
}

const now = "2025-12-31T23_59_59_500Z";

test("an option before -- is found, with all that was typed after the script's name", async () => {
  assert.equal(await find({ [now]: "run build --explain" }), ["--explain"]);
  assert.equal(await find({ [now]: "run build --only 04 --no-timing" }), ["--only", "04", "--no-timing"]);
  assert.equal(await find({ [now]: "run build --profile quick -- --only 04" }, { args: "--only 04" }), [
    "--profile",
    "quick",
    "--only",
    "04",
  ]);
  assert.equal(await find({ [now]: "run build x --force" }, { args: "x" }), ["x", "--force"]);
});

test("options after --, and npm's own before it, are as they should be", async () => {
  assert.is(await find({ [now]: "run build -- --explain" }, { args: "--explain" }), undefined);
  assert.is(await find({ [now]: "run build --loglevel silent" }), undefined);
  assert.is(await find({ [now]: "--force run build" }), undefined);
});

test("npm test has short names", async () => {
  const options = { script: "test", event: "test" };
  assert.equal(await find({ [now]: "t --force" }, options), ["--force"]);
  assert.is(await find({ [now]: "t" }, options), undefined);
});

test("a log of another command, of another call or of another time says nothing", async () => {
  const typed = "run build --explain";
  assert.is(await find({ [now]: typed }, { event: "test" }), undefined, "a build that a test has started");
  assert.is(
    await find({ [now]: typed }, { args: "--only 04" }),
    undefined,
    "a build that runs at the same time",
  );
  assert.is(await find({ [now]: "run tune --force" }), undefined);
  assert.is(await find({ "2025-12-31T23_50_00_000Z": typed }), undefined);
  const newer = "2025-12-31T23_59_59_800Z";
  assert.equal(await find({ [now]: typed, [newer]: "run tune" }), ["--explain"]);
  assert.is(await find({ [now]: typed, [newer]: "run build" }), undefined);
  assert.is(await find({}), undefined);
});

/** Starts npm in a new folder with a script that prints what was found, as npm leaves it in its cache. */
async function withNpm(
  body: (npm: (...args: string[]) => Promise<unknown>, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "npm-"));
  const module = (name: string) =>
    JSON.stringify(new URL(`../../../scripts/system/${name}`, import.meta.url));
  const code = [
    `import { findForgottenDashes } from ${module("forgotten-dashes.ts")};`,
    `import { createNodeEffects } from ${module("node-effects.ts")};`,
    `const effects = createNodeEffects(${JSON.stringify(folder)}, new AbortController().signal);`,
    `const names = ${JSON.stringify(names)};`,
    `const found = await findForgottenDashes("build", names, process.argv.slice(2), effects);`,
    "console.log(JSON.stringify({ found }));",
  ].join("\n");
  try {
    await writeFile(join(folder, "script.ts"), code);
    const build = `node --import ${JSON.stringify(import.meta.resolve("tsx"))} script.ts`;
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", scripts: { build } }));
    await body(async (...args) => {
      const environment = { ...process.env, npm_config_cache: join(folder, "cache") };
      const { stdout } = await promisify(execFile)("npm", args, { cwd: folder, env: environment });
      return JSON.parse(stdout.trim().split("\n").at(-1) ?? "").found;
    }, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test("npm itself leaves a log of what it kept, also of its own options, and not of those in .npmrc", () =>
  withNpm(async (npm, folder) => {
    assert.equal(await npm("run", "build", "--only", "04", "--no-timing"), ["--only", "04", "--no-timing"]);
    assert.is(await npm("run", "build", "--", "--only", "04"), undefined);
    await writeFile(join(folder, ".npmrc"), "force=true\nprofile=quick\n");
    assert.is(await npm("run", "build"), undefined);
  }));

test.run();
