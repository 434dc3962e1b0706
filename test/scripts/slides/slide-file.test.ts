import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseSlideFile } from "../../../scripts/slides/slide-file.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const claim = `
  - id: slower
    quote: "may be slow"
    metric: validation loss
    unit: nats
    rule: { kind: greater, than: 0.02 }`;

function slide(frontMatter: string, body = ":::deck\nIt may\nbe slow.\n:::\n\nOur text.\n"): string {
  return `---\n${frontMatter}\n---\n\n${body}`;
}

const parse = (text: string) => parseSlideFile(text, "slide.md");

test("title, claims, the deck's text and our text are read, with the line on which ours starts", () => {
  assert.equal(parse(slide(`title: "Stability: a word"\nclaims:${claim}`)), {
    title: "Stability: a word",
    claims: [
      {
        id: "slower",
        says: { how: "quote", text: { text: "may be slow", file: "slide.md", line: 5 } },
        metric: { text: "validation loss", file: "slide.md", line: 6 },
        unit: "nats",
        rule: { kind: "greater", than: 0.02 },
      },
    ],
    checks: [],
    deckText: "It may\nbe slow.",
    takeaway: [],
    talk: { onRoute: false, say: [] },
    body: {
      short: [],
      study: [{ kind: "prose", source: { text: "Our text.", file: "slide.md", line: 16 } }],
    },
  });
});

test("a slide may have no claims and no text of our own", () => {
  const { claims, body } = parse(slide("title: A", ":::deck\nWords.\n:::\n"));
  assert.equal(claims, []);
  assert.equal(body, { short: [], study: [] });
});

test("Windows line ends are accepted", () => {
  assert.equal(parse(slide("title: A").replaceAll("\n", "\r\n")), parse(slide("title: A")));
});

test("a byte-order mark is accepted", () => {
  assert.equal(parse(`\ufeff${slide("title: A")}`), parse(slide("title: A")));
});

test("comments are left out, and the lines below keep their numbers", () => {
  const body = "<!-- One. -->\n:::deck\nIt may\nbe slow.\n:::\n<!-- Two\nlines. -->\nOur text.\n";
  const { deckText, body: ours } = parse(slide("# Three.\ntitle: A", body));
  assert.is(deckText, "It may\nbe slow.");
  assert.equal(ours.study, [{ kind: "prose", source: { text: "Our text.", file: "slide.md", line: 13 } }]);
  const within = "Our <!-- text.";
  assert.is(parse(slide("title: A", `:::deck\nA\n:::\n${within}\n`)).body.study.length, 1);
});

test("every kind of rule is read", () => {
  const rules = [
    { kind: "less", than: -1 },
    { kind: "greater", than: 0, contradicted: { kind: "less", than: -0.1 } },
    { kind: "less", than: 0.9, mean: "geometric" },
    { kind: "greater", than: 1.1, mean: "geometric", contradicted: { kind: "less", than: 1 } },
  ];
  for (const rule of rules) assert.equal(parse(withRule(JSON.stringify(rule))).claims[0]?.rule, rule);
  const exact = [
    { kind: "exact", above: 1 },
    { kind: "exact", below: 1 },
    { kind: "exact", equals: 0, tolerance: 0 },
  ];
  for (const rule of exact) {
    const { claims, checks } = parse(withRule(JSON.stringify(rule), "checks"));
    assert.equal([claims, checks[0]?.rule], [[], rule]);
  }
});

const withRule = (rule: string, list: "claims" | "checks" = "claims") =>
  slide(`title: A\n${list}:${claim.replace("{ kind: greater, than: 0.02 }", rule)}`);

/** A claim that is not the main one. */
const further = (id: string) => claim.replace("slower", id).replace(/quote: .*/, "title: how it differs");

test("a claim says whether it rests on recorded runs, and has words for each outcome", () => {
  const phrases = '\n    phrases: { supported: " a", contradicted: b, inconclusive: "" }';
  const [main, other] = parse(
    slide(`title: A\nclaims:${claim}${further("other")}\n    recorded: true${phrases}`),
  ).claims;
  assert.equal([main?.recorded, main?.phrases], [undefined, undefined]);
  assert.equal([other?.says.how, other?.says.text.text, other?.recorded], ["title", "how it differs", true]);
  const words = Object.entries(other?.phrases ?? {}).map(([outcome, { text }]) => [outcome, text]);
  assert.equal(words, [
    ["supported", "a"],
    ["contradicted", "b"],
    ["inconclusive", ""],
  ]);
});

const mistakes: readonly [what: string, text: string, message: string][] = [
  ["no front matter", "Words.", "slide.md:1: missing front matter"],
  ["unclosed front matter", "---\ntitle: A\n", "slide.md:1: unclosed front matter"],
  ["no deck text", slide("title: A", "Words.\n"), "slide.md:5: missing deck text"],
  ["unclosed deck text", slide("title: A", ":::deck\nWords.\n"), "slide.md:5: unclosed deck text"],
  [
    "an unclosed comment",
    slide("title: A", ":::deck\nWords.\n:::\n<!-- a\n"),
    "slide.md:8: unclosed comment",
  ],
  ["words after a comment", slide("title: A", "<!-- a\n--> b\n"), "slide.md:6: words after a comment"],
  ["a control character", slide("title: A\u0000"), "slide.md:2: character that is no text: U+0000"],
  ["a private character", slide("title: A", "\ue000"), "slide.md:5: character that is no text: U+E000"],
  ["no title", slide("claims: []"), "slide.md:2: missing key in front matter: title"],
  ["an empty title", slide('title: ""'), 'slide.md:2: invalid title: ""; expected text'],
  ["a number as title", slide("title: 5"), "slide.md:2: invalid title: 5; expected text"],
  [
    "an unknown key",
    slide("title: A\nclaim: []"),
    "slide.md:3: unknown key in front matter: claim; did you mean claims?",
  ],
  ["claims that are no list", slide("title: A\nclaims: 3"), "slide.md:3: invalid claims: expected a list"],
  [
    "an unknown key of a claim",
    slide(`title: A\nclaims:${claim.replace("metric", "metrik")}`),
    "slide.md:6: unknown key in claims: metrik; did you mean metric?",
  ],
  [
    "a claim without a rule",
    slide(`title: A\nclaims:${claim.replace(/\n +rule.*/, "")}`),
    "slide.md:4: missing key in claims: rule",
  ],
  [
    "a quote that the deck does not have",
    slide(`title: A\nclaims:${claim.replace("may be slow", "is slow")}`),
    'slide.md:5: unknown quote: "is slow" is not in the slide\'s title or deck text',
  ],
  [
    "neither quote nor drawn",
    slide(`title: A\nclaims:${claim.replace(/\n +quote.*/, "")}`),
    "slide.md:4: invalid statement: slower; expected one of quote, drawn and title",
  ],
  ["a claim twice", slide(`title: A\nclaims:${claim}${claim}`), "slide.md:9: duplicate id in claims: slower"],
  [
    "a check with a claim's id",
    slide(`title: A\nclaims:${claim}\nchecks:${claim.replace(/\{.*\}/, "{ kind: exact, above: 1 }")}`),
    "slide.md:10: duplicate id in checks: slower",
  ],
  [
    "a bad id",
    slide(`title: A\nclaims:${claim.replace("slower", "Slow er")}`),
    "slide.md:4: invalid id: Slow er; expected lower-case letters, digits and hyphens",
  ],
  [
    "an unknown rule",
    withRule("{ kind: graeter, than: 1 }"),
    "slide.md:8: unknown kind of rule: graeter; did you mean greater?",
  ],
  [
    "a rule without its threshold",
    withRule("{ kind: greater }"),
    "slide.md:8: missing key in claims.rule: than",
  ],
  [
    "a threshold that is no number",
    withRule("{ kind: less, than: low }"),
    'slide.md:8: invalid claims.rule.than: "low"; expected a number',
  ],
  [
    "an infinite threshold",
    withRule("{ kind: less, than: .inf }"),
    "slide.md:8: invalid claims.rule.than: Infinity; expected a number",
  ],
  [
    "a key of another rule",
    withRule("{ kind: greater, than: 2, within: 1 }"),
    "slide.md:8: unknown key in claims.rule: within; expected one of kind, than, mean, contradicted, above, below, equals, tolerance",
  ],
  [
    "an exact rule with two forms",
    withRule("{ kind: exact, above: 1, below: 2 }", "checks"),
    "slide.md:8: invalid rule: exact; expected above, or below, or equals with tolerance",
  ],
  [
    "an exact rule of a claim",
    withRule("{ kind: exact, above: 1 }"),
    'slide.md:8: invalid rule of a claim: exact; list it under "checks:" instead of "claims:"',
  ],
  [
    "a measured rule of a check",
    withRule("{ kind: greater, than: 1 }", "checks"),
    'slide.md:8: invalid rule of a check: greater; expected exact, or list it under "claims:"',
  ],
  [
    "another mean",
    withRule("{ kind: greater, than: 1, mean: geometrik }"),
    "slide.md:8: unknown mean: geometrik; did you mean geometric?",
  ],
  [
    "a ratio that is not above zero",
    withRule("{ kind: greater, than: 0, mean: geometric }"),
    "slide.md:8: invalid ratio: 0; expected a number above 0",
  ],
  [
    "a further claim with the deck's words",
    slide(`title: A\nclaims:${claim}${claim.replace("slower", "other")}`),
    "slide.md:9: invalid claim: other; only the first claim, the main one, has quote",
  ],
  [
    "more than three claims",
    slide(`title: A\nclaims:${claim}${further("b")}${further("c")}${further("d")}`),
    "slide.md: 4 claims; expected at most 3",
  ],
  [
    "recorded runs that are not true",
    slide(`title: A\nclaims:${claim}\n    recorded: yes, some`),
    'slide.md:9: invalid recorded: "yes, some"; expected true',
  ],
];

const overlapping = [
  "{ kind: greater, than: 1, contradicted: { kind: less, than: 2 } }",
  "{ kind: less, than: 1, contradicted: { kind: less, than: 0 } }",
  "{ kind: less, than: 1, mean: geometric, contradicted: { kind: greater, than: 0.5 } }",
];

test("a rule that one interval could both support and contradict is an error", async () => {
  for (const rule of overlapping) {
    assert.is(
      await mistakeOf(() => parse(withRule(rule))),
      "slide.md:8: invalid rule: an interval could both support and contradict the claim",
    );
  }
});

for (const [what, text, message] of mistakes) {
  test(`error with its line: ${what}`, async () => {
    assert.is(await mistakeOf(() => parse(text)), message);
  });
}

test("invalid YAML is an error with its line", async () => {
  assert.match(
    await mistakeOf(() => parse(slide("title: A\nclaims: [1, 2"))),
    /^slide\.md:3: invalid front matter: /,
  );
});

test.run();
