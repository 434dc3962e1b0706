import { suite } from "uvu";
import * as assert from "uvu/assert";
import { sha256 } from "../../../scripts/base/hash.ts";
import { type DataSource, texDataLine } from "../../../scripts/print/data-line.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("the data line of a caption");

const { report, slides } = (await buildFixture()).recorded.records;
const [slide] = slides;
assert.ok(slide !== undefined);
const [deck, loss] = slide.figures;
assert.ok(deck !== undefined && loss !== undefined);

const lineWith = (citation: object, changes: Partial<DataSource> = {}) =>
  texDataLine({
    figure: loss,
    slide: { ...slide, seeds: [1, 2, 3] },
    report: { ...report, report: { ...report.report, citation: { ...report.report.citation, ...citation } } },
    specification: "{}",
    ...changes,
  });

test("it has seeds, trials, profile, checksum, title and version", () => {
  assert.is(
    lineWith({ title: "A report", version: "1.2" }),
    `Data: 3 seeds, 2 trials, default profile; 09-loss.vl.json with SHA-256 ${sha256("{}").slice(0, 12)}; A report, version 1.2.`,
  );
});

test("the commit does not change it, the data does", () => {
  const later = { ...report, facts: { ...report.facts, commit: "f".repeat(40) } };
  assert.is(lineWith({}, { report: later }), lineWith({}));
  assert.is.not(lineWith({}, { specification: "{ }" }), lineWith({}));
});

test("special characters of title and address are escaped, and the address may break after a slash", () => {
  const line = lineWith({ title: "100% of R&D_x #1", url: "https://example.org/~a_b/50%25" });
  assert.match(line, "; 100\\% of R\\&D\\_x \\#1, version ");
  assert.ok(
    line.endsWith(
      "https://example.org/\\allowbreak{}\\textasciitilde{}a\\_b/\\allowbreak{}50\\%25/\\allowbreak{}slides/\\allowbreak{}09-training-stability/\\allowbreak{}\\#figure-09-loss.",
    ),
    line,
  );
});

test("a DOI comes before the address", () => {
  const line = lineWith({ url: "https://example.org/", doi: "10.5281/zenodo.1234567" });
  assert.ok(line.endsWith("; https://doi.org/\\allowbreak{}10.5281/\\allowbreak{}zenodo.1234567."), line);
});

test("without trials it says where the values are from", () => {
  assert.match(lineWith({}, { figure: deck }), "Data: values of the deck; 09-deck.vl.json");
  assert.match(lineWith({}, { figure: { ...loss, published: true } }), "Data: published values; ");
  assert.match(lineWith({}, { slide: { ...slide, trials: [] } }), "Data: by formula, without training; ");
});

test.run();
