import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compareReports } from "../../../scripts/diff/compare.ts";
import { readReport } from "../../../scripts/diff/read.ts";
import { markedJson } from "../../../scripts/record/manifest.ts";
import { createMemoryDisk } from "../../helpers/memory-effects.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("reading a report");

/** The specification of a figure that plots these tables. */
function plotting(datasets: object): string {
  return JSON.stringify({ mark: "point", datasets });
}

const files: Readonly<Record<string, string>> = {
  "index.html": "",
  "manifest.json": markedJson({}),
  "findings.json": JSON.stringify({ slides: [{ slide: "01-one", status: "measured", verdict: "none" }] }),
  "figures/01-a.svg": "<svg/>",
  "figures/01-a.vl.json": plotting({ runs: [{ seed: 1 }], means: [{ mean: 1 }] }),
  "figures/01-a-b.svg": "<svg/>",
  "figures/01-a-b.vl.json": plotting({ x: [{ x: 1 }] }),
};

const read = (changes: Readonly<Record<string, string>>) =>
  readReport(
    "out",
    "/out",
    createMemoryDisk(
      new Map(Object.entries({ ...files, ...changes }).map(([name, text]) => [`/out/${name}`, text])),
    ),
  );

/** What differs in each figure after a change of files. */
async function changed(changes: Readonly<Record<string, string>>): Promise<unknown[]> {
  const { slides } = compareReports(await read({}), await read(changes));
  return slides.flatMap(({ figures }) => figures.map(({ id, what }) => [id, ...what]));
}

test("a change in any table of a figure is one of its data, and of no other figure's", async () => {
  assert.equal(await changed({}), []);
  const ofRuns = plotting({ runs: [{ seed: 2 }], means: [{ mean: 1 }] });
  const ofMeans = plotting({ runs: [{ seed: 1 }], means: [{ mean: 2 }] });
  for (const text of [ofRuns, ofMeans]) {
    assert.equal(await changed({ "figures/01-a.vl.json": text }), [["01-a", "data"]]);
  }
  assert.equal(await changed({ "figures/01-a-b.vl.json": plotting({ x: [{ x: 2 }] }) }), [
    ["01-a-b", "data"],
  ]);
});

test("a report from before there were records measured time if one of its trials ran alone", async () => {
  const withTrials = async (...trials: object[]) =>
    (await read({ "manifest.json": markedJson({ trials }) })).measuresTime;
  assert.is(await withTrials({ exclusive: false }, { exclusive: true }), true);
  assert.is(await withTrials({ exclusive: false }), false);
});

const kept = join(repository, "test", "scripts", "record", "kept");
const record = "slides/01-one/record.json";
const keptFiles = Object.fromEntries(
  ["report.json", record, "slides/02-two/record.json", "slides/03-three/record.json"].map((name) => [
    name,
    readFileSync(join(kept, name), "utf8"),
  ]),
);
const text = (plain: string) => ({ plain, parts: [plain] });

test("the texts of the talk are among those of the report and of its slides", async () => {
  const screen = (word: string) => ({
    id: word,
    title: text(`title ${word}`),
    figure: null,
    points: [text(`point ${word}`)],
    say: [text(`say ${word}`)],
  });
  const talk = {
    opening: { question: text("question"), say: [text("welcome")] },
    before: [screen("before")],
    after: [screen("after")],
    closing: { say: [text("thanks")] },
  };
  const before = await read(keptFiles);
  const after = await read({
    ...keptFiles,
    "report.json": JSON.stringify({ ...JSON.parse(keptFiles["report.json"] ?? ""), talk }),
    [record]: JSON.stringify({
      ...JSON.parse(keptFiles[record] ?? ""),
      talk: { onRoute: true, limit: text("limit"), say: [text("spoken")] },
    }),
  });
  const { texts, slides } = compareReports(before, after);
  assert.equal(texts, [
    {
      before: [],
      after: [
        "question",
        "welcome",
        ...["before", "after"].flatMap((word) => [`title ${word}`, `point ${word}`, `say ${word}`]),
        "thanks",
      ],
    },
  ]);
  assert.equal(
    slides.map(({ name, texts }) => [name, texts]),
    [["01-one", [{ before: [], after: ["limit", "spoken"] }]]],
  );
});

test.run();
