import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ProgramEnd } from "../../scripts/base/effects.ts";
import { liveMarkup, problemsAfter } from "./judge.ts";
import type { ReportHashes, Workspace } from "./workspace.ts";

const report = new Map([
  ["index.html", "a"],
  ["manifest.json", "b"],
]);

/** The problems after a build with this end, in a workspace with this report and these processes. */
function problems(ended: ProgramEnd, after: ReportHashes = report, left: readonly number[] = []) {
  const start = () => {
    throw new Error("it builds nothing");
  };
  const workspace: Workspace = {
    root: "/workspace",
    environment: {},
    start,
    build: start,
    report: async () => after,
    processesLeft: async () => left,
    restore: async () => {},
    remove: async () => {},
  };
  return problemsAfter(workspace, ended, report);
}

test("a build that succeeds, is refused with a message, or is stopped, has no problems", async () => {
  assert.equal(await problems({ code: 0, output: "written: out/index.html" }), []);
  assert.equal(await problems({ code: 1, output: "error: invalid slide.md\nhelp: mend it" }), []);
  assert.equal(await problems({ code: 130, output: "stopped: finished trials are kept" }), []);
  assert.equal(await problems({ code: null, output: "" }), [], "killed");
});

test("a stack, a silent failure, a process left and a changed or broken report are problems", async () => {
  const stack = "TypeError: no\n    at parse (/a/b.ts:3:4)\n";
  assert.match((await problems({ code: 1, output: `error: x\n${stack}` })).join(), /^a stack: /);
  assert.match((await problems({ code: 1, output: "" })).join(), "exit code 1 without a message");
  assert.match((await problems({ code: 0, output: "" }, report, [7, 8])).join(), "processes left: 7, 8");
  const refused = { code: 1, output: "error: invalid" };
  assert.match((await problems(refused, new Map([["index.html", "c"]]))).join(), "out/ changed");
  assert.match((await problems({ code: 0, output: "" }, new Map())).join(), "out/ is not whole");
});

test("markup that became an element, a handler or a script is live, escaped markup is not", () => {
  for (const html of [
    "<p><injected>x</injected></p>",
    '<p><b id="injected">x</b></p>',
    "<p><img src=x onerror=injected()></p>",
    "<script>injected()</script>",
  ]) {
    assert.is(liveMarkup(html).length, 1, html);
  }
  for (const html of [
    "<p>&lt;script&gt;injected()&lt;/script&gt;</p>",
    '<p title="&quot;&gt;&lt;b id=injected&gt;">injected</p>',
    '<script type="application/json">{"caption":"injected()"}</script>',
  ]) {
    assert.equal(liveMarkup(html), [], html);
  }
});

test.run();
