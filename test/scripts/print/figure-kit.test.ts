import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import JSZip from "jszip";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { toBibtex } from "../../../scripts/print/citation.ts";
import { archiveOf } from "../../../scripts/print/figure-kit.ts";
import type { Citation } from "../../../scripts/record/record.ts";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("figure kits");

const extensions = ["csv", "json", "pdf", "png", "svg", "tex", "txt", "vl.json"];

test("every figure has a complete kit, and the archive contains every file of every kit", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    const files = await filesOf(project, "out/figures");
    const kits = ["01-values", "02-values", "03-values"].flatMap((id) =>
      extensions.map((end) => `${id}.${end}`),
    );
    assert.equal([...files.keys()].sort(), [...kits, "figures.zip", "report.bib"].sort());
    const archive = files.get("figures.zip") ?? "";
    for (const [name, content] of files) {
      if (name !== "figures.zip") assert.ok(archive.includes(`figures/${name}${content}`), name);
    }
    const { trialKeys, profile, engine, origin, seeds, intervals } = JSON.parse(
      files.get("01-values.json") ?? "",
    );
    assert.equal([profile, engine, origin, seeds], ["default", "wasm", "measured", [1, 2, 3]]);
    assert.match(intervals, /^95 % intervals/);
    const { trials } = JSON.parse(await project.read("out/manifest.json"));
    const listed = trials.map(({ key }: { key: string }) => key);
    assert.is(trialKeys.length, 3);
    for (const key of trialKeys) assert.ok(listed.includes(key), `${key} is a trial of the manifest`);
  }));

test("kits have equal bytes each time, and nothing is printed twice for the same input", () =>
  withSmallReport(async (project) => {
    const { disk } = project.effects;
    let printed = 0;
    const write: typeof disk.write = (path, content) => {
      printed += path.includes("/.cache/kits/") ? 1 : 0;
      return disk.write(path, content);
    };
    const watched = { ...project, effects: { ...project.effects, disk: { ...disk, write } } };
    await build(watched);
    const first = await filesOf(project, "out/figures");
    assert.is(printed, 9, "three forms of three figures");
    await build(watched);
    assert.is(printed, 9);
    rmSync(join(project.root, ".cache/kits"), { recursive: true });
    await build(watched);
    assert.is(printed, 18);
    assert.equal(await filesOf(project, "out/figures"), first);
  }));

test("the archive is a ZIP that other programs read", async () => {
  const archive = archiveOf(
    new Map<string, string | Uint8Array>([
      ["figures/ä.txt", "text with ü"],
      ["b.bin", new Uint8Array([0, 255])],
    ]),
  );
  const { files } = await JSZip.loadAsync(archive, { checkCRC32: true });
  const entries = Object.values(files).filter(({ dir }) => !dir);
  assert.equal(
    entries.map(({ name }) => name),
    ["figures/ä.txt", "b.bin"],
  );
  assert.is(await files["figures/ä.txt"]?.async("string"), "text with ü");
  assert.equal(await files["b.bin"]?.async("uint8array"), new Uint8Array([0, 255]));
});

test("the archive of equal files has equal bytes at any time and in every time zone", () => {
  const before = process.env.TZ;
  try {
    const archives = ["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Apia"].map((zone) => {
      process.env.TZ = zone;
      return Buffer.from(archiveOf(new Map([["figures/a.txt", "text"]]))).toString("hex");
    });
    assert.is(new Set(archives).size, 1);
    // Date and time of the first entry: 1 January 1980, 0:00.
    assert.is(Buffer.from(archives[0] ?? "", "hex").readUInt32LE(10), 0x21_0000);
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
});

/** The text of an element of the page without nested elements. */
function textIn(page: string, start: RegExp): string {
  const text = new RegExp(`${start.source}([^<]*)<`).exec(page)?.[1] ?? "";
  return text.replace(/&(amp|lt|gt|quot|#x27|#x3D);/g, (_, name: string) => entities[name] ?? "");
}
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#x27": "'",
  "#x3D": "=",
};

test("CITATION.cff, report.bib, the page and package.json agree about the report", () =>
  withSmallReport(async (project) => {
    const text = readFileSync(join(repository, "CITATION.cff"), "utf8");
    const cff = parse(text);
    const packaged = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
    assert.equal([packaged.version, packaged.license], [cff.version, cff.license]);
    assert.is((await build(project)).code, 0);
    const bibtex = await project.read("out/figures/report.bib");
    const field = (name: string) => new RegExp(`^ {2}${name} = \\{(.*)\\},$`, "m").exec(bibtex)?.[1];
    const authors: string[] = cff.authors.map(({ name }: { name: string }) => name);
    assert.is(field("title"), `{${cff.title}}`);
    assert.is(field("author"), authors.map((name) => `{${name}}`).join(" and "));
    assert.is(field("year"), "2026");
    assert.is(field("note"), `Version ${cff.version}, commit 0123456789ab`);
    const page = await project.read("out/index.html");
    assert.is(textIn(page, /<pre class="bibtex"[^>]*><code>/), bibtex);
    assert.is(
      textIn(page, /<section id="cite"[\s\S]*?<\/h2>\s*<p>/),
      `${authors.join(", ")} (2026). ${cff.title}. Version ${cff.version}, commit 0123456789ab.`,
    );
    const other = text.replace(cff.title, "Another title");
    await project.write({ "CITATION.cff": other });
    assert.is((await build(project)).code, 0);
    assert.match(await project.read("out/figures/report.bib"), "{{Another title}}");
    assert.match(await project.read("out/index.html"), "{{Another title}}");
  }));

test("a name that LaTeX would read as a command is escaped in BibTeX", () => {
  const citation: Citation = {
    title: "100% of A & B",
    authors: ["Ä & Söhne"],
    keywords: [],
    version: "1",
    license: "MIT",
  };
  const bibtex = toBibtex(citation, { commit: "abc", commitDate: undefined });
  assert.match(bibtex, /title = \{\{100\\% of A \\& B\}\}/);
  assert.not.match(bibtex, /year/);
});

test.run();
