import { test } from "uvu";
import * as assert from "uvu/assert";
import { failsWithout, leaveOut, leftOutIn } from "./left-out.ts";

test("the runner finds what a file left out in the output of the file", () => {
  let printed = "a.test.ts  • • ";
  leaveOut("slurm", "sbatch is not installed: see .ci/run", (text) => {
    printed += text;
  });
  printed += "•   (3 / 3)\n\n  Total:     3\n";
  assert.equal(leftOutIn(printed), [{ tool: "slurm", reason: "sbatch is not installed: see .ci/run" }]);
  assert.equal(leftOutIn("a.test.ts  • • •   (3 / 3)\n"), []);
});

test("what is left out fails in CI, except where CI says that the tool could not be installed", () => {
  assert.is(failsWithout("slurm", {}), false);
  assert.is(failsWithout("slurm", { CI: "true" }), true);
  assert.is(failsWithout("slurm", { CI: "true", CI_WITHOUT: "firefox" }), true);
  assert.is(failsWithout("slurm", { CI: "true", CI_WITHOUT: "firefox,slurm" }), false);
});

test.run();
