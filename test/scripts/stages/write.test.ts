import { test } from "uvu";
import * as assert from "uvu/assert";
import { markedJson } from "../../../scripts/record/manifest.ts";
import { replaceReport } from "../../../scripts/record/out-folder.ts";
import { createMemoryEffects, createRecordedTerminal } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const MANIFEST = markedJson({ profile: "default" });
const report = (files: Readonly<Record<string, string>>) =>
  new Map(Object.entries({ "manifest.json": MANIFEST, ...files }));

/** A project whose folder out/ holds a report of these files; what it holds later, and what was printed. */
async function withReport(files: Readonly<Record<string, string>>) {
  const terminal = createRecordedTerminal();
  const effects = { ...createMemoryEffects(), terminal };
  const { disk } = effects;
  const replace = (fresh: Readonly<Record<string, string>>) =>
    replaceReport("/project/out", report(fresh), effects);
  await replace(files);
  return {
    disk,
    replace,
    lines: terminal.lines,
    add: (path: string, text = "mine") => disk.write(`/project/out/${path}`, text),
    read: (path: string) => disk.maybeText(`/project/out/${path}`),
  };
}

test("the files of the last report go, and what it did not write stays and is named", async () => {
  const out = await withReport({ "index.html": "1", "data/old.csv": "1", "slides/a/index.html": "1" });
  for (const path of ["CNAME", "data/notes.txt", "slides/b/x", ".git/HEAD", ".git/index"])
    await out.add(path);
  await out.replace({ "index.html": "2", "slides/a/index.html": "2" });
  assert.is(await out.read("index.html"), "2");
  assert.is(await out.read("data/old.csv"), undefined);
  for (const path of ["CNAME", "data/notes.txt", "slides/b/x", ".git/HEAD", ".git/index"])
    assert.is(await out.read(path), "mine", path);
  assert.equal(out.lines, ["kept in out, not part of the report: .git, CNAME, data/notes.txt, slides/b"]);
  out.lines.length = 0;
  await out.replace({ "index.html": "3" });
  assert.is(await out.read("CNAME"), "mine", "kept again, since no report lists it");
  assert.match(out.lines[0] ?? "", /CNAME/);
});

test("nothing is printed where there is nothing to keep", async () => {
  const out = await withReport({ "index.html": "1", "old/old.txt": "1" });
  await out.replace({ "index.html": "2" });
  assert.equal(out.lines, []);
  assert.equal(await out.disk.list("/project/out"), ["index.html", "manifest.json"]);
});

test("the manifest lists the report's files, and only these", async () => {
  const out = await withReport({ "index.html": "1" });
  await out.add("CNAME");
  await out.replace({ "index.html": "2", "assets/a.css": "2" });
  assert.equal(JSON.parse((await out.read("manifest.json")) ?? "").files, [
    "assets/a.css",
    "index.html",
    "manifest.json",
  ]);
});

test("in a report of an earlier version, which has no list, all that is not replaced stays", async () => {
  const out = await withReport({ "index.html": "1" });
  await out.add("manifest.json", MANIFEST);
  for (let number = 10; number < 23; number++) await out.add(`old${number}.txt`);
  await out.replace({ "index.html": "2" });
  assert.is(await out.read("index.html"), "2");
  assert.is(await out.read("old10.txt"), "mine");
  assert.match(
    out.lines.join("\n"),
    /^kept in out, not part of the report: old10\.txt.*old19\.txt, and 3 more$/,
  );
});

test("a user's file that the new report writes too is replaced, with a message", async () => {
  const out = await withReport({ "index.html": "1" });
  await out.add("404.html");
  await out.replace({ "index.html": "2", "404.html": "not here" });
  assert.is(await out.read("404.html"), "not here");
  assert.equal(out.lines, ["replaced in out, though the last report did not write it: 404.html"]);
});

test("a user's file where the report needs a folder, or the reverse, is an error, and nothing changes", async () => {
  const out = await withReport({ "index.html": "1" });
  await out.add("data");
  assert.match(
    await mistakeOf(() => out.replace({ "data/a.csv": "2" })),
    /^not replaced: \/project\/out\/data is not of the last report, and in the way/,
  );
  assert.is(await out.read("index.html"), "1");
  const other = await withReport({ "index.html": "1" });
  await other.add("present.html/x");
  assert.match(await mistakeOf(() => other.replace({ "present.html": "2" })), /out\/present\.html is not of/);
});

test.run();
