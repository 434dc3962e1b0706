import { suite } from "uvu";
import * as assert from "uvu/assert";
import { build } from "../../../scripts/build.ts";
import { readCommandLine } from "../../../scripts/system/command.ts";
import { openPage } from "../../../scripts/system/serve-folder.ts";
import { createMemoryEffects, createRecordedTerminal } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("opening a page");

/** What is launched and printed on a system. */
async function opened(platform: string, isGood: boolean) {
  const launched: string[][] = [];
  const terminal = createRecordedTerminal();
  const { machine } = createMemoryEffects();
  const launch = async (program: string, args: readonly string[]) => {
    launched.push([program, ...args]);
    return isGood;
  };
  await openPage("/project/out/index.html", { machine: { ...machine, platform }, launch, terminal });
  return { launched, lines: terminal.lines };
}

test("each system's own opener gets the address", async () => {
  const expected = {
    "linux x64": [["xdg-open", "/project/out/index.html"]],
    "darwin arm64": [["open", "/project/out/index.html"]],
    "win32 x64": [["cmd", "/c", "start", "", "/project/out/index.html"]],
  };
  for (const [platform, launched] of Object.entries(expected)) {
    assert.equal(await opened(platform, true), { launched, lines: [] });
  }
});

test("without an opener, a line says what to open by hand", async () => {
  const { lines } = await opened("linux x64", false);
  assert.equal(lines, [
    "no browser was opened: xdg-open is missing or failed; open /project/out/index.html yourself",
  ]);
});

test("the build opens its page if asked to, but not where it writes none", async () => {
  const { machine } = createMemoryEffects();
  const read = (...args: string[]) => {
    const options = readCommandLine(build, args, machine);
    assert.ok(options !== "help");
    return options.opens;
  };
  assert.equal([read("--open"), read(), read("--open", "--explain")], [true, false, false]);
  assert.match(await mistakeOf(() => read("--open", "--shard", "1/2")), /takes no --open/);
});

test.run();
