/** Editions of a site: what stays, what is listed, and what is refused. */
import { createHash } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Parser } from "htmlparser2";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import { site } from "../../../scripts/site.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { filesOf } from "../../helpers/build.ts";
import { createMemoryEffects, createRecordedTerminal } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import type { Project } from "../../helpers/project.ts";
import {
  firstEdition,
  publish,
  secondEdition,
  siteUrl,
  withLaterReport,
} from "../../helpers/two-editions.ts";

const test = suite("editions");

type Texts = ReadonlyMap<string, string>;

/** The files of an edition in a site, by path from its folder. */
const editionIn = (files: Texts, id: string): Texts => {
  const folder = `editions/${id}/`;
  const own = [...files].filter(([file]) => file.startsWith(folder));
  return new Map(own.map(([file, content]) => [file.slice(folder.length), content]));
};

const sha256 = (latin1: string | undefined): string =>
  createHash("sha256")
    .update(Buffer.from(latin1 ?? "", "latin1"))
    .digest("hex");

/** The text of each element of a feed of this name, with those of its attributes, in their order. */
function elementsOf(xml: string, wanted: string): string[] {
  const found: string[] = [];
  let open = false;
  const parser = new Parser(
    {
      onopentag: (name, { href = "" }) => {
        open = name === wanted;
        if (open) found.push(href);
      },
      ontext: (text) => {
        if (open) found.push((found.pop() ?? "") + text);
      },
      onclosetag: () => {
        open = false;
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return found;
}

const text = (files: Texts, file: string): string => Buffer.from(files.get(file) ?? "", "latin1").toString();

const canonicalOf = (html: string): string | undefined =>
  scanHtml(html)
    .tags.find(({ attributes }) => attributes.get("rel") === "canonical")
    ?.attributes.get("href");

test("an edition keeps its bytes whatever is published later; the list says what changed; other content is refused", () =>
  withLaterReport(async (project) => {
    await publish(firstEdition, project);
    const first = await filesOf(project, "out.site");
    const own = editionIn(first, "2026-12");
    // Each address at the root is also one of the edition, apart from what the site has once.
    const once = /^(?:editions\/|404\.html$|sitemap\.xml$)/;
    const atRoot = [...first.keys()].filter((file) => !once.test(file));
    assert.equal([...own.keys()].sort(), [...atRoot, "zenodo.json"].sort());
    assert.is(JSON.parse(text(own, "zenodo.json")).version, "2026-12");
    assert.is(canonicalOf(text(first, "index.html")), siteUrl);
    assert.is(canonicalOf(own.get("index.html") ?? ""), `${siteUrl}editions/2026-12/`);

    await publish(secondEdition, project);
    const both = await filesOf(project, "out.site");
    assert.equal(editionIn(both, "2026-12"), own);
    for (const file of first.keys()) assert.ok(both.has(file), file);
    assert.match(text(both, "slides/01-one/index.html"), "edition 2027-03");

    listsBoth(both);
    await staysWhenPublishedAgain(project, both);
    await staysNextToOtherReports(project, both);
    await refusesOtherContent(project);
  }));

function listsBoth(both: Texts): void {
  const { editions } = JSON.parse(text(both, "editions/editions.json"));
  assert.equal(
    editions.map((edition: { id: string; sha256: string }) => [edition.id, edition.sha256]),
    ["2026-12", "2027-03"].map((id) => [id, sha256(both.get(`editions/${id}/ro-crate-metadata.json`))]),
  );
  const feed = text(both, "editions/feed.xml");
  const newestFirst = ["2027-03", "2026-12"].map((id) => `${siteUrl}editions/${id}/`);
  assert.equal(elementsOf(feed, "id"), [`${siteUrl}editions/`, ...newestFirst]);
  const dates = ["2027-03-02T10:00:00.000Z", "2026-01-01T00:00:00.000Z"];
  assert.equal(elementsOf(feed, "updated"), [dates[0], ...dates]);
  const summary = "1 verdict and 1 result differ, on 1 of 3 slides";
  assert.match(elementsOf(feed, "summary")[0] ?? "", `Since edition 2026-12: ${summary}.`);
  assert.match(scanHtml(text(both, "editions/index.html")).visibleText, summary);

  const changes = scanHtml(text(both, "editions/2027-03/changes.html")).visibleText.replace(/\s+/g, " ");
  assert.match(changes, "What changed in edition 2027-03");
  assert.match(changes, "1 The first");
  assert.match(changes, /verdict supported inconclusive/);
  assert.match(changes, /claim above : words of the deck/);
}

async function staysWhenPublishedAgain(project: Project, both: Texts): Promise<void> {
  // As if built on another machine.
  await project.write({ "later/run.json": '{"another": "machine"}' });
  await publish(secondEdition, project);
  const again = await filesOf(project, "out.site");
  for (const id of ["2026-12", "2027-03"]) assert.equal(editionIn(again, id), editionIn(both, id));
  assert.equal(again.get("editions/editions.json"), both.get("editions/editions.json"));
}

async function staysNextToOtherReports(project: Project, both: Texts): Promise<void> {
  await publish({ siteUrl, from: "out", out: "elsewhere", previous: "out.site" }, project);
  const elsewhere = await filesOf(project, "elsewhere");
  for (const id of ["2026-12", "2027-03"]) assert.equal(editionIn(elsewhere, id), editionIn(both, id));
  const page = text(elsewhere, "index.html");
  assert.match(page, 'href="editions/index.html">all editions</a>');
  assert.not.match(page, /edition 20|editions\.js"/);
}

async function refusesOtherContent(project: Project): Promise<void> {
  const before = await filesOf(project, "out.site");
  assert.match(await mistakeOf(() => publish({ ...secondEdition, from: "out" }, project)), "other content");
  assert.match(
    await mistakeOf(() => publish({ ...secondEdition, previous: "out" }, project)),
    "no editions in out",
  );
  await rm(join(project.root, study));
  assert.match(await mistakeOf(() => publish(secondEdition, project)), "missing slides/01-one/index.html");
  await writeFile(join(project.root, study), before.get(study.slice("out.site/".length)) ?? "", "latin1");
  assert.equal(await filesOf(project, "out.site"), before);
}

const study = "out.site/editions/2026-12/slides/01-one/index.html";

test("an id of another form is refused", async () => {
  for (const id of ["v2", "2026-13", "2026-1", "2026-12-32", "../2026-12"]) {
    const effects = createMemoryEffects();
    const terminal = createRecordedTerminal();
    assert.is(await runCommand(site, ["--site-url", siteUrl, "--edition", id], { ...effects, terminal }), 1);
    assert.match(terminal.lines[0] ?? "", `invalid --edition: ${id}; expected a month or a day such as`);
  }
});

test.run();
