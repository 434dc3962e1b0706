/** present.html as text: the content of its screens and notes, in all kinds of builds. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml, type Tag } from "../../../scripts/checks/scan-html.ts";
import type { Slide } from "../../../scripts/slides/slide.ts";
import { verify } from "../../../scripts/stages/verify.ts";
import { buildFixture, effects, reportOf } from "../../helpers/fixture.ts";
import { edited, measuredSlide, slide } from "../../helpers/fixture-slide.ts";

const test = suite("the presentation");

const textOf = (html: string): string => scanHtml(html).visibleText.replace(/\s+/g, " ");

/** The presentation of one slide with these changes, or of the small report. */
async function presentationOf(changes?: Partial<Slide>): Promise<string> {
  if (changes === undefined) return String((await buildFixture()).files.get("present.html"));
  const { files, recorded } = await reportOf([measuredSlide(changes)]);
  await verify(files, recorded.slides, effects);
  return String(files.get("present.html"));
}

/** The ids of the sections, each with its elements of a class. */
function partsOf(html: string, name: string): [string, number][] {
  const { tags } = scanHtml(html);
  const has = (tag: Tag, own: string) => tag.attributes.get("class")?.split(" ").includes(own) === true;
  const sections = tags.filter((tag) => has(tag, "slide-screen"));
  return sections.map(({ attributes, start, end }) => [
    attributes.get("id") ?? "",
    tags.filter((tag) => has(tag, name) && tag.start > start && tag.end <= end).length,
  ]);
}

test("there is a screen with the answer, one for each slide, and one with the scoreboard", async () => {
  const html = await presentationOf();
  assert.equal(partsOf(html, "screen-half"), [
    ["opening", 0],
    ["slide-09", 2],
    ["slide-10", 0],
    ["slide-11", 1],
    ["slide-12", 0],
    ["closing", 0],
  ]);
  assert.match(textOf(html), "What held up 1 supported 3 not tested");
  assert.match(textOf(html), "4 claims 1 supported 1 contradicted 2 not tested");
});

test("a slide that failed, was left out or has no experiment says so in place of its figure", async () => {
  assert.equal(partsOf(await presentationOf(), "screen-notice"), [
    ["opening", 0],
    ["slide-09", 0],
    ["slide-10", 1],
    ["slide-11", 1],
    ["slide-12", 1],
    ["closing", 0],
  ]);
});

test("a quick and a failed build say that they have no answer, and a quick build that it draws no conclusions", async () => {
  const quick = textOf(String((await buildFixture("quick")).files.get("present.html")));
  assert.match(quick, "A quick build has no answer");
  assert.match(quick, "it draws no conclusions");
  assert.not.match(quick, /\d (?:supported|contradicted)/);
  assert.match(textOf(await presentationOf()), "This build has no answer");
});

test("the deck's text is quoted in full; a long text replaces the figures", async () => {
  const short = await presentationOf({});
  assert.match(textOf(short), /“ ?Pre-training requires stable optimization .* parameter updates\. ?”/);
  const more = "Text of the deck, sentence by sentence. ".repeat(30).trim();
  const deckText = `${slide.deckText} ${more}`;
  const long = await presentationOf({ deckText });
  assert.match(textOf(long), more);
  assert.equal(partsOf(long, "screen-half")[1], ["slide-09", 0]);
  assert.equal(partsOf(long, "sheet-long")[1], ["slide-09", 1]);
});

test("a slide without a deck figure shows only its measured figure", async () => {
  const changes = edited((text) => text.replace(/:::figure deck[\s\S]*?\n:::\n/, ""));
  const html = await presentationOf({ ...changes, deck: undefined, deckSource: undefined });
  assert.equal(partsOf(html, "screen-half")[1], ["slide-09", 1]);
  assert.equal(partsOf(html, "sheet-single")[1], ["slide-09", 1]);
});

test("the notes hold the main text and the claims; references link to the report's page", async () => {
  const html = await presentationOf(
    edited((text) =>
      text
        .replace("beside measured ones.", 'beside measured ones {{cite "relora"}}.')
        .replace("## What was found", ":::study\n\n## What was found"),
    ),
  );
  assert.equal(partsOf(html, "card")[1], ["slide-09", 2]);
  assert.match(textOf(html), "here they are beside measured ones");
  assert.match(html, 'href="index.html#ref-relora"');
  assert.not.match(html, 'href="#ref-');
});

test("a figure's spec for the screen is drawn there, and its other spec on the page", async () => {
  const spec = slide.deck?.figures.deck?.spec;
  assert.ok(spec !== undefined && slide.deck !== undefined);
  const screen = {
    ...spec,
    encoding: { ...("encoding" in spec ? spec.encoding : {}), y: { field: "loss", title: "for the room" } },
  };
  const figures = {
    deck: {
      ...slide.deck.figures.deck,
      spec,
      screen: screen as typeof spec,
      invented: "All of it is invented.",
    },
  };
  const deck = { ...slide.deck, figures };
  const { files } = await reportOf([measuredSlide({ deck })]);
  assert.match(String(files.get("present.html")), "for the room");
  assert.not.match(String(files.get("index.html")), "for the room");
});

test.run();
