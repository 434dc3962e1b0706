import { test } from "uvu";
import * as assert from "uvu/assert";
import { printSummary } from "../../../scripts/build/summary.ts";
import { reportOf } from "../../helpers/fixture.ts";
import { measuredSlide } from "../../helpers/fixture-slide.ts";
import { createRecordedTerminal } from "../../helpers/memory-effects.ts";

test("the times of the last lines are those of trials, figures and files, and add up to the total", async () => {
  const { files, recorded } = await reportOf([measuredSlide()]);
  const terminal = createRecordedTerminal();
  const times = { run: 12_000, render: 7_000, total: 32_000 };
  printSummary(recorded.records, new Map(), files, "/project/out", times, { root: "/project", terminal });
  const line = terminal.lines.find((text) => text.startsWith("trials "));
  assert.match(
    line ?? "",
    /^trials 12\.0 s \(.*\) · render 7\.0 s \(.*\) · pages, PDFs and files 13\.0 s · total 32\.0 s$/,
  );
});

test.run();
