import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ProgramEnd } from "../../scripts/base/effects.ts";
import { check } from "../../scripts/check.ts";
import { runCommand } from "../../scripts/system/command.ts";
import {
  createColorTerminal,
  createMemoryEffects,
  createRecordedTerminal,
} from "../helpers/memory-effects.ts";

/** Runs the command with tools that end so, by their names. */
async function checked(
  ends: Readonly<Record<string, ProgramEnd>>,
  terminal = createRecordedTerminal(),
): Promise<{ code: number | undefined; lines: readonly string[]; ran: readonly string[] }> {
  const ran: string[] = [];
  const run = async (program: string, args: readonly string[]) => {
    const name = program.replace("/project/node_modules/.bin/", "");
    ran.push([name, ...args].join(" "));
    return ends[name] ?? { code: 0, output: "fine" };
  };
  const code = await runCommand(check, [], { ...createMemoryEffects(), terminal, run });
  return { code, lines: terminal.lines, ran };
}

test("every tool runs, also after one has failed, and shows what it found", async () => {
  const { code, lines, ran } = await checked({
    biome: { code: 1, output: "a.ts: format\n" },
    knip: { code: 2, output: "unused: b.ts\n" },
  });
  assert.is(code, 1);
  assert.equal(lines, [
    "FAIL  biome ci .",
    "a.ts: format",
    "ok    tsc",
    "ok    tsc -p scripts/browser",
    "FAIL  knip",
    "unused: b.ts",
    "failed: biome ci ., knip",
  ]);
  assert.equal(ran, ["biome ci . --colors=off", "tsc", "tsc -p scripts/browser", "knip"]);
});

test("where nothing is found, it says no more than which tools ran", async () => {
  const { code, lines } = await checked({});
  assert.is(code, 0);
  assert.equal(lines, ["ok    biome ci .", "ok    tsc", "ok    tsc -p scripts/browser", "ok    knip"]);
});

test("a tool that is not installed, or that a signal ended, has failed", async () => {
  const { code, lines } = await checked({
    biome: { code: undefined, output: "" },
    knip: { code: null, output: "" },
  });
  assert.is(code, 1);
  assert.is(lines[1], "it is missing; npm ci installs it");
  assert.is(lines.at(-1), "failed: biome ci ., knip");
});

test("on a terminal with colours the tools have theirs", async () => {
  const { ran } = await checked({}, createColorTerminal());
  assert.equal(ran.slice(0, 2), ["biome ci . --colors=force", "tsc --pretty"]);
});

test.run();
