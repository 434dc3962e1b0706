import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Deck } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { scanHtml } from "../../../scripts/checks/scan-html.ts";
import type { OutputFiles } from "../../../scripts/record/record.ts";
import type { MeasuredSlide } from "../../../scripts/slides/planned.ts";
import type { Slide } from "../../../scripts/slides/slide.ts";
import { verify } from "../../../scripts/stages/verify.ts";
import { buildFixture, effects, reportOf } from "../../helpers/fixture.ts";
import { edited, measuredSlide, slide } from "../../helpers/fixture-slide.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("the page");

const study = "slides/09-training-stability/index.html";

function pageOf(files: OutputFiles, file = "index.html"): string {
  const page = files.get(file);
  if (typeof page !== "string") throw new Error("no page");
  return page;
}

/** The message of the error that a changed slide causes. */
async function problemOf(changes: Partial<Slide>): Promise<string> {
  try {
    const { files, recorded } = await reportOf([measuredSlide(changes)]);
    await verify(files, recorded.slides, effects);
  } catch (error) {
    if (error instanceof ReportError) return `${error.message} ${error.help ?? ""}`;
    throw error;
  }
  return "none";
}

/** The message of the verify stage for the small report with a changed page. */
async function problemOfPage(change: (page: string) => string, file = "index.html"): Promise<string> {
  const { files, recorded } = await buildFixture();
  try {
    await verify(new Map(files).set(file, change(pageOf(files, file))), recorded.slides, effects);
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
  return "none";
}

test("the small report passes its checks, and has equal bytes when it is made again", async () => {
  const first = await buildFixture();
  await verify(first.files, first.recorded.slides, effects);
  const second = await buildFixture();
  assert.equal([...second.files.keys()], [...first.files.keys()]);
  for (const [name, content] of first.files) {
    assert.ok(Buffer.from(content).equals(Buffer.from(second.files.get(name) ?? "")), name);
  }
});

test("a field says what is invented in a figure, not the beginning of a sentence", async () => {
  const built = async (changes: Pick<Deck["figures"][string], "invented" | "note">) => {
    const figure = slide.deck?.figures.deck;
    assert.ok(slide.deck !== undefined && figure !== undefined);
    const deck = { ...slide.deck, figures: { deck: { ...figure, ...changes } } };
    const { files } = await reportOf([measuredSlide({ deck })]);
    const origin = JSON.parse(pageOf(files, "figures/09-deck.json"));
    return { page: pageOf(files), own: pageOf(files, study), screens: pageOf(files, "present.html"), origin };
  };
  const caption = "The deck draws two exponentials and adds noise.";
  const some = await built({ invented: "Nothing: here was measured.", note: "A note." });
  const said = '<span class="remark">Nothing: here was measured. A note.</span></figcaption>';
  assert.match(some.screens, '<span class="screen-tag">invented</span>');
  assert.ok(some.own.includes(`${caption} ${said}`));
  // The short form leaves the caption to the study.
  assert.ok(some.page.includes(` ${said}`) && !some.page.includes(caption));
  assert.equal([some.origin.invented, some.origin.note], ["Nothing: here was measured.", "A note."]);

  const none = await built({ invented: false, note: "Every number: is computed." });
  assert.not.match(none.screens, 'class="screen-tag"');
  const computed = '<span class="remark">Every number: is computed.</span></figcaption>';
  assert.ok(none.own.includes(`${caption} ${computed}`));
  assert.ok(none.page.includes(` ${computed}`));
  assert.match(none.own, "The deck’s illustration");
  assert.equal([none.origin.invented, none.origin.note], [false, "Every number: is computed."]);
});

test("rules decide claims, and the main claim decides the slide's verdict", async () => {
  const { recorded, files } = await buildFixture();
  const [slide] = recorded.records.slides;
  assert.equal(
    slide?.claims.map(({ outcome }) => outcome),
    ["supported", "contradicted"],
  );
  assert.is(slide?.verdict, "supported");
  const json = JSON.parse(String(files.get("findings.json")));
  assert.is(json.slides[0].verdict, "supported");
  assert.is(json.slides[0].claims[0].outcome, "supported");
  assert.equal(json.slides[0].findings[0], {
    id: "gap",
    value: 0.12,
    unit: "nats",
    interval: { low: 0.09, high: 0.15, level: 0.95 },
    n: 3,
  });
});

test("figures are numbered in the order in which the text places them", async () => {
  const { recorded } = await buildFixture();
  assert.equal(
    recorded.records.slides.flatMap(({ figures }) => figures.map(({ number, id }) => [number, id])),
    [
      [1, "09-deck"],
      [2, "09-loss"],
      [3, "09-final"],
      [4, "11-deck"],
    ],
  );
});

test("each figure has its drawing, specification, data and alternative as files", async () => {
  const { files } = await buildFixture();
  for (const extension of ["svg", "vl.json", "csv", "txt"]) {
    assert.ok(files.has(`figures/09-loss.${extension}`), extension);
  }
  assert.ok(files.has("data/09-training-stability/loss.csv"));
  assert.match(String(files.get("figures/09-loss.txt")), "At the end LoRA is higher by 0.120");
});

test("a failed slide shows its error, and a slide left out says so", async () => {
  const text = scanHtml(pageOf((await buildFixture()).files)).visibleText;
  assert.match(text, /Failed\.\s+The experiment of this slide did not finish/);
  assert.match(text, /Not run\.\s+This build left the slide out/);
  assert.match(text, /Not tested in this build\.\s+This slide has no experiment/);
  assert.match(pageOf((await buildFixture()).files), "loss is NaN at step 37");
});

test("a quick build says so and draws no conclusions", async () => {
  const { recorded, files } = await buildFixture("quick");
  assert.equal(new Set(recorded.records.slides.map(({ verdict }) => verdict)), new Set(["none"]));
  assert.match(scanHtml(pageOf(files)).visibleText, /quick build\..*quick build: none/is);
  assert.not.match(pageOf(files), /class="badge badge-(?!none|not-tested)/);
});

test("mistakes in a slide are reported with their file", async () => {
  const cases: [Partial<Slide>, RegExp][] = [
    [edited((text) => text.replace('{{finding "best"}}', "it")), /slide\.md: unused finding: best/],
    [
      edited((text) => text.replace(/:::figure final.*?\n:::\n/s, "")),
      /slide\.md: unused figure: final place it by a block ":::figure final"/,
    ],
    [
      edited((text) => text.replace("figure final", "figure finale")),
      /slide\.md:40: unknown figure: finale did you mean final\?/,
    ],
    [
      edited((text) => text.replace("and *slowest*", 'by {{finding "gep"}} and *slowest*')),
      /slide\.md:29: unknown finding: gep did you mean gap\?/,
    ],
    [
      edited((text) => text.replace("One smoothly", '{{finding "gap"}}: one smoothly')),
      /slide\.md:24: unknown finding: gap/,
    ],
    [
      edited((text) => text.replace("each at its best rate", '{{finding "gep"}}')),
      /slide\.md:6: unknown finding: gep did you mean gap\?/,
    ],
    [{ claims: slide.claims.slice(0, 1) }, /unknown claim in results\.ts: noisier/],
  ];
  for (const [changes, expected] of cases) assert.match(await problemOf(changes), expected);
});

test("settings and findings in a claim are those of the build: on the pages and in findings.json", async () => {
  const changes = edited((text) =>
    text
      .replace("each at its best rate", 'after {{config "steps"}} steps, {{finding "gap"}}')
      .replace("the loss falls more slowly with LoRA", 'LoRA needs over {{config "steps"}} steps')
      .replace('ends at\n{{finding "best"}}', "ends lower")
      .replace("metric: ratio", 'metric: at {{finding "best"}}, ratio'),
  );
  const built = async (measured: MeasuredSlide) => {
    const { files } = await reportOf([measured]);
    const [claim] = JSON.parse(pageOf(files, "findings.json")).slides[0].claims;
    return { claim, pages: [pageOf(files), pageOf(files, study), pageOf(files, "present.html")] };
  };
  const plain = (text: string) => text.replaceAll("\u00a0", " ");
  const { claim, pages } = await built(measuredSlide(changes));
  const metric = "validation loss, LoRA r = 4 - full, after 1,200 steps, higher by 0.120 ± 0.030 nats";
  assert.equal([plain(claim.metric), claim.drawn], [metric, "LoRA needs over 1,200 steps"]);
  for (const page of pages) {
    assert.match(plain(page), "− full, after 1,200 steps, higher by 0.120 ± 0.030 nats");
    assert.match(page, "LoRA needs over 1,200 steps");
    assert.match(plain(page), "at 1.967 nats, ratio");
    assert.not.match(page, /\{\{(?:config|finding|cite)/);
  }

  const quick = await built(measuredSlide(changes, "quick"));
  assert.is(quick.claim.drawn, "LoRA needs over 400 steps");
  for (const page of quick.pages) assert.not.match(page, /over 1,200 steps|after 1,200 steps/);

  // Without results, metrics can still be shown, except for their findings.
  const left: MeasuredSlide = { ...measuredSlide(changes), status: { kind: "not run" } };
  assert.is((await built(left)).claim.metric, "validation loss, LoRA r = 4 - full, after 1,200 steps, …");
});

test("a page with a defect is an error", async () => {
  const cases: [(page: string) => string, RegExp][] = [
    [(page) => page.replace('id="claims"', 'id="method"'), /duplicate id: method/],
    [(page) => page.replace('href="#claims"', 'href="#claim"'), /broken link: #claim/],
    [
      (page) => page.replace(`href="${study}"`, 'href="slides/09/index.html"'),
      /index\.html: broken link: slides\/09\/index\.html/,
    ],
    [(page) => page.replace("assets/report.css", "/assets/report.css"), /neither relative nor https/],
    [(page) => page.replace("<p>", '<p style="color:red">'), /style attribute on <p>/],
    [(page) => page.replace("<p>", '<p onclick="x()">'), /inline handler on <p>: onclick/],
    [(page) => page.replace("<p>", "<p>It is NaN. "), /suspicious text: NaN/],
    [(page) => page.replace("<p>", "<p>\ue0007\ue001"), /suspicious text/],
    [(page) => page.replace('role="img"', ""), /figure without role/],
    [(page) => page + " ".repeat(600_000), /over its budget of 600000; its largest items:\n +\d+ bytes/],
  ];
  assert.is(await problemOfPage((page) => page), "none");
  for (const [change, expected] of cases) assert.match(await problemOfPage(change), expected);
});

test("a study with a defect is an error too, with its name and its budget", async () => {
  const cases: [(page: string) => string, RegExp][] = [
    [
      (page) => page.replace("figures/09-loss.svg", "figures/09-lost.svg"),
      /stability\/index\.html: broken link: \.\.\/\.\.\/figures\/09-lost\.svg/,
    ],
    [(page) => page.replace("<p>", "<p>It is NaN. "), /stability\/index\.html: suspicious text: NaN/],
    [(page) => page.replace('id="how"', 'id="deck"'), /stability\/index\.html: duplicate id: deck/],
    [(page) => page + " ".repeat(300_000), /stability\/index\.html has \d+ bytes, over its budget of 300000/],
  ];
  for (const [change, expected] of cases) assert.match(await problemOfPage(change, study), expected);
  const { files, recorded } = await buildFixture();
  const without = new Map(files);
  without.delete(study);
  const message = await mistakeOf(() => verify(without, recorded.slides, effects));
  assert.match(message, `missing file: ${study}`);
});

test("the report's page shows each slide in short form, and links to its study for the rest", async () => {
  const { files } = await buildFixture();
  const index = pageOf(files);
  const figuresOn = (page: string) =>
    [...page.matchAll(/<figure [^>]*id="figure-([^"]*)"/g)].map(([, id]) => id);
  assert.equal(figuresOn(index), ["09-loss", "09-deck", "11-deck"]);
  assert.equal(figuresOn(pageOf(files, study)), ["09-deck", "09-loss", "09-final"]);
  const link = /<p class="study-link">.*?<\/p>/s.exec(index)?.[0] ?? "";
  for (const part of [`href="${study}"`, 'id="figure-09-final"', 'id="slide-09-what-was-found"']) {
    assert.ok(link.includes(part), part);
  }
  assert.not.match(scanHtml(index).visibleText, "What was found");
});

test("a slide's short form places its figures and its main text", async () => {
  const { short, study: rest } = slide.body;
  const body = { short: [...rest.slice(-2), ...short], study: rest.slice(0, -2) };
  const { files } = await reportOf([measuredSlide({ body })]);
  const index = pageOf(files);
  assert.match(index, /id="figure-09-final"/);
  assert.match(index, /<span id="figure-09-loss"><\/span>/);
  assert.match(index, /<th [^>]*>arm<\/th>/);
});

test("references are numbered in the reading order of each page", async () => {
  const { files } = await buildFixture();
  const cited = (page: string) =>
    [...page.matchAll(/href="#ref-([^"]*)" aria-label="Reference (\d+)"/g)].map(([, key, number]) => [
      number,
      key,
    ]);
  assert.equal(cited(pageOf(files, study)).slice(0, 2), [
    ["1", "galore"],
    ["2", "relora"],
  ]);
  assert.is(cited(pageOf(files))[0]?.[0], "1");
});

test("studies link to each other in order, and back to their slide", async () => {
  const { files } = await buildFixture();
  const page = pageOf(files, "slides/10-translation/index.html");
  const targets = [...page.matchAll(/rel="(prev|next)" href="([^"]*)"/g)].map(([, rel, href]) => [rel, href]);
  assert.equal(targets.slice(0, 2), [
    ["prev", `../../${study}`],
    ["next", "../../slides/11-failed/index.html"],
  ]);
  assert.match(page, 'href="../../index.html#slide-10"');
  assert.not.match(pageOf(files, study), 'rel="prev"');
});

test("a study's window and its heading say what was found; without verdicts, the slide's title", async () => {
  const titlesOf = (page: string) =>
    [/<title>(.*?)<\/title>/, /<h1>(.*?)<\/h1>/].map((pattern) =>
      (pattern.exec(page)?.[1] ?? "").replace(/<[^>]*>/g, ""),
    );
  const takeaway = [{ kind: "claim" as const, id: "slower", phrases: { supported: "LoRA is slower." } }];
  const { files } = await reportOf([measuredSlide({ takeaway })]);
  const [title = "", heading] = titlesOf(pageOf(files, study));
  assert.is(heading, "LoRA is slower.");
  assert.ok(title.startsWith("9 LoRA is slower · "), title);
  const other = await buildFixture();
  const [failed = "", ofFailed] = titlesOf(pageOf(other.files, "slides/11-failed/index.html"));
  assert.is(ofFailed, other.recorded.records.slides[2]?.slide.title);
  assert.ok(failed.startsWith(`11 ${ofFailed} · `), failed);
});

test.run();
