/** A small fixed share of `npm run torture`. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readCommandLine, runCommand } from "../../scripts/system/command.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { createMemoryEffects, createRecordedTerminal } from "../helpers/memory-effects.ts";
import { repository } from "../helpers/project.ts";
import { torture } from "../torture.ts";

test("without options it kills 100 builds, breaks 1,000 inputs and tries failing places", () => {
  const { machine } = createMemoryEffects();
  const expected = { kills: 100, mutations: 1000, seed: 1, only: undefined, places: true };
  assert.equal(readCommandLine(torture, [], machine), expected);
});

test("killed builds and broken inputs leave no process and no broken report, and the next build is the same", async () => {
  const terminal = createRecordedTerminal();
  const effects = { ...createNodeEffects(repository, new AbortController().signal), terminal };
  const args = ["--kills", "1", "--mutations", "7", "--seed", "42", "--only", "02", "--no-places"];
  const code = await runCommand(torture, args, effects);
  assert.is(code, 0, terminal.lines.join("\n"));
  assert.is(terminal.lines.at(-1), "10 trials of the build, 0 failed");
});

test.run();
