import { suite } from "uvu";
import * as assert from "uvu/assert";
import { colors } from "../../../../experiments/kit/theme.ts";
import { measureText } from "../../../../scripts/drawing/fonts/text-metrics.ts";
import { lintReading, showProblem } from "../../../../scripts/drawing/lint/lint.ts";

const test = suite("lint of what a reader can read");

const { ink, paper, line, grid, blue, gray } = colors;

const problemsOf = (...marks: readonly string[]): string[] =>
  lintReading("09-loss", {
    svg: `<svg viewBox="0 0 200 100"><rect width="200" height="100" fill="#ffffff"/>${marks.join("")}</svg>`,
    width: 200,
    height: 100,
  }).map(showProblem);

const mark = (marktype: string, content: string, role = "mark") =>
  `<g class="mark-${marktype} role-${role}">${content}</g>`;
/** A text whose baseline begins at 50, 50 unless shifted. */
const named = (content: string, { x = 50, y = 50, more = "", fill = ink.light as string } = {}) =>
  mark(
    "text",
    `<text text-anchor="start" transform="translate(${x},${y})" font-size="13px" fill="${fill}" ${more}>${content}</text>`,
  );
const halo = (content: string, at: { x?: number; y?: number } = {}) =>
  named(content, { ...at, fill: paper.light, more: `stroke="${paper.light}" stroke-width="4"` });
const rule = (x: number, y: number, dx: number, dy: number, color: string = line.light) =>
  mark("rule", `<line transform="translate(${x},${y})" x2="${dx}" y2="${dy}" stroke="${color}"/>`);
const bar = (x: number, y: number, width: number, height: number, fill: string = ink.light, more = "") =>
  mark("bar", `<path d="M${x},${y}h${width}v${height}h${-width}Z" fill="${fill}" ${more}/>`);
const point = (x: number, y: number) =>
  mark(
    "symbol",
    `<path transform="translate(${x},${y})" d="M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0" fill="${blue.light}"/>`,
  );

test("a text alone passes", () => {
  assert.equal(problemsOf(named("LoRA")), []);
});

test("a whisker through a name is named with its colour and place, whichever was painted first", () => {
  const whisker = rule(40, 46, 60, 0, blue.light);
  const message = '09-loss: text "LoRA": is crossed by rule #0062a8 at 70, 46';
  assert.equal(problemsOf(named("LoRA"), whisker), [message]);
  assert.equal(problemsOf(whisker, named("LoRA")), [message]);
});

test("a line below a halo is interrupted; one painted over it is not", () => {
  const whisker = rule(40, 46, 60, 0);
  assert.equal(problemsOf(whisker, halo("LoRA"), named("LoRA")), []);
  assert.is(problemsOf(halo("LoRA"), whisker, named("LoRA")).length, 1);
  assert.is(problemsOf(halo("LoRA"), named("LoRA"), whisker).length, 1);
});

test("the halo of another text, or of the same words elsewhere, protects nothing", () => {
  const whisker = rule(40, 46, 60, 0);
  assert.is(problemsOf(whisker, halo("full"), named("LoRA")).length, 1);
  assert.is(problemsOf(whisker, halo("LoRA", { y: 80 }), named("LoRA")).length, 1);
});

test("a line passes between two words, below the letters, and next to them", () => {
  const space = 50 + measureText("as", 13) + measureText(" ", 13) / 2;
  assert.equal(problemsOf(named("as good"), rule(space, 20, 0, 60)), []);
  assert.is(problemsOf(named("as good"), rule(space + 5, 20, 0, 60)).length, 1);
  assert.equal(problemsOf(named("LoRA"), rule(20, 52, 100, 0)), []);
  assert.is(problemsOf(named("as good"), rule(20, 52, 100, 0)).length, 1, "through the tail of the g");
  assert.equal(problemsOf(named("LoRA"), rule(48, 20, 0, 60)), []);
});

test("a grid line disturbs no letter", () => {
  assert.equal(problemsOf(rule(20, 46, 100, 0, grid.light), named("LoRA")), []);
});

test("the letters of a turned text are where they are painted", () => {
  const upright = rule(46, 10, 0, 80);
  const turned = named("LoRA").replace("translate(50,50)", "translate(50,50) rotate(-90)");
  assert.equal(problemsOf(named("LoRA"), upright), []);
  assert.is(problemsOf(turned, upright).length, 1);
  assert.equal(problemsOf(turned, rule(56, 10, 0, 80)), []);
});

test("each line of a text is checked", () => {
  const text = named("<tspan>one</tspan><tspan x='0' dy='15'>two</tspan>".replaceAll("'", '"'));
  assert.equal(problemsOf(text, rule(40, 61, 60, 0)), [
    '09-loss: text "one two": is crossed by rule #8b9099 at 70, 61',
  ]);
  assert.equal(problemsOf(text, rule(40, 76, 60, 0)), []);
});

test("a curve is checked along its bends", () => {
  const curve = (control: number) =>
    mark("line", `<path d="M40,90C40,${control},90,${control},90,90" stroke="${ink.light}"/>`);
  assert.is(problemsOf(named("LoRA"), curve(30)).length, 1);
  assert.equal(problemsOf(named("LoRA"), curve(70)), []);
});

test("what a plot clips off crosses nothing", () => {
  const clip = '<defs><clipPath id="clip1"><rect x="0" y="0" width="45" height="100"/></clipPath></defs>';
  const clipped = `<g clip-path="url(#clip1)">${rule(10, 46, 180, 0)}</g>`;
  assert.equal(problemsOf(named("LoRA"), clipped, clip), []);
  assert.is(problemsOf(named("LoRA"), rule(10, 46, 180, 0), clip).length, 1);
});

test("a mark painted later covers a text; a pale one does not", () => {
  assert.equal(problemsOf(named("LoRA"), point(60, 46)), [
    '09-loss: text "LoRA": is covered by symbol #0062a8 at 60, 46',
  ]);
  assert.is(problemsOf(named("LoRA"), bar(40, 30, 60, 30)).length, 1);
  assert.equal(problemsOf(named("LoRA"), bar(40, 30, 60, 30, ink.light, 'opacity="0.16"')), []);
});

test("a text on a mark needs contrast to it, or a halo", () => {
  const dark = bar(30, 30, 100, 30);
  const [problem = "", ...more] = problemsOf(dark, named("LoRA"));
  assert.match(
    problem,
    /text "LoRA": has a contrast of 1\.0 to bar #1b1e23 at 80, 45 below it; at least 4\.5/,
  );
  assert.equal(more, []);
  assert.equal(problemsOf(dark, named("LoRA", { fill: paper.light })), []);
  assert.equal(problemsOf(dark, halo("LoRA"), named("LoRA")), []);
  assert.is(problemsOf(point(60, 46), named("LoRA", { fill: gray.light })).length, 1);
});

test("a box hides the lines below it from its text", () => {
  const link = rule(0, 46, 200, 0);
  assert.equal(problemsOf(link, bar(30, 30, 100, 30, colors.paleBlue.light), named("LoRA")), []);
});

test("texts that touch are named once, and texts on separate lines pass", () => {
  assert.equal(problemsOf(named("−0.16"), named("−0.14", { x: 75 })), [
    '09-loss: text "−0.16": overlaps text "−0.14"',
  ]);
  assert.equal(problemsOf(named("full"), named("LoRA", { y: 65 })), []);
  assert.equal(problemsOf(named("full"), named("LoRA", { x: 76 })), []);
});

test("a halo that covers part of an earlier text is named", () => {
  const below = { y: 58.8 };
  assert.equal(problemsOf(named("full"), halo("LoRA", below), named("LoRA", below)), [
    '09-loss: text "full": overlaps the halo of text "LoRA"',
  ]);
});

test("what the edge cuts off is named, a text also at the edge of its plot", () => {
  assert.equal(problemsOf(named("LoRA", { x: 180 })), [
    '09-loss: text "LoRA": is cut off by the edge of the figure',
  ]);
  const clip = '<defs><clipPath id="clip1"><rect x="0" y="0" width="60" height="100"/></clipPath></defs>';
  assert.equal(problemsOf(`<g clip-path="url(#clip1)">${named("LoRA")}</g>`, clip), [
    '09-loss: text "LoRA": is cut off by the edge of its plot',
  ]);
});

test.run();
