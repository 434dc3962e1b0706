import { rmSync } from "node:fs";
import { join } from "node:path";
import JSZip from "jszip";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Deck, FigureSpec, Results } from "../../../experiments/kit/experiment.ts";
import { checkFigureFiles } from "../../../scripts/checks/check-files.ts";
import { archiveOf } from "../../../scripts/print/figure-files.ts";
import { readPdf } from "../../../scripts/print/pdf-facts.ts";
import type { Slide } from "../../../scripts/slides/slide.ts";
import { record } from "../../../scripts/stages/record.ts";
import { build, filesOf, withColdReport, withSmallReport } from "../../helpers/build.ts";
import { parseCsv } from "../../helpers/csv.ts";
import { buildFixture, effects, facts, reportOf } from "../../helpers/fixture.ts";
import { measuredSlide, slide } from "../../helpers/fixture-slide.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("figure files");

const extensions = ["csv", "json", "pdf", "png", "svg", "tex", "txt", "vl.json"];

test("every figure has all of its files, and the archive contains those of every figure", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    const files = await filesOf(project, "out/figures");
    const wanted = ["01-values", "02-values", "03-values"].flatMap((id) =>
      extensions.map((end) => `${id}.${end}`),
    );
    assert.equal(
      [...files.keys()].sort(),
      [...wanted, "figures.zip", "report.bib", "report.csl.json", "report.ris"].sort(),
    );
    const archive = files.get("figures.zip") ?? "";
    for (const [name, content] of files) {
      if (name !== "figures.zip") assert.ok(archive.includes(`figures/${name}${content}`), name);
    }
    const { trialKeys, profile, engine, origin, seeds, intervals } = JSON.parse(
      files.get("01-values.json") ?? "",
    );
    assert.equal([profile, engine, origin, seeds], ["default", "wasm", "measured", [1, 2, 3]]);
    assert.match(intervals, /^95% intervals/);
    const { trials } = JSON.parse(await project.read("out/manifest.json"));
    const listed = trials.map(({ key }: { key: string }) => key);
    assert.is(trialKeys.length, 3);
    for (const key of trialKeys) assert.ok(listed.includes(key), `${key} is a trial of the manifest`);
  }));

test("files have equal bytes each time, and nothing is printed twice for the same input", () =>
  withColdReport(async (project) => {
    const { disk } = project.effects;
    let printed = 0;
    const write: typeof disk.write = (path, content) => {
      printed += path.includes("/.cache/figure-files/") ? 1 : 0;
      return disk.write(path, content);
    };
    const watched = { ...project, effects: { ...project.effects, disk: { ...disk, write } } };
    await build(watched);
    const first = await filesOf(project, "out/figures");
    assert.is(printed, 9, "three forms of three figures");
    await build(watched);
    assert.is(printed, 9);
    rmSync(join(project.root, ".cache/figure-files"), { recursive: true });
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

test("equal files give an archive with equal bytes, at any time and in every time zone", () => {
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

/** The fixture's results with a figure of two panels, each with its own table, that also lists its longest table. */
function withPanels(...tables: readonly [string, string]): Pick<Slide, "results"> {
  const panel = (name: string) => ({
    data: { name },
    width: 150,
    mark: "point",
    encoding: { x: { field: "loss", type: "quantitative" } },
  });
  const { results } = slide;
  assert.ok(results !== undefined);
  const figures: Results["figures"] = () => ({
    final: { spec: { hconcat: tables.map(panel) } as FigureSpec, tables: ["loss", "final"] },
    loss: { spec: panel("final") as FigureSpec, tables: ["loss"] },
  });
  return { results: { ...results, figures } };
}

test("each plotted table is a strict CSV file, to which the figure's menu and the table link", async () => {
  const { files, recorded } = await reportOf([measuredSlide(withPanels("final", "loss"))]);
  const tablesIn = [...files.keys()].filter((file) => /^figures\/.*\.csv$/.test(file)).sort();
  assert.equal(tablesIn, [
    "figures/09-deck.csv",
    "figures/09-final.final.csv",
    "figures/09-final.loss.csv",
    "figures/09-loss.csv",
  ]);
  const lengths = [...files].flatMap(([file, text]) =>
    file.endsWith(".csv") ? [[file.split("/").at(-1), parseCsv(String(text)).length]] : [],
  );
  assert.equal(Object.fromEntries(lengths), {
    "09-deck.csv": 20,
    "09-final.final.csv": 3,
    "09-final.loss.csv": 39,
    "09-loss.csv": 3,
    "final.csv": 3,
    "loss.csv": 39,
  });
  const page = String(files.get("slides/09-training-stability/index.html"));
  for (const file of tablesIn) assert.match(page, `<li><a href="../../${file}">CSV`);
  const rest = [...page.matchAll(/<a href="([^"]*)">All rows as CSV/g)].map(([, href]) => href);
  assert.equal(rest, ["../../data/09-training-stability/loss.csv", "../../figures/09-final.loss.csv"]);
  assert.equal(checkFigureFiles(files, recorded.records.slides), []);
  const without = new Map(files);
  without.delete("figures/09-final.loss.csv");
  assert.equal(checkFigureFiles(without, recorded.records.slides), [
    "missing file of a figure: figures/09-final.loss.csv",
  ]);
});

/** The description in a PNG. */
function textInPng(png: Buffer): string {
  const at = png.indexOf("iTXtDescription");
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)).toString();
}

test("every file of a figure of invented values says so, and no file of a measured figure", async () => {
  const { files } = await buildFixture();
  const said = "A line of invented loss against epoch. Both decay rates and both noise levels are invented.";
  const [, sentence = ""] = said.split(/(?<=\.) /);
  const bytes = (file: string) => Buffer.from(files.get(`figures/${file}`) ?? "");
  const text = (file: string) => bytes(file).toString();
  assert.match(text("09-deck.txt"), said);
  assert.match(
    text("09-deck.tex"),
    `\\caption{The deck draws two exponentials and adds noise. ${sentence} \\citep{`,
  );
  assert.match(text("09-deck.svg"), new RegExp(`<desc[^>]*>${said}</desc>.*>invented</text>`));
  assert.match(
    String(files.get("index.html")),
    new RegExp(
      `id="figure-09-deck"[^]*<desc[^>]*>${said}</desc>[^]*>invented</text>[^]*${sentence}</span></figcaption>`,
    ),
  );
  assert.is((await readPdf(bytes("09-deck.pdf"))).subject, said);
  assert.is(textInPng(bytes("09-deck.png")).split("\0").at(-1), said);
  const { description, title } = JSON.parse(text("09-deck.vl.json"));
  assert.equal([description, title.text], [said, "invented"]);
  assert.is(JSON.parse(text("09-deck.json")).invented, sentence);
  assert.equal(parseCsv(text("09-deck.csv"))[0], { epoch: "0", loss: "10", origin: "invented" });

  const { subject } = await readPdf(bytes("09-loss.pdf"));
  for (const file of ["csv", "svg", "txt", "tex", "vl.json"]) {
    assert.not.match(text(`09-loss.${file}`), /invented|origin/i, file);
  }
  for (const shown of [subject, textInPng(bytes("09-loss.png"))]) {
    assert.match(shown, /Lines of loss against step for three arms\./);
    assert.not.match(shown, "invented");
  }
});

test("a table of the deck in a measured figure counts as invented, unless the deck invents nothing", async () => {
  const inventedTables = async (deck: Deck) => {
    const slides = [measuredSlide({ ...withPanels("final", "curves"), deck })];
    const { records } = await record(slides, facts, effects);
    const figures = records.slides.flatMap((slideRecord) => slideRecord.figures);
    const { plotted } = figures.find(({ name }) => name === "final") ?? {};
    return plotted?.filter(({ invented }) => invented).map(({ name }) => name);
  };
  const { deck } = slide;
  const figure = deck?.figures.deck;
  assert.ok(deck !== undefined && figure !== undefined);
  assert.equal(await inventedTables(deck), ["curves"]);
  const computed = { ...deck, figures: { deck: { ...figure, invented: false as const } } };
  assert.equal(await inventedTables(computed), []);
  const curves = (deck.tables.curves ?? []).map((row) => ({ ...row, origin: "deck.py" }));
  const message = await mistakeOf(() => inventedTables({ ...deck, tables: { curves } }));
  assert.match(message, /deck\.ts: invalid field of table "curves": origin/);
});

test.run();
