import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { FigureSpec, Tables } from "../../../experiments/kit/experiment.ts";
import { figureFaces } from "../../../scripts/drawing/fonts/fonts.ts";
import { fitWidth } from "../../../scripts/drawing/layout/fit.ts";
import { panelSpec } from "../../../scripts/drawing/layout/panels.ts";
import { drawVenueFigure, lintPdf } from "../../../scripts/figures/venue-files.ts";
import { type Column, layoutOf, venues } from "../../../scripts/figures/venues.ts";
import { figurePdf, figurePng } from "../../../scripts/print/figure-forms.ts";
import type { Origin } from "../../../scripts/print/origin.ts";
import { readPdf } from "../../../scripts/print/pdf-facts.ts";
import { createTypesetter } from "../../../scripts/print/typst.ts";
import { nodeDisk } from "../../../scripts/system/node-disk.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("venue figures");

const tables: Tables = {
  points: [
    { x: 0, y: 0.5 },
    { x: 10, y: 1 },
  ],
};
const panel = {
  data: { name: "points" },
  title: "A panel",
  height: 130,
  mark: { type: "line", strokeWidth: 0.5 },
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
} satisfies FigureSpec;
const texts = { id: "09-loss", alt: "A rising line.", description: "A line that rises.", isInvented: false };
const origin: Origin = {
  title: texts.alt,
  description: texts.description,
  creators: ["Ada Lovelace"],
  licence: "MIT",
  source: "https://example.org/report/slides/09-noise/#figure-09-loss",
  identifier: "figures/09-loss.vl.json sha256:00",
};
const draw = (spec: FigureSpec, width: number, text = 8, small = 6) =>
  drawVenueFigure({ ...texts, spec, tables }, { width, text, small });

const typesetter = await createTypesetter(figureFaces, { root: repository, disk: nodeDisk });

test("at every venue the drawing has the venue's width and text sizes, and lines of half a point or more", async () => {
  for (const venue of venues) {
    for (const column of ["single", "full"] as readonly Column[]) {
      const layout = layoutOf(venue, column);
      const figure = await drawVenueFigure({ ...texts, spec: { vconcat: [panel, panel] }, tables }, layout);
      const inches = Number(/^<svg[^>]* width="([\d.]+)pt"/.exec(figure.svg)?.[1]) / 72;
      const expected = column === "single" ? (venue.column ?? venue.full) : venue.full;
      assert.ok(Math.abs(inches - expected) < 0.001, `${venue.name} ${column}: ${inches} in`);
      assert.is(figure.smallest.text, venue.small);
      assert.ok((figure.smallest.line ?? 0) >= 0.5);
      const sizes = [...figure.svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
      assert.equal([...new Set(sizes)].sort(), [venue.small, venue.text].sort());
      assert.equal(figure.problems, []);
    }
  }
});

/** Widths of text and column as LaTeX prints them, in its points of 1/72.27 in; icml2025.sty checks the first itself. */
const printed: readonly (readonly [string, text: number, column: number | undefined])[] = [
  ["icml", 487.8225, undefined],
  ["cvpr", 496.85625, 237.13594],
  ["ieee", 516, 252],
  ["beamer", 398.3386, undefined],
];

test("a venue's widths are those that LaTeX prints with the venue's style file", () => {
  for (const [name, text, column] of printed) {
    const venue = venues.find((one) => one.name === name);
    assert.ok(venue !== undefined);
    const isNear = (inches: number, points: number) => Math.abs(inches * 72.27 - points) < 0.01;
    assert.ok(isNear(venue.full, text), `${name}: ${venue.full * 72.27} pt is not ${text}`);
    if (column !== undefined) assert.ok(isNear(venue.column ?? 0, column), `${name}: column`);
  }
});

test("at any width, the drawing fills it to within one step and never exceeds it", async () => {
  const layout = { width: 396, text: 9, small: 7 };
  const [one, two] = [panel, { vconcat: [panel, panel] }].map((spec) =>
    panelSpec({ spec, isInvented: false }, layout),
  );
  assert.ok(one !== undefined && two !== undefined);
  const leaping = { columns: 1, withPanels: (width: number) => one.withPanels(1.5 * Math.ceil(width)) };
  for (let width = 396; width < 400; width += 0.25) {
    for (const spec of [one, two, leaping]) {
      const { contentWidth } = await fitWidth("09-loss", spec, tables, { width });
      assert.ok(contentWidth <= width && contentWidth > width - 2.5, `${contentWidth} of ${width} pt`);
    }
  }
});

test("a title of the whole figure is left to the caption; those of panels stay", async () => {
  assert.not.match((await draw(panel, 234)).svg, />A panel</);
  assert.match((await draw({ vconcat: [panel, panel] }, 234)).svg, />A panel</);
});

test("stacked panels move side by side where there is room, and are not shrunk where there is none", () => {
  const three = { spec: { vconcat: [panel, panel, panel] }, isInvented: false };
  const columnsAt = (width: number) => panelSpec(three, { width, text: 8, small: 6 }).columns;
  assert.equal([234, 300, 486].map(columnsAt), [1, 2, 3]);
  const four = { ...three, spec: { vconcat: [panel, panel, panel, panel] } };
  assert.is(
    panelSpec(four, { width: 486, text: 8, small: 6 }).columns,
    2,
    "no row of one next to a row of three",
  );
});

test("a cell of a heat map stays square", async () => {
  const cells = {
    data: { values: [0, 1, 2].flatMap((x) => [0, 1, 2].map((y) => ({ x, y }))) },
    width: 150,
    height: 150,
    mark: { type: "rect" },
    encoding: { x: { field: "x", type: "ordinal" }, y: { field: "y", type: "ordinal" } },
  } satisfies FigureSpec;
  const spec = panelSpec({ spec: cells, isInvented: false }, { width: 234, text: 8, small: 6 }).withPanels(
    100,
  ) as {
    width?: number;
    height?: number;
  };
  assert.equal([spec.width, spec.height], [100, 100]);
});

test("the PDF is exactly as large as the figure, has only TrueType fonts, and has equal bytes each time", async () => {
  const figure = await draw(panel, 218.16);
  const pdf = await figurePdf({ ...texts, ...figure, origin }, typesetter);
  const { fontKinds, embeddedFonts, describedFonts, pages } = await readPdf(pdf);
  assert.equal(fontKinds, ["CIDFontType2", "Type0"]);
  assert.ok(describedFonts > 0 && embeddedFonts === describedFonts);
  assert.is(pages.length, 1);
  assert.ok(Math.abs((pages[0]?.[0] ?? 0) - 218.16) < 0.1);
  assert.match(Buffer.from(pdf).toString("latin1"), /^%PDF-1\.5/);
  assert.equal(await lintPdf("09-loss", pdf, 218.16), []);
  const again = await figurePdf(
    { ...texts, ...(await draw(panel, 218.16)), origin },
    await createTypesetter(figureFaces, { root: repository, disk: nodeDisk }),
  );
  assert.equal(again, pdf);
});

/** A PDF of one empty page with one more object. */
function pdfWith(object: string): Uint8Array {
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 234 100] >>",
    object,
  ];
  const listed = objects.map((text, index) => `${index + 1} 0 obj\n${text}\nendobj\n`);
  return Buffer.from(`%PDF-1.5\n${listed.join("")}trailer\n<< /Root 1 0 R >>\n%%EOF`);
}

test("a PDF with a Type 3 font, a font not embedded, or another width does not pass", async () => {
  const pdf = await figurePdf({ ...texts, ...(await draw(panel, 234)), origin }, typesetter);
  assert.match((await lintPdf("09-loss", pdf, 240))[0]?.message ?? "", /is 234 pt wide instead of 240/);
  const problemsAt = async (width: number) => (await lintPdf("09-loss", pdf, width)).length;
  const widths = await Promise.all([233.85, 233.95, 234.05, 234.15].map(problemsAt));
  assert.equal(widths, [1, 0, 0, 1], "a tenth of a point may be missing");
  assert.equal(await lintPdf("09-loss", pdfWith("<< >>"), 234), []);
  const [refused] = await lintPdf(
    "09-loss",
    pdfWith("<< /Font << /A << /Type /Font /Subtype /Type3 >> >> >>"),
    234,
  );
  assert.match(refused?.message ?? "", /Type 3/);
  const [lacking] = await lintPdf("09-loss", pdfWith("<< /Type /FontDescriptor >>"), 234);
  assert.match(lacking?.message ?? "", /embeds 0 of its 1 fonts/);
});

test("the PNG has 300 dpi, records it, and has equal bytes each time", async () => {
  const figure = { ...texts, ...(await draw(panel, 234)) };
  const png = Buffer.from(await figurePng({ ...figure, origin }));
  assert.is(png.readUInt32BE(16), 975);
  const at = png.indexOf("pHYs");
  assert.equal([png.readUInt32BE(at + 4), png[at + 12]], [11811, 1]);
  assert.equal(Buffer.from(await figurePng({ ...figure, origin })), png);
});

test.run();
