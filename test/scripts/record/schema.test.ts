/** What the records of a report look like, and that pages need nothing else. */
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createMemory } from "../../../scripts/base/memory.ts";
import { indexView, studyViews } from "../../../scripts/page/page-view.ts";
import { presentView } from "../../../scripts/page/present-view.ts";
import { drawScreens } from "../../../scripts/page/screen-drawings.ts";
import { htmlTemplates, loadTemplates } from "../../../scripts/page/templates.ts";
import type { ReportRecords } from "../../../scripts/record/record.ts";
import { htmlMarkup } from "../../../scripts/text/html.ts";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { buildFixture, buildWholeDeck, effects } from "../../helpers/fixture.ts";

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

/** The pages of a report, without what only a browser loads. */
async function pagesOf(
  records: ReportRecords,
  drawings: Awaited<ReturnType<typeof buildFixture>>["drawings"],
) {
  const renderTemplate = await loadTemplates(htmlTemplates, effects);
  const language = { markup: htmlMarkup, renderTemplate };
  const source = { records, drawings, cite: { reference: "", bibtex: "", file: "" } };
  const studies = studyViews(source, new Map(), language, createMemory());
  const index = indexView(source, studies, language);
  const screens = await drawScreens(records, drawings, effects);
  return [
    renderTemplate("index", index),
    renderTemplate("present", presentView(index, records, screens, language)),
    ...studies.map((study) => renderTemplate("study", study)),
  ];
}

test("pages are made from what the records say as JSON", async () => {
  const { recorded, drawings } = await buildFixture();
  const { records } = recorded;
  assert.equal(
    await pagesOf(JSON.parse(JSON.stringify(records)), drawings),
    await pagesOf(records, drawings),
  );
});

test.run();
