import { suite } from "uvu";
import * as assert from "uvu/assert";
import { report } from "../../../experiments/report/report.ts";
import { checkTexts } from "../../../scripts/checks/check-texts.ts";
import type { Slide } from "../../../scripts/slides/slide.ts";
import { discover } from "../../../scripts/stages/discover.ts";
import { effects } from "../../helpers/fixture.ts";
import { edited, slide } from "../../helpers/fixture-slide.ts";

const test = suite("checks of texts");

const config = slide.experiment?.profiles.default;
const problemsOf = (changes: Partial<Slide>) => checkTexts({ slide: { ...slide, ...changes }, config });
/** The fixture's text ends on line 49, so additions are on line 51. */
const added = (text: string) => problemsOf(edited((before) => `${before}\n${text}\n`));

test("the report's own slides have no problem in any profile", async () => {
  for (const slide of await discover(effects)) {
    for (const profile of ["quick", "default", "long"] as const) {
      assert.equal(
        checkTexts({ slide, config: slide.experiment?.profiles[profile] }, report.units),
        [],
        slide.name,
      );
    }
  }
});

test("Markdown that both outputs can show passes", () => {
  const fine = [
    "## Two\n\n### Three\n\n#### Four\n\n## Two again\n\n## Two again",
    "- a\n  - b\n- c\n\n3. d\n4. e",
    "> quoted\n\n| a | b |\n|---|---|\n| c | d |",
    "**bold**, *slanted*, `code` and [a link](https://example.org), or <https://example.org>",
    "```js\ncode\n```\n\n    indented",
    "ñ ß € √ ≈ ∞ ½ … → Ω ✓ \u00a0 \u00ad \u200b `Aᵀ ─`",
    'A number, {{finding "gap"}}, and a setting, {{config "steps"}}, of {{cite "lora"}}.',
  ];
  for (const text of fine) assert.equal(added(text), [], text);
});

const mistakes: readonly [what: string, text: string, message: RegExp][] = [
  [
    "a character that no font has",
    "First.\nThen 中文.",
    /:52: no glyph for “中” \(U\+4E2D\), “文” \(U\+6587\) in Source Sans 3, Source Serif 4, Source Code Pro$/,
  ],
  ["a character as an entity", "&#20013;", /:51: no glyph for “中” \(U\+4E2D\)/],
  ["a character in code that only text has", "`★`", /:51: no glyph for “★”/],
  [
    "a character in text that only code has",
    "Then ─.",
    /:51: no glyph for “─” \(U\+2500\) in Source Sans 3, Source Serif 4$/,
  ],
  ["many such characters", "一二三四五六七", /“五” \(U\+4E94\) and 2 more in/],
  ["a skipped level", "## Two\n\n#### Four", /:53: skipped level of heading: #### Four; expected ###$/],
  ["an empty heading", "##", /:51: heading without a title$/],
  ["an expression in a heading", '## At {{finding "gap"}}', /:51: \{\{expression\}\} in a heading/],
  [
    "an expression in an address",
    '[a](https://example.org/{{config "steps"}})',
    /:51: \{\{expression\}\} in a link address/,
  ],
  [
    "a line across the page",
    "a\n\n---\n\nb",
    /:53: unsupported Markdown: a line across the page; use a heading$/,
  ],
  [
    "an image",
    "![a](b.png)",
    /:51: unsupported Markdown: an image; place a figure by a block ":::figure name"$/,
  ],
  ["struck text", "~~a~~", /:51: unsupported Markdown: text that is struck through/],
  ["a link into the page", "[a](#b)", /:51: invalid link: “#b”; expected a web address/],
  ["a link to a file", "[a](b.csv)", /:51: invalid link: “b.csv”/],
  ["escaped braces", '\\{{finding "gap"}}', /:51: unread braces in the text/],
  ["an unknown expression", "{{fnding 1}}", /:51: unknown expression: fnding; did you mean finding\?$/],
  [
    "an open expression",
    '{{finding "gap"',
    /:5[12]: invalid \{\{expression\}\} in the text; expected one of \{\{finding/,
  ],
  ["an unknown setting", '{{config "stepz"}}', /:51: unknown config: stepz; did you mean steps\?$/],
  [
    "an invalid format",
    '{{config "steps" "zz"}}',
    /:51: invalid format of config steps: zz; expected a format of d3/,
  ],
  [
    "an unknown source",
    '{{cite "loar"}}',
    /:51: unknown reference: loar; did you mean lora\? if not, add it to references\.ts in the slide's folder or in experiments\/report\/$/,
  ],
  ["a typed number", "It takes 30 steps.", /:51: number typed by hand: “30 steps”/],
  ["a typed comparison", 'It is slower by {{finding "gap"}}.', /:51: comparison typed by hand/],
];

for (const [what, text, message] of mistakes) {
  test(`${what} is one problem with its line`, () => {
    const problems = added(text);
    assert.is(problems.length, 1, problems.join("\n"));
    assert.match(problems[0] ?? "", message);
  });
}

test("the level of a heading counts across figures", () => {
  const figure = ":::figure loss-again\ncaption: a\nalt: b\ndescription: c\n:::";
  const problems = added(`## Two\n\n${figure}\n\n#### Four`);
  assert.match(problems.join("\n"), /:59: skipped level of heading: #### Four; expected ###$/);
  assert.equal(added(`## Two\n\n${figure}\n\n### Three`), []);
});

test("a heading of either kind in the short form is an error", () => {
  const short = (heading: string) =>
    problemsOf(edited((text) => text.replace("\n:::\n\n", `\n:::\n\n${heading}\n\n:::study\n\n`))).join("\n");
  for (const heading of ["## Two", "Two\n---"]) {
    assert.match(short(heading), /slide\.md:\d+: heading in the short form; headings belong below :::study$/);
  }
});

test("a takeaway of more than 25 words is an error before any trial runs, whichever outcome makes it so long", () => {
  const long = Array.from({ length: 24 }, () => "word").join(" ");
  const withPhrase = (text: string) =>
    problemsOf({
      takeaway: [{ kind: "claim", id: "slower", phrases: { supported: "Yes.", contradicted: text } }],
    });
  assert.equal(withPhrase(`${long} {{finding "gap"}}`), []);
  assert.match(
    withPhrase(`${long} {{finding "gap"}} more`).join("\n"),
    /slide\.md: the takeaway has up to 26 words; expected at most 25$/,
  );
});

test("titles, claims, phrases, captions, the deck's text and its code are checked too", () => {
  const cases: [Partial<Slide>, RegExp][] = [
    [{ title: "中" }, /slide\.md, title: no glyph for “中”/],
    [edited((text) => text.replace("each at its best rate", "中")), /slide\.md:6: no glyph for “中”/],
    [edited((text) => text.replace("falls more slowly", "中")), /slide\.md:5: no glyph for “中”/],
    [edited((text) => text.replace("unit: nats", "unit: 中")), /slide\.md, slower: no glyph for “中”/],
    [
      { takeaway: [{ kind: "claim", id: "slower", phrases: { supported: "中" } }] },
      /takeaway: no glyph for “中”/,
    ],
    [{ deckText: "## 中" }, /slide\.md, deck text: no glyph for “中”/],
    [{ deckText: "a {{b}}" }, /slide\.md, deck text: unread braces/],
    [{ deckSource: "a\n// 中" }, /deck\.ts:2: no glyph for “中”/],
    [
      edited((text) => text.replace("Three bars of", "Three bars after 30 steps:")),
      /:42: number typed by hand: “30 steps”/,
    ],
    [edited((text) => text.replace("Three bars of", "Three 中 of")), /:42: no glyph for “中”/],
  ];
  for (const [changes, message] of cases) assert.match(problemsOf(changes).join("\n"), message);
});

test("metrics and our own descriptions of claims are checked like prose, quotes are not", () => {
  const fine = (text: string) =>
    text
      .replace("LoRA r = 4 - full,", 'LoRA r = 4 - full after {{config "steps"}} steps, {{finding "gap"}},')
      .replace(
        "the loss falls more slowly",
        'the loss falls at rate {{config "learningRate"}}, {{cite "lora"}}',
      );
  assert.equal(problemsOf(edited(fine)), []);
  const problems = (from: string, to: string) => problemsOf(edited((text) => text.replace(from, to)));
  const [metric, drawn] = ["each at its best rate", "the loss falls more slowly"];
  assert.equal(problems(metric, "after 1,200 steps"), [
    "experiments/09-training-stability/slide.md:6: number typed by hand: “1,200”; use {{finding}}, {{config}} or {{cite}}",
  ]);
  assert.match(
    problems(drawn, "it takes 1.67 times as long").join(),
    /slide\.md:5: number typed by hand: “1.67”/,
  );
  assert.match(
    problems(metric, '{{config "stepz"}}').join(),
    /slide\.md:6: unknown config: stepz; did you mean steps\?/,
  );
  assert.match(
    problems(drawn, "slow {{fnding}}").join(),
    /slide\.md:5: unknown expression: fnding; did you mean finding\?/,
  );
  const quoted = "over 30 steps";
  const quote = (text: string) =>
    text
      .replace("drawn: the loss falls more slowly with LoRA", `quote: ${quoted}`)
      .replace("requires stable", `${quoted} requires stable`);
  assert.equal(problemsOf(edited(quote)), []);
});

test.run();
