import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DomUtils, parseDocument } from "htmlparser2";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Effects } from "../../../scripts/base/effects.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import { type ExifFields, hasExifTool, readFields } from "../../helpers/exiftool.ts";
import { effects, effectsWith, facts, reportOf } from "../../helpers/fixture.ts";
import { measuredSlide } from "../../helpers/fixture-slide.ts";
import { leaveOut } from "../../helpers/left-out.ts";

const test = suite("origin in files");

const CITATION = `title: A report
authors:
  - name: A & B
  - given-names: Ada
    family-names: Lovelace
version: 1.0.0
license: CC-BY-4.0
`;
const URL_LINE = "url: https://owner.github.io/report\n";

const { disk } = effects;
const citing = (text: string): Partial<Effects> => ({
  disk: {
    ...disk,
    maybeText: async (file) => (basename(file) === "CITATION.cff" ? text : disk.maybeText(file)),
  },
});
const filesWith = async (citation: string, own = facts): Promise<OutputFiles> =>
  (await reportOf([measuredSlide()], own, effectsWith(citing(citation)))).files;

const files = await filesWith(CITATION + URL_LINE);
const bytes = (all: OutputFiles, file: string) => Buffer.from(all.get(file) ?? "");

const source = "https://owner.github.io/report/slides/09-training-stability/#figure-09-loss";
const specification = bytes(files, "figures/09-loss.vl.json");
const identifier = `figures/09-loss.vl.json sha256:${createHash("sha256").update(specification).digest("hex")}`;

test("an SVG has Dublin Core in its metadata, and stays well-formed", () => {
  const { children } = parseDocument(bytes(files, "figures/09-loss.svg").toString(), { xmlMode: true });
  const [metadata] = DomUtils.getElementsByTagName("metadata", children);
  assert.ok(metadata !== undefined);
  const textsOf = (name: string) =>
    DomUtils.getElementsByTagName(name, metadata).map((element) => DomUtils.textContent(element));
  assert.equal(textsOf("dc:source"), [source]);
  assert.equal(textsOf("dc:identifier"), [identifier]);
  assert.equal(textsOf("dc:rights"), ["CC-BY-4.0"]);
  assert.ok(textsOf("rdf:li").includes("A & B"));
  const described = DomUtils.getElementsByTagName("desc", children).map((element) =>
    DomUtils.textContent(element),
  );
  assert.equal(textsOf("dc:description"), described);
});

test("without an address the source is the report's title and the figure", async () => {
  const bare = await filesWith(CITATION);
  assert.match(
    bytes(bare, "figures/09-loss.svg").toString(),
    /<dc:source>[^<]*, figure 09-loss<\/dc:source>/,
  );
  assert.not.match(bytes(bare, "figures/09-loss.svg").toString(), "github.io");
});

test("another commit leaves the pictures as they are, and other data give another identifier", async () => {
  const later = await filesWith(CITATION + URL_LINE, {
    ...facts,
    commit: "f".repeat(40),
    commitDate: "2026-03-04T00:00:00+00:00",
  });
  const pictures = [...files.keys()].filter((file) => /^figures\/.*\.(?:svg|pdf|png)$/.test(file));
  assert.ok(pictures.length >= 6);
  for (const file of pictures) assert.ok(bytes(later, file).equals(bytes(files, file)), file);
  assert.not.match(bytes(files, "figures/09-deck.svg").toString(), identifier);
});

/** What ExifTool finds in these files, by name. */
function fieldsOf(all: OutputFiles, names: readonly string[]): readonly ExifFields[] {
  const folder = mkdtempSync(join(tmpdir(), "origin-"));
  try {
    return names.map((name) => {
      const file = join(folder, basename(name));
      writeFileSync(file, bytes(all, name));
      return readFields(file);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function hasOrigin(fields: ExifFields | undefined, xmp = "XMP"): void {
  assert.ok(fields !== undefined);
  const dc = (name: string) => fields[`${xmp}-dc:${name}`];
  assert.equal(dc("Creator"), ["A & B", "Ada Lovelace"]);
  assert.is(dc("Rights"), "CC-BY-4.0");
  assert.is(fields[`${xmp}-xmpRights:WebStatement`], "https://spdx.org/licenses/CC-BY-4.0");
  assert.is(dc("Source"), source);
  assert.is(dc("Identifier"), identifier);
  assert.match(String(dc("Description")), /^Lines of loss against step/);
}

if (!hasExifTool) leaveOut("exiftool", "ExifTool is not installed; Debian has it as libimage-exiftool-perl");
else {
  test("ExifTool reads the same from SVG, PDF and PNG, and from the documents", () => {
    const names = [
      "figures/09-loss.svg",
      "figures/09-loss.pdf",
      "figures/09-loss.png",
      "report.pdf",
      "slides.pdf",
    ];
    const [svg, pdf, png, report, slides] = fieldsOf(files, names);
    for (const fields of [svg, pdf, png]) hasOrigin(fields);
    assert.is(pdf?.["PDF:Title"], pdf?.["XMP-dc:Title"]);
    assert.is(pdf?.["PDF:Author"], "A & B, Ada Lovelace");
    assert.equal(pdf?.["PDF:Keywords"], ["CC-BY-4.0", source, identifier]);
    assert.is(png?.["PNG:Source-en"], source);
    assert.is(png?.["PNG:Comment-en"], identifier);
    assert.is(png?.["PNG:Title-en"], png?.["XMP-dc:Title"]);
    assert.is(png?.["PNG:Copyright-en"], "CC-BY-4.0, https://spdx.org/licenses/CC-BY-4.0");
    for (const fields of [report, slides]) {
      assert.is(fields?.["XMP-dc:Rights"], "CC-BY-4.0");
      assert.is(fields?.["XMP-dc:Source"], "https://owner.github.io/report");
      assert.is(fields?.["XMP-pdfuaid:Part"], 1);
    }
  });
}

test.run();
