import { suite } from "uvu";
import * as assert from "uvu/assert";
import { references } from "../../../experiments/report/references.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { findTypedNumbers } from "../../../scripts/checks/check-texts.ts";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import { headingIds, htmlMarkup } from "../../../scripts/text/markup.ts";
import { createCitations, renderProse } from "../../../scripts/text/prose.ts";
import { resolveText } from "../../../scripts/text/resolve.ts";
import type { ProseScope } from "../../../scripts/text/scope.ts";

const test = suite("prose");

const scope: ProseScope = {
  findings: { gap: { value: 0.123, format: ".2f", unit: "nats" }, tag: { value: "<b>&amp;" } },
  config: { steps: 1200, arms: [{ rank: 4 }], seeds: [100, 101] },
  references,
};

function html(text: string): string {
  return renderProse(resolveText({ text, file: "slide.md", line: 10 }, scope), headingIds("s"), {
    references,
    citations: createCitations(),
    markup: htmlMarkup,
  });
}

function errorOf(text: string): ReportError {
  try {
    html(text);
  } catch (error) {
    if (error instanceof ReportError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

test("findings, settings and citations become text and links", () => {
  const page = html(
    '{{config "steps"}} steps, {{config "arms.0.rank"}}, {{finding "gap"}}, {{cite "galore" "25.08"}}.',
  );
  assert.match(page, '<span class="number">1,200</span> steps');
  assert.match(page, '<span class="number">4</span>');
  assert.match(
    page,
    '<data class="finding" value="0.123"><strong class="number">0.12\u00a0nats</strong></data>',
  );
  assert.match(page, '<span class="quoted">25.08</span>\u00a0<a class="citation" href="#ref-galore"');
});

test("HTML typed by an author is escaped", () => {
  const page = html('<script>x</script> <b onclick="x">y</b> {{finding "tag"}}');
  assert.equal(
    scanHtml(page).tags.map(({ name }) => name),
    ["p", "data", "strong"],
  );
  assert.match(page, "&lt;b&gt;&amp;amp;");
});

test("references are numbered in the order in which they are first cited", () => {
  const page = html('{{cite "relora"}} {{cite "galore"}} {{cite "relora"}}');
  assert.equal(
    [...page.matchAll(/>\[(\d)\]</g)].map(([, number]) => number),
    ["1", "2", "1"],
  );
});

test("an unknown name is an error with file, line and the nearest known name", () => {
  const cases = [
    ['a\n\n{{finding "gep"}}', "slide.md:12: unknown finding: gep", "did you mean gap?"],
    ['{{config "arms.0.rnak"}}', "slide.md:10: unknown config: arms.0.rnak", "did you mean arms.0.rank?"],
    [
      '{{cite "galor"}}',
      "slide.md:10: unknown reference: galor",
      "did you mean galore? if not, add it to references.ts in the slide's folder or in experiments/report/",
    ],
    ['\n{{fining "gap"}}', "slide.md:11: unknown expression: fining", "did you mean finding?"],
    ["{{finding gap}}", "slide.md:10: invalid finding", 'expected {{finding "id"}}'],
  ] as const;
  for (const [text, message, help] of cases) {
    const error = errorOf(text);
    assert.is(error.message, message);
    assert.is(error.help, help);
  }
  assert.match(
    errorOf('{{cite "hu2022"}}').help ?? "",
    /^add it to references\.ts .*, or cite one of .*galore/,
  );
  assert.match(errorOf('a\n{{finding "gap}}').message, /^slide\.md:11: invalid \{\{expression\}\}/);
  assert.match(errorOf("{{#if x}}y{{/if}}").message, /^slide\.md:10: invalid \{\{expression\}\}/);
  assert.match(errorOf('[x]({{finding "gap"}})').message, /Markdown cannot show a/);
});

test("table cells are aligned by a class, since style attributes are blocked", () => {
  const page = html("| a | b |\n|:--|--:|\n| c | d |");
  assert.match(page, '<td class="align-right">d</td>');
  assert.not.match(page, "style=");
});

test("headings are below the title of the page, with unique ids", () => {
  const page = html("## One\n\n### Two\n\n## One\n\n# Three");
  assert.equal(
    scanHtml(page)
      .tags.filter(({ name }) => /^h\d/.test(name))
      .map(({ name, attributes }) => [name, attributes.get("id")]),
    [
      ["h2", "s-one"],
      ["h3", "s-two"],
      ["h2", "s-one-2"],
      ["h2", "s-three"],
    ],
  );
});

test("a passage has a heading, its text and one row of figures; the deck's figures are next to the text", () => {
  const figure = (shown: string, isAside = false) => ({ id: shown, number: 1, shown, isAside });
  const page = htmlMarkup.body([
    { figures: [figure("DECK", true), figure("LEAD")] },
    { text: html("Before.\n\n## One\n\nOf one.\n\n## Two\n\nOf two.") },
    { figures: [figure("SECOND")] },
    { text: html("More of two.") },
    { figures: [figure("THIRD"), figure("FOURTH")] },
  ]);
  const words = page
    .split(/<div class="passage(?: passage-plain)?">/)
    .slice(1)
    .map((passage) =>
      passage.match(/DECK|LEAD|SECOND|THIRD|FOURTH|(?<=>)(?:Before|Of one|Of two|More of two)/g),
    );
  assert.equal(words, [
    ["DECK", "LEAD", "Before"],
    ["Of one"],
    ["Of two", "SECOND", "More of two"],
    ["THIRD", "FOURTH"],
  ]);
  assert.match(page, '<div class="passage-aside">DECK</div>');
  assert.match(page, '<div class="figures figures-2">THIRD\nFOURTH</div>');
  assert.is(page.split("passage-plain").length - 1, 1);
});

test("in plain text, a citation names its source", () => {
  const source = (text: string) => ({ text, file: "alt" });
  assert.is(resolveText(source('A\n line {{cite "lora"}}.'), scope).plain, "A line Hu et al. (2021).");
  assert.is(resolveText(source('{{cite "lora" "73.4"}}'), scope).plain, "73.4 (Hu et al., 2021)");
});

test("numbers typed by hand are found, with their line", () => {
  const typed = [
    "0.05",
    "1,200 of them",
    "5 %",
    "30 steps",
    "3x",
    "2-fold",
    "1e-5",
    "10 times",
    "4 GB",
    "7B",
    "12 ms",
  ];
  for (const text of typed) {
    assert.is(findTypedNumbers(`words\nand ${text} more`)[0]?.line, 2, text);
  }
});

test("a number before a unit of the report is typed too, in singular and plural", () => {
  const units = ["mile", "m/s", "kW.h"];
  for (const text of ["1 mile", "30 miles", "5 m/s", "7 kW.h"]) {
    assert.equal(findTypedNumbers(text), [], text);
    assert.is(findTypedNumbers(text, units)[0]?.text, text);
  }
  assert.equal(findTypedNumbers("7 kWih and 3 milestones", units), []);
});

test("small whole numbers, names and expressions do not count as typed numbers", () => {
  const fine = [
    "rank 4 on slide 9, GPT-2 and LLaMA-7",
    '{{cite "galore" "25.08"}} and {{config "x" ".2f"}}',
    "two layers of a model, step by step",
    "see https://example.org/1.5/30%20steps",
  ];
  for (const text of fine) assert.equal(findTypedNumbers(text), [], text);
});

test("a comparison typed by hand before a finding is found", () => {
  const [found] = findTypedNumbers('LoRA is slower than full by {{finding "gap"}}.');
  assert.is(found?.isComparison, true);
  assert.equal(findTypedNumbers('LoRA is {{finding "gap"}} than full.'), []);
});

test.run();
