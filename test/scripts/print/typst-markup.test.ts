/** Typst prints any text as it is and parses none of it. */
import * as fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import { loadTemplates } from "../../../scripts/pages/templates.ts";
import { typstString, typstTemplates } from "../../../scripts/print/typst.ts";
import { typstBlocks, typstMarkup, typstText } from "../../../scripts/print/typst-markup.ts";
import { headingIds, renderMarkdown } from "../../../scripts/text/markup.ts";
import { effects } from "../../helpers/fixture.ts";
import { forAll } from "../../helpers/for-all.ts";
import { typstTextOf, typstValue } from "../../helpers/typst-compile.ts";

const test = suite("text in Typst");

/** Texts that Typst would parse as code, mathematics, markup, labels, comments, quotes, escapes or links. */
const nasty = [
  "#let x = 1",
  "#x",
  "$x^2$",
  "*strong* _emphasis_",
  "`raw` ```c```",
  "@reference <label>",
  "[content] {code} (group)",
  "// comment /* another */",
  "~ --- -- ... -? 'single' \"double\"",
  "\\ \\u{41} \\# \\n",
  "= Heading\n- item\n+ item\n/ Term: text",
  "https://example.org/a_b*c",
  "\u0000\t\r\n\u007f\u0085",
  'a;b]c")#d',
];
const unspaced = (text: string) => text.replace(/\s+/g, "");

test("a string literal evaluates to its string", () => {
  assert.equal(typstValue(`(${nasty.map(typstString).join(", ")},)`), nasty);
  forAll(
    [fc.array(fc.string({ unit: "binary", maxLength: 30 }), { minLength: 1, maxLength: 40 })],
    (texts) => assert.equal(typstValue(`(${texts.map(typstString).join(", ")},)`), texts),
    15,
  );
});

test("a text is printed as it is, and does not affect what follows", () => {
  const flat = nasty.map((text) => text.replace(/\p{Cc}/gu, " "));
  for (const text of flat)
    assert.is(typstTextOf(typstValue(`[${typstText(text)}(a)[b].c]`)), `${text}(a)[b].c`);
});

test("Markdown has the same text in Typst as in HTML", () => {
  const line = fc
    .array(fc.constantFrom(..."#$*_@<>[](){}\\`~/-+=.,;:'\"&|%^ ab1 "), { maxLength: 24 })
    .map((characters) => `x ${characters.join("")}`);
  forAll(
    [fc.array(line, { minLength: 20, maxLength: 60 })],
    (lines) => {
      const text = lines.join("\n\n");
      const html = unspaced(scanHtml(renderMarkdown(text, headingIds("t"))).visibleText);
      const typst = unspaced(typstTextOf(typstValue(`[${typstBlocks(text, headingIds("t"))}]`)));
      assert.is(typst, html);
    },
    20,
  );
});

test("each form of Markdown that the report uses has its Typst counterpart", () => {
  const text = [
    "## Title",
    "a **b** *c* `d` [e](https://e.org) [f](#t-title) [g](run.json)",
    "- one\n- two\n  1. three",
    "> said",
    "    code #x",
    "| h | i |\n|:--|--:|\n| j | k |",
  ].join("\n\n");
  const typst = typstBlocks(text, headingIds("t"));
  assert.match(typst, '#heading(level: 2)[#"Title";] <t-title>');
  assert.match(typst, '#strong[#"b";]');
  assert.match(typst, '#emph[#"c";]');
  assert.match(typst, '#raw("d");');
  assert.match(typst, '#link("https://e.org")[#"e";]');
  assert.match(typst, '#link(label("t-title"))[#"f";]');
  assert.match(typst, '#box[#"g";]');
  assert.match(typst, '#raw(block: true, "code #x")');
  assert.match(typst, '#text-table(columns: 2, table.header(table.cell(align: left)[#"h";]');
  for (const word of ["one", "two", "three", "said"]) assert.match(typst, `#"${word}";`);
});

test("Markdown without a counterpart is an error, not dropped", () => {
  assert.throws(() => typstBlocks("![picture](a.png)", headingIds("t")), /unsupported Markdown .*: image/);
  assert.throws(() => typstBlocks("a\n\n---\n\nb", headingIds("t")), /unsupported Markdown .*: hr/);
});

test("exponents are superscripts, and a quoted number is not parted from its citation", () => {
  assert.is(typstMarkup.number("3 × 10⁻⁵ nats"), '#"3 × 10";#super("-5");#" nats";'.replace("-", "−"));
  assert.is(typstMarkup.citation("lora", 2, "25.08"), '#"25.08\u00a0";#link(label("ref-lora"))[#"[2]";]');
});

test("a field of a template is a literal, whatever it contains; a missing field is named", async () => {
  const render = async (text: string, view: object) => {
    const disk = { ...effects.disk, list: async () => ["page.hbs"], readText: async () => text };
    return (await loadTemplates(typstTemplates, { home: "/project", disk }))("page", view);
  };
  assert.is(
    await render("#f({{a}}, {{b.c}}) {{typst d}}", { a: '"#x', b: { c: 3 }, d: "*d*" }),
    '#f("\\"#x", 3) *d*',
  );
  assert.is(await render("{{#each a}}{{this}},{{/each}}", { a: ["]", "}"] }), '"]","}",');
  let message = "";
  await render("{{lost}}", {}).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, /^invalid template: templates\/pdf\/page\.hbs: "lost" must be text or a number/);
});

test.run();
