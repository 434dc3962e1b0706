import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "yaml";
import { type Citation, readCitation, toBibtex } from "../../scripts/kit/citation.ts";
import { zip } from "../../scripts/kit/zip.ts";
import { nodeDisk } from "../../scripts/node-disk.ts";
import { build, filesOf, withSmallReport } from "../helpers/build.ts";
import { repository } from "../helpers/project.ts";

const test = suite("figure kits");

const extensions = ["csv", "json", "pdf", "png", "svg", "tex", "txt", "vl.json"];

test("every figure has its whole kit, and the archive holds every file of every kit", () =>
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
    const { trialKeys, profile, origin } = JSON.parse(files.get("01-values.json") ?? "");
    assert.equal([trialKeys.length, profile, origin], [3, "default", "measured"]);
  }));

test("kits have equal bytes each time, and nothing is printed twice for the same input", () =>
  withSmallReport(async (project) => {
    await build(project);
    const first = await filesOf(project, "out/figures");
    const printed = await filesOf(project, ".cache/kits");
    assert.is(printed.size, 9);
    const [one = ""] = printed.keys();
    writeFileSync(join(project.root, ".cache/kits", one), "kept");
    await build(project);
    const second = await filesOf(project, "out/figures");
    const changed = [...second]
      .filter(([name, content]) => content !== first.get(name))
      .map(([name]) => name);
    assert.is(changed.length, 2, "the form taken from the cache, and the archive");
    rmSync(join(project.root, ".cache/kits"), { recursive: true });
    await build(project);
    assert.equal(await filesOf(project, "out/figures"), first);
  }));

test("the archive is a ZIP that others read", () => {
  const folder = mkdtempSync(join(repository, ".cache", "test-"));
  try {
    const content = "text with ü";
    writeFileSync(
      join(folder, "a.zip"),
      zip(
        new Map<string, string | Uint8Array>([
          ["figures/ä.txt", content],
          ["b.bin", new Uint8Array([0, 255])],
        ]),
      ),
    );
    const read =
      "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.namelist(), z.read('figures/ä.txt').decode())";
    const said = execFileSync("python3", ["-c", read, join(folder, "a.zip")], {
      encoding: "utf8",
      env: { ...process.env, PYTHONIOENCODING: "utf8", PYTHONUTF8: "1" },
    });
    assert.is(said.trim(), `['figures/ä.txt', 'b.bin'] ${content}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the BibTeX says what CITATION.cff says", async () => {
  const cff = parse(readFileSync(join(repository, "CITATION.cff"), "utf8"));
  const citation = await readCitation({ root: repository, disk: nodeDisk });
  const bibtex = toBibtex(citation, { commit: "0123456789abcdef", commitDate: "2026-01-02T00:00:00Z" });
  const field = (name: string) => new RegExp(`^ {2}${name} = \\{(.*)\\},$`, "m").exec(bibtex)?.[1];
  assert.is(field("title"), `{${cff.title}}`);
  assert.is(field("author"), cff.authors.map(({ name }: { name: string }) => `{${name}}`).join(" and "));
  assert.is(field("year"), "2026");
  assert.is(field("note"), `Version ${cff.version}, commit 0123456789ab`);
});

test("a name that LaTeX would read as a command is escaped in BibTeX", () => {
  const citation: Citation = { title: "100% of A & B", authors: ["Ä & Söhne"], version: "1", license: "MIT" };
  const bibtex = toBibtex(citation, { commit: "abc", commitDate: undefined });
  assert.match(bibtex, /title = \{\{100\\% of A \\& B\}\}/);
  assert.not.match(bibtex, /year/);
});

test.run();
