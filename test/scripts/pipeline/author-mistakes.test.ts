import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newSlide } from "../../../scripts/new.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { build, filesOf, withSmallReport } from "../../helpers/build.ts";

const test = suite("mistakes of an author");

const folder = "experiments/15-small-batches";

/** An edit of a file of a new slide, and what the build says. */
type Mistake = readonly [what: string, from: string | RegExp, to: string, message: RegExp];

/** Edits of slide.md that are found before any trial runs. */
const inTexts: readonly Mistake[] = [
  [
    "a figure without description",
    "description:",
    "descripton:",
    /slide\.md:\d+: unknown field of figure losses: descripton; did you mean description\?$/m,
  ],
  [
    "no description at all",
    /description:[^:]*/,
    "",
    /slide\.md:\d+: missing field of figure losses: description\nhelp: expected a line "description: …"$/m,
  ],
  [
    "an unknown kind of rule",
    "kind: greater",
    "kind: bigger",
    /slide\.md:\d+: unknown kind of rule: bigger; expected one of greater, less, exact\nhelp: experiments\/kit\/experiment\.ts explains /m,
  ],
  [
    "a figure placed twice",
    "## The bowl",
    ":::figure losses\ncaption: a\nalt: b\ndescription: c\n:::\n\n## The bowl",
    /slide\.md:\d+: duplicate figure: losses\nhelp: .* already at .*slide\.md:\d+$/m,
  ],
  [
    "a misspelt key",
    "\nclaims:",
    "\nclaim:",
    /slide\.md:\d+: unknown key in front matter: claim; did you mean claims\?$/m,
  ],
  [
    "a phrase too few",
    "    inconclusive:",
    "    inconclusve:",
    /slide\.md:\d+: unknown key in takeaway: inconclusve; did you mean inconclusive\?$/m,
  ],
  [
    "a takeaway of no claim",
    "- claim: slower",
    "- claim: slow",
    /slide\.md:\d+: unknown claim in takeaway: slow; expected one of slower$/m,
  ],
  [
    "a quote that the deck does not say",
    'steps are slower"',
    'steps are faster"',
    /slide\.md:\d+: unknown quote: /m,
  ],
  [
    "a character that the fonts lack",
    "Both descend",
    "两 descend",
    /slide\.md:\d+: no glyph for “两” \(U\+4E24\) in Source Sans 3, Source Serif 4, Source Code Pro$/m,
  ],
  [
    "a skipped heading",
    "## The bowl",
    "### The bowl",
    /slide\.md:\d+: skipped level of heading: ### The bowl; expected ##$/m,
  ],
  ["an empty heading", "## The bowl", "##", /slide\.md:\d+: heading without a title$/m],
  [
    "an unknown expression",
    '{{config "steps"}} steps.',
    '{{setting "steps"}} steps.',
    /slide\.md:\d+: unknown expression: setting; expected one of finding, config, phrase, cite$/m,
  ],
  [
    "an unknown setting",
    "stepSizes.small",
    "stepSizes.smal",
    /slide\.md:\d+: unknown config: stepSizes\.smal; did you mean stepSizes\.small\?$/m,
  ],
  [
    "an unknown source",
    "Both descend",
    '{{cite "loar"}} descend',
    /slide\.md:\d+: unknown reference: loar; did you mean lora\? if not, add it to references\.ts in /m,
  ],
  [
    "a typed number",
    "Both descend",
    "Within 30 steps both descend",
    /slide\.md:\d+: number typed by hand: “30 steps”/m,
  ],
  [
    "words behind a comment",
    "no reader sees it. -->",
    "no reader sees it. --> Nor this.",
    /slide\.md:\d+: words after a comment\nhelp: begin a new line after it$/m,
  ],
  [
    "a control character",
    "Both descend",
    "Both\u0007 descend",
    /slide\.md:\d+: character that is no text: U\+0007\nhelp: remove it$/m,
  ],
];

/** Edits of slide.md that only results show. */
const inFindings: readonly Mistake[] = [
  [
    "an unknown finding",
    'end {{finding "gap"}} large ones. Both',
    'end {{finding "gep"}} large ones. Both',
    /slide\.md:\d+: unknown finding: gep\nhelp: did you mean gap\?$/m,
  ],
  [
    "an unknown finding in a phrase that this build does not say",
    'contradicted: \'Not slower: small steps end {{finding "gap"}}',
    'contradicted: \'Not slower: small steps end {{finding "gep"}}',
    /slide\.md, takeaway: unknown finding: gep\nhelp: did you mean gap\?$/m,
  ],
  [
    "a figure that no block places",
    ":::figure losses",
    ":::figure loses",
    /slide\.md:\d+: unknown figure: loses\nhelp: did you mean losses\?$/m,
  ],
];

/** Edits of results.ts that show when results are there. */
const inResults: readonly Mistake[] = [
  [
    "an unused finding",
    "seeds: count",
    "extra: count(1),\n    seeds: count",
    /slide\.md: unused finding: extra; show it by \{\{finding "extra"\}\}, or remove it from results\.ts$/m,
  ],
  [
    "an unknown table",
    'name: "losses"',
    'name: "lossse"',
    /^error: experiments\/15-small-batches\/results\.ts: unknown table in figure 15-losses: lossse\nhelp: tables: losses$/m,
  ],
  [
    "an unknown field",
    'field: "loss"',
    'field: "los"',
    /^error: experiments\/15-small-batches\/results\.ts: unknown field in figure 15-losses, table "losses": los\nhelp: fields: arm, seed, loss$/m,
  ],
  [
    "an invalid format of a finding",
    '".3f", { phrases',
    '"zz", { phrases',
    /slide\.md:\d+: invalid format of finding gap: zz\nhelp: expected a format of d3/m,
  ],
  [
    "an estimate of no claim",
    "slower: {",
    "slow: {",
    /slide\.md: unknown claim in results\.ts: slow\nhelp: did you mean slower\?$/m,
  ],
  [
    "a misspelt column",
    'armDifferences(losses, "loss"',
    'armDifferences(losses, "los"',
    /^error: experiments\/15-small-batches\/results\.ts:\d+: \w+\(\) failed: unknown column: los; expected one of arm, seed, loss$/m,
  ],
  [
    "a sample that is no number",
    "samples: gaps(tables)",
    "samples: gaps(tables).map(() => 0 / 0)",
    /^error: experiments\/15-small-batches\/results\.ts: claim slower: sample 1 is NaN$/m,
  ],
];

/** Edits of results.ts that show when figures are drawn and pages are set. */
const inDrawings: readonly Mistake[] = [
  [
    "a specification without height",
    "height: 80,",
    "",
    /^error: experiments\/15-small-batches\/results\.ts: missing height of figure 15-losses\nhelp: .*"height: 80"$/m,
  ],
  [
    "an invalid format of an axis",
    'title: "loss" }',
    'axis: { format: "zz" } }',
    /^error: experiments\/15-small-batches\/results\.ts: invalid spec of figure 15-losses: .*invalid format: zz$/m,
  ],
  [
    "words of a result that the fonts lack",
    /gap: meanFinding\(.*\)/,
    'gap: { value: "两" }',
    /^error: Typst cannot typeset a PDF: .*“?两.*Source/m,
  ],
];

const lists = [
  { file: "slide.md", list: inTexts, ranBefore: 0 },
  { file: "slide.md", list: inFindings, ranBefore: 2 },
  { file: "results.ts", list: inResults, ranBefore: 2 },
  { file: "results.ts", list: inDrawings, ranBefore: 2 },
];

for (const { file, list, ranBefore } of lists) {
  for (const [what, from, to, message] of list) {
    test(`${what}: one message and no stack${ranBefore > 0 ? "" : ", before any trial runs"}`, () =>
      withSmallReport(async (project) => {
        await runCommand(newSlide, ["15-small-batches"], project.effects);
        const path = `${folder}/${file}`;
        const text = await project.read(path);
        const broken = text.replace(from, () => to);
        assert.is.not(broken, text, "the edit changed nothing");
        await project.write({ [path]: broken });
        const { code, lines, ran } = await build(project, "--profile quick --only 15");
        const said = lines.join("\n");
        assert.is(code, 1, said);
        assert.match(said, message);
        assert.not.match(said, /^ +at /m);
        assert.is(ran.length, ranBefore);
      }));
  }
}

test("after a quick build, what results show is found before any trial of another profile runs", () =>
  withSmallReport(async (project) => {
    await runCommand(newSlide, ["15-small-batches"], project.effects);
    assert.is((await build(project, "--profile quick")).code, 0);
    const mistakes = [
      ...inFindings.map((mistake) => ["slide.md", mistake] as const),
      ...inResults.map((mistake) => ["results.ts", mistake] as const),
    ];
    for (const [file, [what, from, to, message]] of mistakes) {
      const path = `${folder}/${file}`;
      const text = await project.read(path);
      await project.write({ [path]: text.replace(from, () => to) });
      const { code, lines, ran } = await build(project, "--only 15");
      await project.write({ [path]: text });
      const said = lines.join("\n");
      assert.is(code, 1, `${what}: ${said}`);
      assert.match(said, message, what);
      assert.equal(ran, [], what);
    }
    const { code, ran } = await build(project, "--only 15");
    assert.is(code, 0);
    assert.is(ran.length, 10);
  }));

test("a mistake in a slide whose results are stored is found before the trials of another slide run", () =>
  withSmallReport(async (project) => {
    assert.is((await build(project)).code, 0);
    const results = await project.read("experiments/01-one/results.ts");
    const trial = await project.read("experiments/02-two/next.run.ts");
    await project.write({
      "experiments/01-one/results.ts": results.replace("mean: {", "maen: {"),
      "experiments/02-two/next.run.ts": trial.replace("values[2]", "values[1]"),
    });
    const { code, lines, ran } = await build(project);
    assert.is(code, 1);
    assert.match(lines.join("\n"), /slide\.md:\d+: unknown finding: mean\nhelp: did you mean maen\?$/m);
    assert.equal(ran, []);
  }));

test("a heading may have the title of another part of the page", () =>
  withSmallReport(async (project) => {
    await runCommand(newSlide, ["15-small-batches"], project.effects);
    const text = await project.read(`${folder}/slide.md`);
    const more = "## Title\n\nA.\n\n## Claims\n\nB.\n\n## Claim slower\n\nC.\n";
    await project.write({ [`${folder}/slide.md`]: `${text}\n${more}` });
    const { code, lines } = await build(project, "--profile quick");
    assert.is(code, 0, lines.join("\n"));
    const page = (await filesOf(project)).get("slides/15-small-batches/index.html") ?? "";
    assert.match(page, 'id="slide-15-title-2"');
    assert.match(page, 'id="slide-15-claim-slower-2"');
  }));

test.run();
