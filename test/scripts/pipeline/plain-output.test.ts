import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withSmallReport } from "../../helpers/build.ts";
import { repository } from "../../helpers/project.ts";

/** What a build of the project prints that has no terminal. */
async function printedBy(root: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const script = join(repository, "scripts", "build.ts");
  const args = ["--import", "tsx", script, "--no-timing", "--jobs", "1"];
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env;
  const env = { ...inherited, ...environment };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, env });
  assert.is(stripVTControlCharacters(stderr), "");
  return stdout;
}

const controls = (text: string) => [...text].filter((letter) => /\p{Cc}/u.test(letter) && letter !== "\n");

test("without a terminal, a build prints plain lines", () =>
  withSmallReport(async ({ root }) => {
    const printed = await printedBy(root, {});
    assert.equal(controls(printed), []);
    const steps = printed.split("\n").filter((line) => line.startsWith("["));
    assert.is(steps.length, 6);
    for (const [index, step] of steps.entries()) {
      assert.match(step, new RegExp(`^\\[${index + 1}/6\\] (?:base|next), seed [123] {2}\\d+\\.\\d s$`));
    }
    assert.equal(controls(await printedBy(root, { NO_COLOR: "1" })), []);

    const forced = await printedBy(root, { FORCE_COLOR: "1" });
    assert.ok(forced.includes("\u001b[32msupported\u001b[39m"), "FORCE_COLOR asks for colours all the same");
    assert.equal(controls(stripVTControlCharacters(forced)), []);
    assert.ok(
      forced
        .split("\u001b")
        .slice(1)
        .every((part) => /^\[\d+m/.test(part)),
      "and for nothing else",
    );
  }));

test("when nobody reads its output any more, a build ends in silence", () =>
  withSmallReport(async ({ root }) => {
    const args = ["--import", "tsx", join(repository, "scripts", "build.ts"), "--no-timing"];
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal({ code, errors }, { code: 141, errors: "" });
  }));

test.run();
