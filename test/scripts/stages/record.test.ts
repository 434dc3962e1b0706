import { basename } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { record } from "../../../scripts/stages/record.ts";
import { effects, effectsWith, facts, reportOf } from "../../helpers/fixture.ts";
import { edited, measuredSlide } from "../../helpers/fixture-slide.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("the report's own texts");

/** Effects of a project in which files of templates/ have other texts, or are missing. */
const withTexts = (texts: Readonly<Record<string, string | undefined>>) =>
  effectsWith({
    disk: {
      ...effects.disk,
      maybeText: async (path) =>
        basename(path) in texts ? texts[basename(path)] : effects.disk.maybeText(path),
    },
  });

/** A slide that cites nothing. */
const uncited = measuredSlide(
  edited((text) => text.replace(/ The literature reports[\s\S]*?relora"}}\./, "")),
);

/** What the page of a report has of each optional part, and its PDF of those that have a heading. */
async function shown(on: typeof effects) {
  const { files } = await reportOf([uncited], facts, on);
  const page = String(files.get("index.html"));
  const pdf = Buffer.from(files.get("report.pdf") ?? "").toString("latin1");
  const has = (pattern: RegExp) => pattern.test(page);
  return {
    abstract: has(/class="opening-abstract"/),
    answer: has(/class="answer[ "]/),
    rulesChanged: [
      has(/id="rules-changed"/),
      has(/href="#rules-changed"/),
      /Title \([^)]*Changed rules/.test(pdf),
    ],
    references: [has(/id="references"/), has(/href="#references"/), /Title \([^)]*References/.test(pdf)],
  };
}

test("an optional text that is missing or empty leaves no heading, link or box, nor do sources if none is cited", async () => {
  const method = { "method.md": "How to read this." };
  assert.equal(await shown(withTexts(method)), {
    abstract: true,
    answer: true,
    rulesChanged: [true, true, true],
    references: [false, false, false],
  });
  const without = {
    abstract: false,
    answer: false,
    rulesChanged: [false, false, false],
    references: [false, false, false],
  };
  const missing = { "abstract.md": undefined, "changed-rules.md": undefined, "answer.yaml": undefined };
  assert.equal(await shown(withTexts({ ...method, ...missing })), without);
  const empty = { ...missing, "abstract.md": "\n", "changed-rules.md": " \n" };
  assert.equal(await shown(withTexts({ ...method, ...empty })), without);
});

test("a text that the page needs is named where it is missing or empty", async () => {
  for (const [name, folder, text] of [
    ["method.md", "experiments/report", undefined],
    ["files.md", "templates", "\n"],
  ] as const) {
    assert.is(
      await mistakeOf(() => record([uncited], facts, withTexts({ [name]: text }))),
      `missing text: ${folder}/${name}`,
    );
  }
});

test.run();
