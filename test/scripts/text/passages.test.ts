import { suite } from "uvu";
import * as assert from "uvu/assert";
import { passagesIn, plainText } from "../../../scripts/text/passages.ts";
import type { Text, TextPart } from "../../../scripts/text/resolved.ts";

const test = suite("texts as plain passages");

const gap: TextPart = {
  finding: "gap",
  text: { before: "higher by ", number: "0.12 nats", after: "", detail: "" },
  value: 0.12,
};
const references = {
  a: { authors: "A. Author", short: "Author", year: 2024, title: "T", url: "https://example.org/" },
};
const textOf = (...parts: readonly TextPart[]): Text => ({ plain: "", parts });
const passages = (...texts: readonly Text[]) => passagesIn(texts, references, (title) => title.toLowerCase());

test("sentences end before a capital, a quote or a finding, not within a number", () => {
  const found = passages(textOf('It is 1.5 e.g. here. "Yes," they say! ', gap, " it is. Why?"));
  assert.equal(
    found.map(({ text, hasFinding }) => [text, hasFinding]),
    [
      ["It is 1.5 e.g. here.", false],
      ["“Yes,” they say!", false],
      ["higher by 0.12 nats it is.", true],
      ["Why?", false],
    ],
  );
});

test("a passage knows the heading above it, also that of an earlier text", () => {
  const found = passages(textOf("Before.\n\n## One. Two\n\nA *b* `c`\nd."), textOf("Later."));
  assert.equal(
    found.map(({ text, heading, isHeading }) => [text, heading, isHeading]),
    [
      ["Before.", undefined, false],
      ["One. Two", "one. two", true],
      ["A b c d.", "one. two", false],
      ["Later.", "one. two", false],
    ],
  );
});

test("tables and listings are left out", () => {
  assert.equal(passages(textOf("| a |\n|--|\n| ", gap, " |\n\n```\ncode\n```\n")), []);
});

test("a caption loses its markup, and names the sources that it cites", () => {
  const caption = textOf(
    "**LoRA** falls, as ",
    { cite: "a" },
    " says ({{",
    { cite: "a", quoted: "25" },
    ").",
  );
  assert.is(plainText(caption, references), "LoRA falls, as Author (2024) says ({{25 (Author, 2024)).");
});

test.run();
