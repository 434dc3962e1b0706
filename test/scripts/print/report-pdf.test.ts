/** report.pdf of the small report: its metadata, its content, and the problems that its check finds. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkPdf } from "../../../scripts/checks/check-files.ts";
import { scanPages } from "../../../scripts/checks/scan-html.ts";
import { reportFaces } from "../../../scripts/drawing/fonts/fonts.ts";
import { readPdf } from "../../../scripts/print/pdf-facts.ts";
import { createTypesetter } from "../../../scripts/print/typst.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import { buildFixture, effects, effectsWith } from "../../helpers/fixture.ts";

const test = suite("the report as PDF");

const { files, recorded } = await buildFixture();
const pdfOf = (of: OutputFiles) => Buffer.from(of.get("report.pdf") ?? "");
/** Caches nothing. */
const fresh = {
  ...effects,
  disk: { ...effects.disk, maybeText: async () => undefined, write: async () => {} },
};
const problemsOf = (changes: Readonly<Record<string, string | Uint8Array>>) => {
  const changed = new Map([...files, ...Object.entries(changes)]);
  return checkPdf(changed, recorded.records.slides, scanPages(changed), fresh);
};
/** Replaces a text of the PDF by a text of the same length, so its table of offsets stays valid. */
const edited = (from: string, to: string) =>
  Buffer.from(pdfOf(files).toString("latin1").replace(from, to), "latin1");

/** How PDF writes a text that is not all ASCII: as UTF-16, in hexadecimal digits. */
const hexOf = (text: string) => Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase();

test("it passes its check, and has title, language and standard in its metadata", async () => {
  assert.equal(await problemsOf({}), []);
  const { title, language, isAccessible } = await readPdf(pdfOf(files));
  assert.is(title, "LoRA for pre-training, measured");
  assert.is(language, "en");
  assert.ok(isAccessible);
});

test("it has tags, bookmarks and metadata, and its date is the commit's", () => {
  const text = pdfOf(files).toString("latin1");
  assert.match(text, /\/MarkInfo\s*<<\s*\/Marked true/);
  assert.match(text, "/StructTreeRoot");
  assert.match(text, "/Outlines");
  for (const title of ["All claims", "References", "This build"]) {
    assert.match(text, new RegExp(`/Title \\([^)]*${title}\\)`));
  }
  assert.match(text, "<xmp:CreateDate>2026-01-02T00:00:00Z<");
  assert.match(text, "<pdf:Keywords>LoRA, pre-training");
});

test("every figure of the studies is in it, with its alternative text", async () => {
  const studies = [...files].filter(([file]) => file.startsWith("slides/")).map(([, page]) => String(page));
  const onPages = [...studies.join("").matchAll(/<figure [^>]*id="figure-([^"]*)"/g)].map(([, id]) => id);
  const figures = recorded.records.slides.flatMap((slide) => slide.figures);
  assert.equal(
    onPages,
    figures.map(({ id }) => id),
  );
  assert.is((await readPdf(pdfOf(files))).figures, onPages.length);
  const text = pdfOf(files).toString("latin1");
  for (const { alt } of figures) assert.ok(text.includes(alt) || text.includes(hexOf(alt)), alt);
});

test("its fonts are embedded TrueType of the report's faces", async () => {
  const { fontKinds, fontNames, embeddedFonts, describedFonts } = await readPdf(pdfOf(files));
  assert.equal(fontKinds, ["CIDFontType2", "Type0"]);
  assert.is(embeddedFonts, describedFonts);
  for (const name of fontNames) assert.match(name, /^Source/);
});

test("made again by another compiler, it has the same bytes", async () => {
  const disk = { ...effects.disk, maybeBytes: async () => undefined, write: async () => {} };
  const again = await buildFixture("default", effectsWith({ disk }));
  assert.ok(pdfOf(again.files).equals(pdfOf(files)));
});

test("equal input is typeset once, and different input again", async () => {
  const kept = new Map<string, Uint8Array>();
  let typeset = 0;
  const isReport = (file: string) => /\/\.cache\/reports\/(?:default|quick)$/.test(file);
  const disk: typeof effects.disk = {
    ...effects.disk,
    maybeBytes: async (file) => (isReport(file) ? kept.get(file) : effects.disk.maybeBytes(file)),
    write: async (file, content) => {
      if (!isReport(file)) return effects.disk.write(file, content);
      kept.set(file, Buffer.from(content));
      typeset++;
    },
  };
  const build = async (profile: "default" | "quick") =>
    pdfOf((await buildFixture(profile, effectsWith({ disk }))).files);
  assert.ok((await build("default")).equals(pdfOf(files)));
  assert.ok((await build("default")).equals(pdfOf(files)));
  assert.is(typeset, 1);
  assert.match((await readPdf(await build("quick"))).title, "(quick build)");
  assert.is(typeset, 2);
});

test("a missing PDF, or one that does not match the page, is a problem", async () => {
  assert.equal(await checkPdf(new Map(), recorded.records.slides, [], effects), ["missing file: report.pdf"]);
  const cases: readonly [string | Uint8Array, RegExp][] = [
    [edited(">LoRA for pre", ">Xxxx for pre"), /its title is “Xxx/],
    [edited("<rdf:li>en<", "<rdf:li>  <"), /its language is/],
    [edited("<pdfuaid:part>1", "<pdfuaid:part>2"), /PDF\/UA-1/],
    [edited("/S /Figure", "/S /Sect  "), /it shows \d+ of \d+ figures/],
    [edited("+SourceSerif4", "+AnotherSerif"), /unexpected font/],
    ["%PDF-1.7", /it has 0 pages/],
  ];
  for (const [content, expected] of cases) {
    assert.match((await problemsOf({ "report.pdf": content })).join(), expected);
  }
});

test("a warning of the typesetter is an error", async () => {
  const typesetter = await createTypesetter(reportFaces, effects);
  const source = '#set text(font: "No Such Face")\na';
  assert.throws(() => typesetter.toPdf({ source, files: new Map(), standard: "1.5" }), /unknown font family/);
});

test("a picture without alternative text is an error", async () => {
  const typesetter = await createTypesetter(reportFaces, effects);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0H9V9Z"/></svg>';
  const source = '#set document(title: "t")\n#image("a.svg")';
  assert.throws(
    () => typesetter.toPdf({ source, files: new Map([["a.svg", svg]]), standard: "ua-1" }),
    /alt/,
  );
});

test.run();
