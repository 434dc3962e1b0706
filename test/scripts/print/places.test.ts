/** Figures come where the columns have room for them, after their text and in their order. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reportFaces } from "../../../scripts/drawing/fonts/fonts.ts";
import { type PlacedFigure, withPlaces } from "../../../scripts/print/places.ts";
import { createTypesetter } from "../../../scripts/print/typst.ts";
import { effects } from "../../helpers/fixture.ts";
import { fillOfPages } from "../../helpers/pdf-fill.ts";

const test = suite("places of figures");

const spot = (column: number, y: number) => ({ column, y });

/** Typesets with a layout that is told by the places, and returns each round's places. */
function roundsOf(layout: (places: Readonly<Record<string, string>>) => PlacedFigure[]) {
  const rounds: Readonly<Record<string, string>>[] = [];
  withPlaces((places) => {
    rounds.push(places);
    return { document: rounds.length, figures: layout(places) };
  });
  return rounds;
}

test("a figure stays in the text where its column has room", () => {
  const rounds = roundsOf(({ a }) => [
    { id: "a", text: spot(3, 300), figure: spot(3, a === "here" ? 300 : 500) },
  ]);
  assert.equal(rounds, [{}, { a: "here" }]);
});

test("a figure without room comes to the head of the next column", () => {
  const rounds = roundsOf(({ a }) => [
    { id: "a", text: spot(3, 600), figure: spot(4, a === "head" ? 0 : 500) },
  ]);
  assert.equal(rounds, [{}, { a: "head" }]);
});

test("a figure that takes its text to the next column leaves the text again", () => {
  const rounds = roundsOf(({ a }) => [
    a === "here"
      ? { id: "a", text: spot(4, 20), figure: spot(4, 20) }
      : { id: "a", text: spot(3, 500), figure: spot(3, 520) },
  ]);
  assert.equal(rounds.at(-1), { a: "foot" });
});

test("no figure comes before the one before it", () => {
  const rounds = roundsOf(({ b }) => [
    { id: "a", text: spot(3, 300), figure: spot(4, 0) },
    { id: "b", text: spot(3, 320), figure: b === "here" ? spot(3, 320) : spot(4, 250) },
  ]);
  assert.equal(rounds.at(-1), { a: "head", b: "head" });
  const free = roundsOf(({ a, b }) => [
    { id: "a", text: spot(3, 300), figure: a === "here" ? spot(4, 10) : spot(3, 500) },
    { id: "b", text: spot(3, 320), figure: b === "here" ? spot(3, 320) : spot(3, 600) },
  ]);
  assert.equal(free.at(-1), { a: "foot", b: "foot" });
});

test("it ends where a figure has no place that lasts", () => {
  const rounds = roundsOf(({ a }) => [
    { id: "a", text: spot(3, 600), figure: a === "head" ? spot(3, 0) : spot(4, 500) },
  ]);
  assert.ok(rounds.length > 10 && rounds.length < 100, String(rounds.length));
});

test("text fills the column before a figure that does not fit", async () => {
  const typesetter = await createTypesetter(reportFaces, effects);
  const source = `#set document(title: "t")
#set page(paper: "a4", margin: 20mm, columns: 2)
#set columns(gutter: 10mm)
#set text(lang: "en")
#let at = sys.inputs.at("a", default: "foot")
#let picture = [#block(width: 100%, height: 150mm, stroke: 1pt, breakable: false)#label("figure-a")]
#block(width: 100%, height: 120mm, stroke: 1pt)
#metadata("a") <anchor>
#if at == "here" { picture } else { place(if at == "head" { top } else { bottom }, float: true, picture) }
#((lorem(40) + parbreak()) * 20)
#let spot(label) = {
  let (page, x, y) = locate(label).position()
  (column: 2 * page + int(x > 105mm), y: y.pt())
}
#context [#metadata(((id: "a", text: spot(<anchor>), figure: spot(<figure-a>)),)) <places>]
`;
  const pdf = typesetter.toPdf({ source, files: new Map(), standard: "ua-1" });
  const MM = 72 / 25.4;
  const [first] = await fillOfPages(pdf, { top: 277 * MM + 1, bottom: 20 * MM - 1, second: 110 * MM });
  const [left = 0, right = 0] = first?.columns ?? [];
  assert.ok(left > 0.9, String(left));
  assert.ok(right > 0.9, String(right));
});

test.run();
