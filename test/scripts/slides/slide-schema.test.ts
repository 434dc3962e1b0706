import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, stringify } from "yaml";
import schema from "../../../experiments/kit/slide.schema.json" with { type: "json" };
import { ReportError } from "../../../scripts/base/errors.ts";
import { parseFrontMatter } from "../../../scripts/slides/slide-file.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("schema of the front matter");

const isValid = new Ajv().compile(schema);

const frontMatterOf = (path: string) => readFileSync(join(repository, path), "utf8").split(/^---$/m)[1] ?? "";

const slides = [
  ...readdirSync(join(repository, "experiments"))
    .filter((name) => /^\d\d-/.test(name))
    .map((name) => `experiments/${name}/slide.md`),
  "templates/new-slide/slide.md",
];

test("every slide of the repository, and the one that a new slide begins with, is valid", () => {
  assert.ok(slides.length > 14);
  for (const path of slides)
    assert.ok(isValid(parse(frontMatterOf(path))), `${path}: ${JSON.stringify(isValid.errors)}`);
});

test("a new slide names the schema where its editor looks for it", () => {
  const [, address = ""] =
    /^# yaml-language-server: \$schema=(.*)$/m.exec(frontMatterOf("templates/new-slide/slide.md")) ?? [];
  const path = join(repository, "experiments", "NN-name", address);
  assert.equal(JSON.parse(readFileSync(path, "utf8")), schema);
});

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Front matter with every key and every kind of rule. */
const statement = { metric: "a metric", unit: "nats" };
const rules: readonly Json[] = [
  { kind: "greater", than: 1 },
  { kind: "less", than: 1, contradicted: { kind: "greater", than: 2 } },
  { kind: "greater", than: 2, mean: "geometric", contradicted: { kind: "less", than: 1 } },
];
const exactRules: readonly Json[] = [
  { kind: "exact", above: 1 },
  { kind: "exact", below: 1 },
  { kind: "exact", equals: 1, tolerance: 0 },
];
const complete: Json = {
  title: "A title",
  takeaway: [
    { claim: "c0", supported: "a", contradicted: "b", inconclusive: "c" },
    { check: "k0", holds: "a", fails: "b" },
  ],
  claims: rules.map((rule, index) => ({
    id: `c${index}`,
    ...(index === 0 ? { quote: "words" } : { title: "how it differs", recorded: true }),
    ...statement,
    rule,
    phrases: { supported: "a", contradicted: "b", inconclusive: "" },
  })),
  checks: exactRules.map((rule, index) => ({ id: `k${index}`, drawn: "words", ...statement, rule })),
};

/** The message of the parser's error for a value as front matter, or undefined. */
function parseError(value: Json): string | undefined {
  try {
    parseFrontMatter(stringify(value), "slide.md", 2, "words");
    return undefined;
  } catch (error) {
    if (error instanceof ReportError) return error.message;
    throw error;
  }
}

/** What a schema cannot say: what refers to another place, and how two numbers of a rule lie to each other. */
const beyondSchema =
  /unknown quote|duplicate id|unknown (?:claim|check) in takeaway|could both support and contradict/;

const REPLACEMENTS: readonly Json[] = [
  null,
  "",
  " ",
  "text",
  "Two words",
  "exact",
  "greater",
  "geometric",
  -1,
  0,
  5,
  true,
  [],
  {},
  ["text"],
  { kind: "greater" },
];
const ADDED = ["extra", "than", "within", "tolerance", "above", "drawn", "mean", "claim", "holds"];

/** All values that differ from `value` in one place: something replaced, removed or added. */
function* variants(value: Json): Generator<Json> {
  yield* REPLACEMENTS;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const other of variants(item)) yield value.with(index, other);
    }
  } else if (typeof value === "object" && value !== null) yield* variantsOfMapping(value as Mapping);
}

type Mapping = Readonly<Record<string, Json>>;

function* variantsOfMapping(mapping: Mapping): Generator<Json> {
  for (const [key, item] of Object.entries(mapping)) {
    yield Object.fromEntries(Object.entries(mapping).filter(([other]) => other !== key));
    for (const other of variants(item)) yield { ...mapping, [key]: other };
  }
  for (const key of ADDED.filter((name) => !(name in mapping))) {
    yield { ...mapping, [key]: "text" };
    yield { ...mapping, [key]: 1 };
  }
}

test("the complete front matter is valid for both", () => {
  assert.is(parseError(complete), undefined);
  assert.ok(isValid(complete), JSON.stringify(isValid.errors));
});

test("a change in one place is an error for both or neither, except for rules that a schema cannot express", () => {
  const counts = { both: 0, none: 0, beyond: 0 };
  for (const value of variants(complete)) {
    const error = parseError(value);
    const valid = isValid(value);
    if (error !== undefined && beyondSchema.test(error)) counts.beyond++;
    else {
      assert.is(valid, error === undefined, `${error}: ${JSON.stringify(value)}`);
      counts[valid ? "none" : "both"]++;
    }
  }
  assert.ok(counts.both > 1000 && counts.none > 50 && counts.beyond > 20, JSON.stringify(counts));
});

test.run();
