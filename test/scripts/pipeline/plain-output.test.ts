import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { withSmallReport } from "../../helpers/build.ts";
import { repository } from "../../helpers/project.ts";

for (const environment of [{ FORCE_COLOR: "1" }, { NO_COLOR: "1" }]) {
  test(`without a terminal, a build prints plain lines, also with ${JSON.stringify(environment)}`, () =>
    withSmallReport(async ({ root }) => {
      const words = [
        "--import",
        "tsx",
        join(repository, "scripts", "build.ts"),
        "--no-timing",
        "--jobs",
        "1",
      ];
      const env = { ...process.env, ...environment };
      const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: root, env });
      assert.is(stderr, "");
      const steering = [...stdout].filter((character) => /\p{Cc}/u.test(character) && character !== "\n");
      assert.equal(steering, []);
      const steps = stdout.split("\n").filter((line) => line.startsWith("["));
      assert.is(steps.length, 6);
      for (const [index, step] of steps.entries()) {
        assert.match(step, new RegExp(`^\\[${index + 1}/6\\] (?:base|next), seed [123] {2}\\d+\\.\\d s$`));
      }
    }));
}

test("when nobody reads its output any more, a build ends in silence", () =>
  withSmallReport(async ({ root }) => {
    const words = ["--import", "tsx", join(repository, "scripts", "build.ts"), "--no-timing"];
    const child = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal({ code, errors }, { code: 141, errors: "" });
  }));

test.run();
