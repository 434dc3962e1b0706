import { suite } from "uvu";
import * as assert from "uvu/assert";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import { withLinkedData } from "../../../scripts/pages/linked-data.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import { buildFixture, effects, effectsWith, facts } from "../../helpers/fixture.ts";
import { type ExpandedNode, expand, isA, valuesOf } from "../../helpers/json-ld.ts";

const test = suite("data of pages for machines");

const { files, recorded } = await buildFixture();
const { report, slides } = recorded.records;
const site = "https://example.org/report/";

const pagesOf = (all: OutputFiles) =>
  [...all].filter(([file]) => file.endsWith(".html")).map(([file, html]) => [file, String(html)] as const);

/** The nodes of a page, as jsonld reads them. */
function nodesOf(file: string, html: string): Promise<readonly ExpandedNode[]> {
  const scripts = scanHtml(html).tags.filter(
    ({ attributes }) => attributes.get("type") === "application/ld+json",
  );
  assert.is(scripts.length, 1, file);
  return expand(JSON.parse(scripts[0]?.text ?? ""), site + file);
}

const study = "slides/09-training-stability/index.html";
const studyNodes = await nodesOf(study, String(files.get(study)));

/** Pages with a figure alone are for frames in other pages, and for no search engine. */
const isEmbedded = ([file]: readonly [string, string]) => file.startsWith("embed/");

test("every page has data of which jsonld drops nothing, and its nodes name files of the report", async () => {
  const all = [...pagesOf(files)];
  for (const [, html] of all.filter(isEmbedded)) assert.match(html, '<meta name="robots" content="noindex">');
  for (const [file, html] of all.filter((page) => !isEmbedded(page))) {
    const text = JSON.stringify(await nodesOf(file, html));
    assert.not.match(text, /undefined|null/, file);
    const named = [...text.matchAll(new RegExp(`"${site}([^"#]*)`, "g"))].map(([, path = ""]) => path);
    assert.ok(named.length > 1, file);
    for (const path of named) {
      assert.ok(files.has(path) || path === "manifest.json", `${file} names ${path}`);
    }
  }
});

test("the first page is an article with its studies, authors, day and licence, and a data set", async () => {
  const nodes = await nodesOf("index.html", String(files.get("index.html")));
  const article = nodes.find((node) => isA(node, "ScholarlyArticle"));
  assert.is(article?.["@id"], `${site}index.html`);
  assert.equal(valuesOf(article, "name"), [report.report.title]);
  assert.equal(valuesOf(article, "license"), ["https://spdx.org/licenses/MIT"]);
  assert.equal(
    valuesOf(article, "hasPart"),
    slides.map(({ slide }) => `${site}slides/${slide.name}/index.html`),
  );
  assert.ok(nodes.some((node) => isA(node, "Dataset")));
});

test("a study has a review of each tested claim: its words, outcome, sentence, address and estimate", () => {
  const [record] = slides;
  const reviews = studyNodes.filter((node) => isA(node, "ClaimReview"));
  assert.ok(record !== undefined && record.claims.length > 1);
  assert.is(reviews.length, record.claims.length);
  const [slower] = record.claims;
  assert.is(slower?.outcome, "supported");
  const [review] = reviews;
  const address = `${site}${study}#slide-09-claim-slower`;
  assert.is(review?.["@id"], address);
  assert.match(
    String(files.get(study)),
    'id="slide-09-claim-slower"',
    "the address leads to the claim's card",
  );
  assert.equal(valuesOf(review, "claimReviewed"), ["the loss falls more slowly with LoRA"]);
  const [rating] = valuesOf(review, "reviewRating") as ExpandedNode[];
  assert.equal(valuesOf(rating, "alternateName"), ["supported"]);
  assert.equal([valuesOf(rating, "ratingValue"), valuesOf(rating, "bestRating")], [[3], [3]]);
  const [sentence] = valuesOf(review, "reviewBody");
  assert.match(
    String(sentence),
    /^the loss falls more slowly with LoRA: supported\. .*: 0\.120.±.0\.025.nats \(95% interval, n.=.3\)\. /,
  );
  const data = studyNodes.find((node) => isA(node, "Dataset"));
  const [measured] = valuesOf(data, "variableMeasured") as ExpandedNode[];
  const [low = 0, high = 0] = [valuesOf(measured, "minValue")[0], valuesOf(measured, "maxValue")[0]].map(
    Number,
  );
  assert.ok(low < 0.12 && 0.12 < high);
  assert.equal(valuesOf(measured, "value"), [slower?.mean]);
});

test("each claim's card has a link to itself that carries the same sentence, and works without a script", () => {
  const { tags } = scanHtml(String(files.get(study)));
  const links = tags.filter(({ attributes }) => attributes.has("data-sentence"));
  const reviews = studyNodes.filter((node) => isA(node, "ClaimReview"));
  assert.equal(
    links.map(({ attributes }) => [
      `${site}${study}${attributes.get("href")}`,
      attributes.get("data-sentence"),
    ]),
    reviews.map((review) => [review["@id"], valuesOf(review, "reviewBody")[0]]),
  );
});

test("a build without verdicts reviews no claim", async () => {
  const quick = (await buildFixture("quick")).files;
  const nodes = await nodesOf(study, String(quick.get(study)));
  assert.not.ok(nodes.some((node) => isA(node, "ClaimReview")));
});

test("with an address in CITATION.cff, ids are addresses of pages as servers show them", async () => {
  const { disk } = effects;
  const maybeText: typeof disk.maybeText = async (file) => {
    const text = await disk.maybeText(file);
    return file.endsWith("CITATION.cff") ? `${text}url: https://owner.github.io/report/\n` : text;
  };
  const published = (await buildFixture("default", effectsWith({ disk: { ...disk, maybeText } }))).files;
  const [article] = await nodesOf(study, String(published.get(study)));
  assert.is(article?.["@id"], "https://owner.github.io/report/slides/09-training-stability/");
  assert.equal(valuesOf(article, "isPartOf"), ["https://owner.github.io/report/"]);
});

test("no text can end the element that holds the data", () => {
  const page = withLinkedData("<head></head>", [{ name: "</script><b>&" }]);
  assert.not.match(page, "</script><b>");
  const [script] = scanHtml(page).tags.filter(({ name }) => name === "script");
  assert.equal(JSON.parse(script?.text ?? "")["@graph"], [{ name: "</script><b>&" }]);
});

test("the day is that of the edition", () => {
  assert.equal(valuesOf(studyNodes[0], "datePublished"), [facts.commitDate?.slice(0, 10)]);
});

test.run();
