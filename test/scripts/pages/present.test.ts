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

test("there is a screen with the answer, screens of the report's own, one for each slide, and conclusions", async () => {
  const html = await presentationOf();
  assert.equal(partsOf(html, "screen-half"), [
    ["opening", 0],
    ["set-up", 0],
    ["slide-09", 2],
    ["slide-10", 0],
    ["slide-11", 1],
    ["slide-12", 0],
    ["limits", 0],
    ["closing", 0],
  ]);
  assert.match(textOf(html), /What held up .* 1 supported 3 not tested/);
});

test("a slide that failed, was left out or has no experiment says so in place of its figure", async () => {
  const notices = partsOf(await presentationOf(), "screen-notice").filter(([, count]) => count > 0);
  assert.equal(notices, [
    ["slide-10", 1],
    ["slide-11", 1],
    ["slide-12", 1],
  ]);
});

test("a quick and a failed build say that they have no answer, and a quick build that it draws no conclusions", async () => {
  const quick = textOf(String((await buildFixture("quick")).files.get("present.html")));
  assert.match(quick, "A quick build has no answer");
  assert.not.match(quick, /\d (?:supported|contradicted)/);
  assert.match(textOf(await presentationOf()), "This build has no answer");
});

test("a screen shows what was tested, with its threshold and count; the deck's own words are those of the claim", async () => {
  const shown = textOf(await presentationOf({}));
  assert.match(
    shown,
    "The deck the loss falls more slowly with LoRA Tested the loss falls more slowly with LoRA Supported if > 0.02 Found 0.120 ± 0.025 nats , n = 3",
  );
  assert.not.match(shown, "Pre-training requires stable optimization");
});

test("a screen without figures shows the deck's text, unless it is long", async () => {
  const bare = edited((text) => text.replace(/:::figure [\s\S]*?\n:::\n/g, ""));
  const measured = slide.results;
  const results = measured && { ...measured, figures: () => ({}) };
  const none = { ...bare, deck: undefined, deckSource: undefined, results };
  assert.match(
    textOf(await presentationOf(none)),
    /“ ?Pre-training requires stable optimization .* updates\. ?”/,
  );
  const more = "Text of the deck, sentence by sentence. ".repeat(30).trim();
  assert.not.match(textOf(await presentationOf({ ...none, deckText: more })), "sentence by sentence");
});

const talk = `talk:
  route: true
  limit: 'One text only, and a gap: {{finding "gap"}}.'
  say:
    - We trained the same model twice.
    - claim: slower
      supported: 'It is {{finding "gap"}} than that of full training.'
      contradicted: It is not slower.
      inconclusive: We cannot say.
`;

test("notes have the sentences to say, by outcome and without intervals, and a screen the limit of its test", async () => {
  const html = await presentationOf(edited((text) => text.replace("claims:", `${talk}claims:`)));
  assert.match(
    textOf(html),
    "Say We trained the same model twice. It is higher by 0.120 nats than that of full training.",
  );
  assert.match(textOf(html), /Limit One text only, and a gap: higher by 0\.120 nats ?\./);
  assert.not.match(textOf(html), "It is not slower");
  assert.match(html, /id="slide-09"[^>]* data-route/);
  assert.match(textOf(html), "Short route: 3 of 5");
  assert.equal(partsOf(html, "card")[2], ["slide-09", 2]);
});

test("a slide without a deck figure shows only its measured figure", async () => {
  const changes = edited((text) => text.replace(/:::figure deck[\s\S]*?\n:::\n/, ""));
  const html = await presentationOf({ ...changes, deck: undefined, deckSource: undefined });
  assert.equal(partsOf(html, "screen-half")[2], ["slide-09", 1]);
  assert.equal(partsOf(html, "sheet-single")[2], ["slide-09", 1]);
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
