/** The text mentions each figure, in the paragraph that it belongs to. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { withMentions } from "../../../scripts/print/mentions.ts";
import { typstBlocks } from "../../../scripts/print/typst-markup.ts";
import { headingIds } from "../../../scripts/text/markup.ts";

const test = suite("mentions of figures");

const figure = (number: number) => ({ id: `f${number}`, number, shown: `F${number}`, isAside: false });
const figures = (...numbers: number[]) => ({ figures: numbers.map(figure) });
const text = (markdown: string) => ({ text: typstBlocks(markdown, headingIds("t")) });

/** The parts as plain text, with what is mentioned in brackets. */
const plain = (parts: Parameters<typeof withMentions>[0]) =>
  withMentions(parts).map((part) =>
    "figures" in part
      ? part.figures.map(({ shown }) => shown).join(" ")
      : part.text
          .replace(/#mention\((.*?)\);/g, (_, list: string) => ` [${list.match(/\d+(?=\))/g)?.join(" ")}]`)
          .replace(/#(?:par|heading\(level: \d\))\[|\] <.*?>|\]$|#"|";/gm, "")
          .trim(),
  );

test("the paragraph after a figure mentions it, before its full stop", () => {
  assert.equal(plain([figures(1), text("One.\n\nTwo.")]), ["F1", "One [1].\n\nTwo."]);
});

test("a paragraph mentions all figures before it", () => {
  assert.equal(plain([figures(1, 2), figures(3), text("One.")]), ["F1 F2", "F3", "One [1 2 3]."]);
});

test("where a heading or nothing follows, the paragraph before mentions the figure", () => {
  assert.equal(plain([text("One.\n\nTwo."), figures(1), text("## Next\n\nThree.")]), [
    "One.\n\nTwo [1].",
    "F1",
    "Next\n\nThree.",
  ]);
  assert.equal(plain([text("One."), figures(1)]), ["One [1].", "F1"]);
});

test("a paragraph between two figures mentions both once", () => {
  assert.equal(plain([figures(1), text("One."), figures(2)]), ["F1", "One [1 2].", "F2"]);
});

test("without a paragraph next to it, a figure is not mentioned", () => {
  assert.equal(plain([figures(1), text("- item")]).length, 2);
  assert.not.match(String(plain([figures(1), text("- item")])[1]), /\[1\]/);
});

test.run();
