/** The form of a report's records, and that pages need nothing else. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createMemory } from "../../../scripts/bundling/cached.ts";
import type { Drawings } from "../../../scripts/drawing/drawings.ts";
import { indexView, studyViews } from "../../../scripts/pages/pages.ts";
import { talkView } from "../../../scripts/pages/present.ts";
import { drawScreens } from "../../../scripts/pages/screen-drawings.ts";
import { htmlTemplates, loadTemplates } from "../../../scripts/pages/templates.ts";
import { readRecords } from "../../../scripts/record/read-record.ts";
import type { ReportRecords } from "../../../scripts/record/record.ts";
import { htmlMarkup } from "../../../scripts/text/markup.ts";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { buildFixture, buildWholeDeck, effects } from "../../helpers/fixture.ts";
import { createMemoryDisk } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("records");

const jsonIn = (files: ReadonlyMap<string, unknown>, file: string) => JSON.parse(String(files.get(file)));

/** Asserts that every record among the files satisfies the schema among them; returns the slides' records. */
function assertRecords(files: ReadonlyMap<string, unknown>): readonly object[] {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  const problemsOf = (kind: string, file: string) => {
    const validate = ajv.compile(jsonIn(files, `schema/${kind}.schema.json`));
    return validate(jsonIn(files, file)) ? [] : [`${file}: ${ajv.errorsText(validate.errors)}`];
  };
  const report = jsonIn(files, "report.json");
  const slides: string[] = report.slides.map(({ record }: { record: string }) => record);
  assert.equal(
    [...problemsOf("report", "report.json"), ...slides.flatMap((file) => problemsOf("slide", file))],
    [],
  );
  return slides.map((file) => jsonIn(files, file));
}

test("the records of a report satisfy their schemas, whatever became of its slides", async () => {
  const records = [await buildFixture(), await buildFixture("quick"), await buildWholeDeck()];
  for (const { files } of records) assertRecords(files);
});

test("the records of a quick build satisfy their schemas, with the digests of its trials", () =>
  withSmallReport(async (project) => {
    await build(project, "--profile quick");
    const slides = assertRecords(await filesOf(project));
    const trials = slides.flatMap((slide) => ("trials" in slide ? slide.trials : [])) as {
      readonly kind: string;
      readonly digest?: string;
      readonly measuresTime: boolean;
      readonly repeatable: true | string;
    }[];
    assert.equal(
      trials.map(({ kind, digest, measuresTime, repeatable }) => [
        kind,
        digest?.length,
        measuresTime,
        repeatable,
      ]),
      [
        ["base", 64, false, true],
        ["base", 64, false, true],
        ["next", 64, false, true],
        ["timed", undefined, true, "it measures time"],
      ],
    );
  }));

test("a schema allows no property that it does not name", async () => {
  const { files } = await buildFixture();
  const closed: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== "object" || schema === null) return;
    if ("properties" in schema) {
      closed.push(path);
      assert.is("additionalProperties" in schema && schema.additionalProperties, false, path);
    }
    for (const [name, part] of Object.entries(schema)) visit(part, `${path}/${name}`);
  };
  for (const kind of ["slide", "report"]) visit(jsonIn(files, `schema/${kind}.schema.json`), kind);
  assert.ok(closed.length > 20);
});

const cite = { reference: "", bibtex: "", file: "", ris: "", csl: "" };

/** The report's page and those of its studies, without what only a browser loads. */
async function pagesOf(records: ReportRecords, drawings: Drawings) {
  const renderTemplate = await loadTemplates(htmlTemplates, effects);
  const language = { markup: htmlMarkup, renderTemplate };
  const source = { records, drawings, cite };
  const studies = studyViews(source, new Map(), language, createMemory());
  const index = indexView(source, studies, language);
  return [renderTemplate("index", index), ...studies.map((study) => renderTemplate("study", study))];
}

test("pages are made from what the records say as JSON", async () => {
  const { recorded, drawings } = await buildFixture();
  const presented = async (records: ReportRecords) => {
    const screens = await drawScreens(records, drawings, effects);
    const renderTemplate = await loadTemplates(htmlTemplates, effects);
    const talk = talkView({ records, drawings, cite }, screens, { markup: htmlMarkup, renderTemplate });
    return [...(await pagesOf(records, drawings)), renderTemplate("present", talk)];
  };
  const { records } = recorded;
  assert.equal(await presented(JSON.parse(JSON.stringify(records))), await presented(records));
});

const kept = path.join(repository, "test", "scripts", "record", "kept");

test("records of version 2 that an earlier build wrote are read, and make pages", async () => {
  const records = await readRecords("kept", kept, effects.disk);
  const schemas = (await buildFixture()).files;
  const files = new Map<string, unknown>([
    ...schemas,
    ["report.json", JSON.stringify(records.report)],
    ...records.slides.map((slide, index): [string, string] => [
      records.report.slides[index]?.record ?? "",
      JSON.stringify(slide),
    ]),
  ]);
  assertRecords(files);
  const drawing = { svg: "", inlineSvg: "<svg></svg>", width: 0, height: 0, editorAddress: null, tables: [] };
  const figures = records.slides.flatMap((slide) => slide.figures);
  const drawings = new Map(figures.map(({ id }) => [id, drawing])) as unknown as Drawings;
  const pages = await pagesOf(records, drawings);
  assert.is(pages.length, 1 + 3);
  assert.match(pages[1] ?? "", /words of the deck/);
});

test("records of another version, damaged ones and those of another program are errors with the reason", async () => {
  const report = JSON.parse(await readFile(path.join(kept, "report.json"), "utf8"));
  const mistakeIn = (text: string) =>
    mistakeOf(() => readRecords("there", "/", createMemoryDisk(new Map([["/report.json", text]]))));
  assert.match(
    await mistakeIn(JSON.stringify({ ...report, schema: 3 })),
    /report\.json has version 3 of the format, not 2/,
  );
  assert.match(await mistakeIn(JSON.stringify({ ...report, generator: "x" })), /another program wrote it/);
  assert.match(
    await mistakeIn(JSON.stringify({ ...report, schema: 1 })),
    /record\.json is missing/,
    "version 1 is read",
  );
  assert.match(await mistakeIn("{"), /report\.json is missing or damaged/);
  assert.match(await mistakeIn(JSON.stringify(report)), /slides\/01-one\/record\.json is missing or damaged/);
});

test.run();
