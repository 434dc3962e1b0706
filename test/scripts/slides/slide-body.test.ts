import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBody, type SlideBody } from "../../../scripts/slides/slide-body.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

/** Parses a body that starts on line 21 of its slide.md. */
const parse = (text: string): SlideBody => parseBody({ lines: text.split("\n"), file: "slide.md", line: 21 });

const figure = (name: string, alt = "alt: Lines.") =>
  `:::figure ${name}\ncaption: See it.\n${alt}\ndescription: Two lines.\n:::`;

/** Some parts in brief: prose as its text, rows of figures as their names. */
const outlineOf = (parts: SlideBody["study"]) =>
  parts.map((part) => (part.kind === "prose" ? part.source.text : part.row.map(({ name }) => name)));
const outline = (text: string) => outlineOf(parse(text).study);

test("a figure's texts are read, each with its line; further lines are indented", () => {
  const text = [
    "",
    ":::figure loss-curves",
    'caption: LoRA ends {{finding "gap"}} than full training:',
    '  **so** it says: {{config "steps"}} steps.',
    "",
    "alt:",
    "  Two lines.",
    "description: They fall.   ",
    ":::",
  ].join("\n");
  const place = (line: number, words: string) => ({ text: words, file: "slide.md", line });
  assert.equal(parse(text).study, [
    {
      kind: "figures",
      row: [
        {
          name: "loss-curves",
          where: "slide.md:22",
          caption: place(
            23,
            'LoRA ends {{finding "gap"}} than full training:\n**so** it says: {{config "steps"}} steps.',
          ),
          alt: place(26, "\nTwo lines."),
          description: place(28, "They fall."),
        },
      ],
    },
  ]);
});

test("a figure may have a title, and the outcome with which that is true", () => {
  const texts = "caption: A\nalt: B\ndescription: C";
  const figureOf = (fields: string) => {
    const [part] = parse(`:::figure a\n${fields}\n${texts}\n:::`).study;
    return part?.kind === "figures" ? part.row[0] : undefined;
  };
  const always = figureOf("title: What to see");
  assert.equal([always?.title?.text.trim(), always?.holds], ["What to see", undefined]);
  const sometimes = figureOf("title: What to see\nholds: slower supported");
  assert.equal(sometimes?.holds, { claim: "slower", outcome: "supported" });
});

test("blocks are side by side unless a blank line or prose is between them", () => {
  const text = [
    "One.",
    "",
    figure("a"),
    figure("b"),
    "",
    figure("c"),
    "Two.",
    "Three.",
    figure("d"),
    figure("e"),
    figure("f"),
    "",
    "",
  ].join("\n");
  assert.equal(outline(text), ["One.", ["a", "b"], ["c"], "Two.\nThree.", ["d", "e", "f"]]);
});

test("prose keeps its line numbers", () => {
  const lines = parse(`\n\nOne.\n\n${figure("a")}\n\nTwo.\n`).study.map((part) =>
    part.kind === "prose" ? part.source.line : part.row[0]?.where,
  );
  assert.equal(lines, [23, "slide.md:25", 31]);
});

test("an empty body has no parts", () => {
  assert.equal(parse(""), { short: [], study: [] });
  assert.equal(parse("\n \n"), { short: [], study: [] });
});

test("the part above the line :::study is the short form; without that line everything is the study", () => {
  const text = [figure("a"), figure("b"), "", "One.", "", ":::study", "", "Two.", figure("c")].join("\n");
  const { short, study } = parse(text);
  assert.equal(
    [outlineOf(short), outlineOf(study)],
    [
      [["a", "b"], "One."],
      ["Two.", ["c"]],
    ],
  );
  const [two, c] = study.map((part) => (part.kind === "prose" ? part.source.line : part.row[0]?.where));
  assert.equal([two, c], [36, "slide.md:37"]);
  assert.equal(parse("One.\n\n:::study\n").study, []);
  assert.equal(parse("One.").short, []);
});

const mistakes: readonly [what: string, text: string, message: string][] = [
  [
    "an unknown field",
    figure("a", "atl: Lines."),
    "slide.md:23: unknown field of figure a: atl; did you mean alt?",
  ],
  ["a field twice", figure("a", "caption: Lines."), "slide.md:23: duplicate field of figure a: caption"],
  ["a missing field", figure("a", ""), "slide.md:21: missing field of figure a: alt"],
  ["an empty field", figure("a", "alt: "), "slide.md:21: missing field of figure a: alt"],
  [
    "a further line that is not indented",
    figure("a", "alt: Lines that\nfall."),
    "slide.md:24: stray line in figure a: fall.",
  ],
  [
    "an indented line before the first field",
    ":::figure a\n\n  Lines.\n:::",
    "slide.md:23: stray line in figure a: Lines.",
  ],
  [
    "a figure in the short form and again in the study",
    `${figure("a")}\n\n:::study\n\n${figure("a")}`,
    "slide.md:29: duplicate figure: a",
  ],
  [
    "words after the line that ends the short form",
    "One.\n:::study here",
    "slide.md:22: unexpected words after :::study",
  ],
  ["a second end of the short form", "One.\n:::study\nTwo.\n:::study", "slide.md:24: duplicate :::study"],
  ["an empty short form", "\n:::study\nTwo.", "slide.md:22: nothing before :::study"],
  [
    "an end of the short form within a figure",
    ":::figure a\n:::study\n:::",
    "slide.md:21: unclosed figure: :::figure a",
  ],
  ["a misspelt end of the short form", "One.\n:::studies\nTwo.", "slide.md:22: unknown block: studies"],
  ["a figure placed twice", `${figure("a")}\n\n${figure("a")}`, "slide.md:27: duplicate figure: a"],
  [
    "a condition without a title",
    figure("a", "alt: Lines.\nholds: slower supported"),
    "slide.md:21: missing field of figure a: title",
  ],
  [
    "a condition that is no outcome",
    figure("a", "alt: Lines.\ntitle: See\nholds: slower maybe"),
    "slide.md:21: invalid holds of figure a: slower maybe",
  ],
  ["a figure without a name", figure(""), "slide.md:21: missing name of the figure"],
  ["a figure whose name is no name of a file", figure("a.b"), "slide.md:21: invalid name of a figure: a.b"],
  ["an unknown kind of block", "Words.\n\n:::figur a\n:::", "slide.md:23: unknown block: figur"],
  ["an end without a start", "Words.\n\n:::\n", "slide.md:23: no figure to close"],
  [
    "a block that does not end",
    "\n:::figure a\ncaption: See.\n",
    "slide.md:22: unclosed figure: :::figure a",
  ],
  [
    "a block that does not end before the next",
    `:::figure a\ncaption: See.\n\n${figure("b")}`,
    "slide.md:21: unclosed figure: :::figure a",
  ],
];

for (const [what, text, message] of mistakes) {
  test(`error with its line: ${what}`, async () => {
    assert.is(await mistakeOf(() => parse(text)), message);
  });
}

test.run();
