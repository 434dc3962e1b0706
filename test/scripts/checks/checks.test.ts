import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkFigureFiles, checkScripts } from "../../../scripts/checks/check-files.ts";
import { checkLinks } from "../../../scripts/checks/check-links.ts";
import { checkWeight } from "../../../scripts/checks/check-page.ts";
import { scanHtml, scanPages } from "../../../scripts/checks/scan-html.ts";
import { budgetOf } from "../../../scripts/record/files.ts";
import { buildFixture } from "../../helpers/fixture.ts";

const test = suite("checks of the outputs");

const siteUrl = "https://owner.github.io/report/";

/** Files of a report without broken links: pages, a style sheet and a drawing. */
const sound: Readonly<Record<string, string>> = {
  "index.html": `<h1 id="top">A</h1><a href="#top">up</a> <a href="lab/#first">lab</a> <a href="manifest.json">m</a>
    <img src="figures/a.svg"> <a href="https://elsewhere.org/">b</a> <link rel="icon" href="data:,">
    <svg><clipPath id="clip"/><g clip-path="url(#clip)"/></svg>`,
  "lab/index.html": `<h1 id="first">B</h1><a href="../index.html#top">back</a> <a href="?page=2#first">more</a>`,
  "404.html": `<link rel="stylesheet" href="${siteUrl}assets/a.css"><a href="${siteUrl}">report</a>
    <meta property="og:image" content="${siteUrl}figures/a.svg">`,
  "assets/a.css": `@font-face { src: url("fonts/a.woff2") } p { background: url(data:image/png;base64,AA==) }`,
  "assets/fonts/a.woff2": "font",
  "figures/a.svg": `<svg><defs><path id="p"/></defs><use xlink:href="#p"/><image href="data:image/png;base64,AA=="/></svg>`,
};

const problemsOf = (changes: Readonly<Record<string, string>> = {}) => {
  const files = new Map(Object.entries({ ...sound, ...changes }));
  return checkLinks(files, scanPages(files), siteUrl);
};
const broken = (file: string, from: string, to: string) =>
  problemsOf({ [file]: (sound[file] ?? "").replace(from, to) });

test("links with a target pass in every kind of file", () => {
  assert.equal(problemsOf(), []);
});

test("a broken link is reported with its file: a page, a page in a folder, a style sheet or a drawing", () => {
  assert.equal(broken("index.html", "#top", "#bottom"), ["index.html: broken link: #bottom"]);
  assert.equal(broken("index.html", "lab/#first", "lab/#last"), ["index.html: broken link: lab/#last"]);
  assert.equal(broken("index.html", "url(#clip)", "url(#clap)"), ["index.html: broken link: #clap"]);
  assert.equal(broken("lab/index.html", "../index.html", "../../index.html"), [
    "lab/index.html: broken link: ../../index.html#top",
  ]);
  assert.equal(broken("assets/a.css", "fonts/a", "fonts/b"), ["assets/a.css: broken link: fonts/b.woff2"]);
  assert.equal(broken("figures/a.svg", '"#p"', '"#q"'), ["figures/a.svg: broken link: #q"]);
  assert.equal(broken("figures/a.svg", 'xlink:href="#p"', 'href="b.png"'), [
    "figures/a.svg: broken link: b.png",
  ]);
});

test("absolute links to the site, as in its page for wrong addresses, are checked too", () => {
  const moved = broken("404.html", "assets/a.css", "assets/b.css");
  assert.equal(moved, [`404.html: broken link: ${siteUrl}assets/b.css`]);
  const card = broken("404.html", "figures/a.svg", "figures/b.png");
  assert.equal(card, [`404.html: broken link: ${siteUrl}figures/b.png`]);
});

test("a link from the root of a host, or with a scheme that browsers may block, is invalid", () => {
  for (const to of ["/lab/", "http://elsewhere.org/", "file:///a"]) {
    assert.equal(broken("index.html", "https://elsewhere.org/", to), [
      `index.html: invalid link, neither relative nor https: ${to}`,
    ]);
  }
});

const figure = (id: string, drawing: number, table: number) =>
  `<figure id="${id}"><svg>${"d".repeat(drawing)}</svg><table>${"t".repeat(table)}</table></figure>`;
const pageOf = (html: string) => ({ file: "index.html", ...scanHtml(html) });

test("a page within its budget passes; for a larger page the largest items are listed first", () => {
  const budget = budgetOf("index.html");
  assert.equal(checkWeight(pageOf("a".repeat(budget))), []);
  const html = `<section id="slide-1"><p>${"p".repeat(5000)}</p>${figure("figure-a", 900_000, 20_000)}${figure("figure-b", 300, 700_000)}</section>`;
  const [problem = "", ...more] = checkWeight(pageOf(html));
  assert.equal(more, []);
  const [head = "", ...items] = problem.split("\n");
  assert.is(head, `index.html has ${html.length} bytes, over its budget of ${budget}; its largest items:`);
  assert.equal(
    items.slice(0, 4).map((item) => item.trim()),
    [
      "900011 bytes  figure-a: drawing",
      "700015 bytes  figure-b: data as tables",
      "20015 bytes  figure-a: data as tables",
      "5039 bytes  slide-1: text",
    ],
  );
});

test("a figure with a missing or an empty file is named", async () => {
  const { files, recorded } = await buildFixture();
  assert.equal(checkFigureFiles(files, recorded.records.slides), []);
  const without = new Map(files);
  without.delete("figures/09-loss.pdf");
  without.delete("figures/figures.zip");
  without.set("figures/11-deck.tex", "");
  assert.equal(checkFigureFiles(without, recorded.records.slides), [
    "missing file of a figure: figures/09-loss.pdf",
    "empty file of a figure: figures/11-deck.tex",
    "missing file of a figure: figures/figures.zip",
  ]);
  const unknown = new Map(files).set("figures/09-loss.tex", "\\caption{5 ⊕ 6}");
  assert.equal(checkFigureFiles(unknown, recorded.records.slides), [
    "character that LaTeX cannot set in figures/09-loss.tex: ⊕",
  ]);
});

test("script and index of the search have a common budget of 150 kB", () => {
  const line = "/* Bundles no code of others. */\n";
  const problems = (bytes: number) =>
    checkScripts(
      new Map([
        ["assets/search.js", line.padEnd(50_000)],
        ["assets/search/index.js", "é".repeat(bytes / 2)],
      ]),
      [],
    );
  assert.equal(problems(100_000), []);
  assert.equal(problems(100_002), ["too large to download: the search, 150002 bytes; at most 150000"]);
});

test.run();
