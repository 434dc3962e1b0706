import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { report } from "../../../experiments/report/report.ts";
import { findTypedNumbers } from "../../../scripts/checks/check-texts.ts";
import type { RecordedSlide } from "../../../scripts/slides/planned.ts";
import { discover } from "../../../scripts/stages/discover.ts";
import { typeset } from "../../../scripts/text/typography.ts";
import { answerOf, closingOf, findingsOfSlides, readAnswer } from "../../../scripts/verdicts/answer.ts";
import { buildFixture, effects } from "../../helpers/fixture.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("the answer and the report's own texts");

const file = (answer: string, figure = "09-loss") => ({
  root: "/",
  disk: { ...effects.disk, maybeText: async () => `figure: ${figure}\nanswer:\n${answer}` },
});

const phrases =
  'supported: "Yes, {{finding \'09/gap\'}}."\n    contradicted: "No."\n    inconclusive: "Unclear."';
const facts = {
  profile: "default",
  engine: "wasm",
  commit: "",
  commitDate: undefined,
  partial: false,
  verdicts: { given: true },
  versions: {},
} as const;

/** The fixture's slides with the claim's outcome as given. */
async function judged(
  outcome: "supported" | "contradicted" | "not tested",
): Promise<readonly RecordedSlide[]> {
  const { recorded } = await buildFixture();
  return recorded.slides.map((slide) => {
    const claims = slide.record.claims.map((claim) => ({ ...claim, outcome }));
    return { ...slide, record: { ...slide.record, claims } };
  });
}

async function claimOfFixture(): Promise<string> {
  const { recorded } = await buildFixture();
  const record = recorded.records.slides.find(({ claims }) => claims.length > 0);
  return `${String(record?.slide.number).padStart(2, "0")}/${record?.claims[0]?.id}`;
}

test("it is the phrase of the outcome, and its findings are named with their slides", async () => {
  const slides = await judged("supported");
  const answer = await readAnswer(slides, file(`  - claim: ${await claimOfFixture()}\n    ${phrases}`));
  const scope = { findings: findingsOfSlides(slides), config: {}, references: {} };
  assert.is(answer.figure, "09-loss");
  const given = answerOf(answer, slides, facts, scope);
  assert.match("plain" in given ? given.plain : "", /^Yes, /);
  assert.ok("09/gap" in scope.findings);
  const other = answerOf(answer, await judged("contradicted"), facts, scope);
  assert.is("plain" in other ? other.plain : "", "No.");
});

test("a quick build and one without the slide's outcome have no answer and say why", async () => {
  const slides = await judged("not tested");
  const answer = await readAnswer(slides, file(`  - claim: ${await claimOfFixture()}\n    ${phrases}`));
  const scope = { findings: findingsOfSlides(slides), config: {}, references: {} };
  assert.match(JSON.stringify(answerOf(answer, slides, facts, scope)), /left out a slide/);
  const quick = answerOf(
    answer,
    slides,
    { ...facts, verdicts: { given: false, build: "quick build", reason: "One seed." } },
    scope,
  );
  assert.match(JSON.stringify(quick), /A quick build has no answer\. One seed\./);
  const partial = answerOf(answer, await judged("supported"), { ...facts, partial: true }, scope);
  assert.match(JSON.stringify(partial), /partial build has no answer/);
  const without = await readAnswer(slides, file(`  - claim: 77/none\n    ${phrases}`));
  assert.match(JSON.stringify(answerOf(without, slides, facts, scope)), /left out a slide/);
});

test("a claim that its slide does not have is a mistake", async () => {
  const slides = await judged("supported");
  const [slide = ""] = (await claimOfFixture()).split("/");
  assert.match(
    await mistakeOf(() => readAnswer(slides, file(`  - claim: ${slide}/gone\n    ${phrases}`))),
    new RegExp(`unknown claim in takeaway: ${slide}/gone`),
  );
});

test("a figure that no slide places is a mistake, unless a slide of the answer is missing", async () => {
  const slides = await judged("supported");
  const answer = `  - claim: ${await claimOfFixture()}\n    ${phrases}`;
  assert.is(
    await mistakeOf(() => readAnswer(slides, file(answer, "09-los"))),
    `${path.join("experiments", "report", "answer.yaml")}:1: unknown figure: 09-los`,
  );
  const { figure } = await readAnswer(slides, file(`  - claim: 77/none\n    ${phrases}`, "77-none"));
  assert.is(figure, "77-none");
});

test("conclusions are phrases by outcome in the order of the file, of the claims that were tested", async () => {
  const id = await claimOfFixture();
  const conclusion = `  - claim: ${id}\n    ${phrases}`;
  const yaml = file(`${conclusion}\nconclusions:\n${conclusion}\noutlook:\n${conclusion}`);
  const close = async (outcome: Parameters<typeof judged>[0]) => {
    const slides = await judged(outcome);
    const scope = { findings: findingsOfSlides(slides), config: {}, references: {} };
    return closingOf(await readAnswer(slides, yaml), slides, scope);
  };
  const closing = await close("contradicted");
  assert.equal(
    [...(closing?.conclusions ?? []), ...(closing?.outlook ?? [])].map(({ claim, outcome, text }) => [
      claim,
      outcome,
      text.plain,
    ]),
    [
      [id, "contradicted", "No."],
      [id, "contradicted", "No."],
    ],
  );
  assert.equal(await close("not tested"), { conclusions: [], outlook: [] });
});

test("the figures among which a reader chooses exist, and the one shown first is among them", async () => {
  const slides = await judged("supported");
  const answer = `  - claim: ${await claimOfFixture()}\n    ${phrases}`;
  const ids = slides.flatMap(({ record }) => record.figures.map((figure) => figure.id));
  const [first = "", second = ""] = ids;
  const views = (...figures: string[]) =>
    `${answer}\nviews:\n${figures.map((figure) => `  - { figure: ${figure}, label: "after ${figure}" }`).join("\n")}`;
  const read = await readAnswer(slides, file(views(first, second), first));
  assert.equal(read.views, [
    { figure: first, label: `after ${first}` },
    { figure: second, label: `after ${second}` },
  ]);
  assert.match(
    await mistakeOf(() => readAnswer(slides, file(views(second), first))),
    new RegExp(`answer\\.yaml:1: missing in views: ${first}, the figure that is shown first`),
  );
  assert.match(
    await mistakeOf(() => readAnswer(slides, file(views(first, "09-los"), first))),
    /unknown figure: 09-los/,
  );
});

test("a text that is no YAML is named with its line", async () => {
  assert.match(
    await mistakeOf(() => readAnswer([], file("  - claim: a: b"))),
    /answer\.yaml:3: invalid answer: Nested mappings are not allowed/,
  );
});

test("the answer of the project names claims that exist, and its own texts hold no typed number", async () => {
  for (const name of [
    "experiments/report/abstract.md",
    "experiments/report/method.md",
    "templates/files.md",
  ]) {
    const text = await readFile(path.join(effects.root, name), "utf8");
    assert.equal(
      findTypedNumbers(text, report.units).filter(({ text: typed }) => !/^9[05]%$/.test(typed)),
      [],
      name,
    );
  }
  const yaml = await readFile(path.join(effects.root, "experiments", "report", "answer.yaml"), "utf8");
  const slides = await discover(effects);
  for (const [, number, id] of yaml.matchAll(/claim: (\d\d)\/([a-z-]+)/g)) {
    const slide = slides.find((listed) => listed.number === Number(number));
    assert.ok(
      slide?.claims.some((claim) => claim.id === id),
      `${number}/${id}`,
    );
  }
});

test("keyboard characters in front matter are typeset", () => {
  const cases: [string, string][] = [
    ["LoRA's share - full", "LoRA’s share − full"],
    ['a tenth ("10% of full size")', "a tenth (“10% of full size”)"],
    ["rank-4 50x50 matrices", "rank-4 50 × 50 matrices"],
    ["more than 1e-5, of 1e10", "more than 10⁻⁵, of 10¹⁰"],
    ["with α = r, and all = none", "with α\u00a0=\u00a0r, and all = none"],
    ["LoRA r = 4 - full (E = 4)", "LoRA r\u00a0=\u00a04 − full (E\u00a0=\u00a04)"],
    ["update of BA, -G; x (A B) - W", "update of BA, −G; x (A B) − W"],
  ];
  for (const [typed, expected] of cases) assert.is(typeset(typed), expected);
});

test.run();
