import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ReportError } from "../../../scripts/base/errors.ts";
import { codeMistake, framesIn, placedMessage } from "../../../scripts/base/frames.ts";

const test = suite("frames of stacks");

const root = "/home/a b/project (1)";

/** An error with this stack below its message. */
function errorWith(message: string, frames: readonly string[]): Error {
  const error = new RangeError(message);
  error.stack = `RangeError: ${message}\n${frames.map((frame) => `    at ${frame}`).join("\n")}`;
  return error;
}

const library = `Module.column (file:///home/a%20b/project%20(1)/experiments/kit/tables.ts?load=3:27:9)`;
const slide = `async Object.findings (${root}/experiments/15-x/results.ts:9:3)`;
const build = `record (${root}/scripts/stages/record.ts:60:5)`;

test("a frame in experiments/ is found as a path and as a URL, with or without a name, and no other frame", () => {
  const elsewhere = "/home/a b/other/experiments/15-x/results.ts:1:1";
  const { stack } = errorWith("no", [
    library,
    build,
    slide,
    elsewhere,
    `${root}/experiments/15-x/deck.ts:2:1`,
  ]);
  assert.equal(framesIn(stack, root), [
    "experiments/kit/tables.ts:27",
    "experiments/15-x/results.ts:9",
    "experiments/15-x/deck.ts:2",
  ]);
  assert.equal(framesIn(undefined, root), []);
});

test("a message is given its place on the first line, and the slide's line where the library threw", () => {
  assert.is(
    placedMessage(errorWith("no\nmore", [slide, build]), root),
    "no (experiments/15-x/results.ts:9)\nmore",
  );
  assert.is(
    placedMessage(errorWith("no", [library, slide]), root),
    "no (experiments/kit/tables.ts:27, called at experiments/15-x/results.ts:9)",
  );
  assert.is(placedMessage(errorWith("no", [library]), root), "no (experiments/kit/tables.ts:27)");
  assert.is(placedMessage(errorWith("no", [build]), root), "no");
});

test("a mistake in code names the slide's line, else the library's, else the file, and keeps a mistake that is one", () => {
  const messageOf = (error: unknown) => {
    const { message, help } = codeMistake(error, "findings() failed", {
      file: "experiments/15-x/results.ts",
      root,
    });
    return [message, help];
  };
  assert.equal(messageOf(errorWith("no", [library, slide])), [
    "experiments/15-x/results.ts:9: findings() failed: no",
    "thrown at experiments/kit/tables.ts:27",
  ]);
  assert.equal(messageOf(errorWith("no", [library])), [
    "experiments/kit/tables.ts:27: findings() failed: no",
    undefined,
  ]);
  assert.equal(messageOf("word"), [
    "experiments/15-x/results.ts: findings() failed: thrown: word",
    undefined,
  ]);
  const mistake = new ReportError("slide.md:3: unknown", { help: "did you mean known?" });
  assert.equal(messageOf(mistake), [mistake.message, mistake.help]);
});

test.run();
