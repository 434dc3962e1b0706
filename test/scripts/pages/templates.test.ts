import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ReportError } from "../../../scripts/base/errors.ts";
import { htmlTemplates, loadTemplates } from "../../../scripts/pages/templates.ts";
import { effects } from "../../helpers/fixture.ts";

const test = suite("templates");

/** Renders the template "page", where these are all template files. */
async function renderPage(files: Readonly<Record<string, string>>, view: object): Promise<string> {
  const disk = {
    ...effects.disk,
    list: async (folder: string) => (folder.endsWith("partials") ? [] : Object.keys(files)),
    readText: async (file: string) => files[file.replace(/^.*\//, "")] ?? "",
  };
  const renderTemplate = await loadTemplates(htmlTemplates, { home: "/project", disk });
  return renderTemplate("page", view);
}

async function problemOf(files: Readonly<Record<string, string>>): Promise<string> {
  try {
    await renderPage(files, { known: "x" });
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return "none";
}

test("text is escaped; drawings and rendered prose are not", async () => {
  const page = await renderPage({ "page.hbs": "{{a}} {{svg b}} {{prose b}}" }, { a: "<i>", b: "<b>" });
  assert.is(page, "&lt;i&gt; <b> <b>");
});

test("a mistake in a template is reported with its file, without a stack", async () => {
  const cases: [Readonly<Record<string, string>>, RegExp][] = [
    [{ "page.hbs": "{{known}}" }, /^none$/],
    [{ "page.hbs": "{{unknown}}" }, /^invalid template: templates\/page\.hbs: "unknown" not defined/],
    [
      { "page.hbs": "{{> lost}}" },
      /^invalid template: templates\/page\.hbs: The partial lost could not be found/,
    ],
    [{ "page.hbs": "{{#if known}}" }, /^invalid template: page\.hbs: Error: Parse error on line 1/],
    [{ "other.hbs": "" }, /^missing template: templates\/page\.hbs/],
  ];
  for (const [files, expected] of cases) assert.match(await problemOf(files), expected);
});

test.run();
