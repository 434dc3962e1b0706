/** How the pages of report.pdf are filled. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reportFaces } from "../../../scripts/drawing/fonts/fonts.ts";
import { createTypesetter } from "../../../scripts/print/typst.ts";
import { buildWholeDeck, effects } from "../../helpers/fixture.ts";
import { fillOfPages } from "../../helpers/pdf-fill.ts";

const test = suite("the pages of the report as PDF");

const MM = 72 / 25.4;
/** A4 with the margins of templates/pdf/report.hbs; rounded outwards. */
const body = { top: (297 - 22) * MM + 1, bottom: 20 * MM - 1, second: (20 + (170 + 7) / 2) * MM };

const { files } = await buildWholeDeck();
const pages = await fillOfPages(Buffer.from(files.get("report.pdf") ?? ""), body);

test("no page is less than two thirds full, except where a slide or another part ends", () => {
  assert.ok(pages.length > 5, String(pages.length));
  // The cover and the conclusions: enough to see that ends are found.
  assert.ok(pages.filter(({ endsPart }) => endsPart).length > 1);
  const short = pages.flatMap(({ share, endsPart }, index) =>
    share < 2 / 3 && !endsPart ? `page ${index + 1}: ${share.toFixed(2)}` : [],
  );
  assert.equal(short, []);
});

test("no column ends more than a third above its foot, except the last of a part", () => {
  assert.ok(pages.filter(({ columns }) => columns.length === 2).length > 5);
  const short = pages.flatMap(({ columns, endsPart }, index) =>
    (endsPart ? columns.slice(0, 1) : columns).some((share) => share < 2 / 3)
      ? [`page ${index + 1}: ${columns.map((share) => share.toFixed(2)).join(" and ")}`]
      : [],
  );
  assert.equal(short, []);
});

test("the measured fill of a page includes text, lines and the ends of parts", async () => {
  const typesetter = await createTypesetter(reportFaces, effects);
  const source = `#set document(title: "t")
#set page(paper: "a4", margin: (x: 20mm, top: 22mm, bottom: 20mm), footer: [far below])
= One
#v(40mm)
text
#pagebreak()
#rect(width: 10mm, height: 120mm)
#pagebreak()
= Two
`;
  const pdf = typesetter.toPdf({ source, files: new Map(), standard: "ua-1" });
  const filled = await fillOfPages(pdf, body);
  assert.equal(
    filled.map(({ endsPart }) => endsPart),
    [false, true, true],
  );
  const [text = 0, line = 0, heading = 0] = filled.map(({ share }) => share * (297 - 22 - 20));
  assert.ok(text > 45 && text < 55, String(text));
  assert.ok(Math.abs(line - 120) < 1, String(line));
  assert.ok(heading > 0 && heading < 10, String(heading));
});

test.run();
