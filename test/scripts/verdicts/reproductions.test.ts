/** Reproductions by others: which files are read, which are refused, and what the page says of them. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseReproduction, readReproductions } from "../../../scripts/verdicts/reproductions.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("reproductions by others");

const [one, two, three, elsewhere] = ["1", "2", "3", "e"].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
  string,
];
const digestOf = (key: string) =>
  [...key]
    .reverse()
    .join("")
    .replaceAll(/./g, (digit) => `${digit}a`)
    .slice(0, 64);
const known = new Map([one, two, three].map((key) => [key, digestOf(key)]));

const good = {
  format: 1,
  who: "A group",
  date: "2026-12-01",
  machine: "a processor, 2 cores, linux x64",
  runtime: "Node 20.19.0",
  engine: "wasm",
  commit: "0123456789abcdef",
  profile: "default",
  against: "https://owner.example/report",
  identical: { [one]: digestOf(one), [two]: digestOf(two) },
  different: { [three]: { published: digestOf(three), here: "failed: out of memory" } },
};

const read = (files: Readonly<Record<string, unknown>>) => {
  const texts = Object.entries(files).map(([name, json]) => [`sent/${name}`, JSON.stringify(json)]);
  return readReproductions("sent", known, createMemoryEffects(Object.fromEntries(texts)));
};

test("a file's trials are counted: identical and different ones, and those that this build does not have", async () => {
  const mixed = { ...good, identical: { ...good.identical, [elsewhere]: digestOf(one) } };
  const [first, second, ...others] = await read({
    "a.json": good,
    "b.json": mixed,
    "README.md": "# no JSON",
  });
  assert.equal(others, []);
  const { format: _, against: __, identical: ___, different: ____, ...said } = good;
  assert.equal(first, { file: "a.json", ...said, identical: 2, different: 1, unknown: 0 });
  assert.equal([second?.identical, second?.different, second?.unknown], [2, 1, 1]);
});

test("a file of an earlier commit, with keys that this build does not have, is listed and counts for nothing", async () => {
  const [old] = await read({
    "a.json": { ...good, identical: { [elsewhere]: digestOf(two) }, different: {} },
  });
  assert.equal([old?.identical, old?.different, old?.unknown], [0, 0, 1]);
});

test("no folder, and an empty one, are no reproductions", async () => {
  assert.equal(await readReproductions(undefined, known, createMemoryEffects()), []);
  assert.equal(await readReproductions("sent", known, createMemoryEffects()), []);
});

const changed = digestOf(one).replace("1", "2");

const forged: readonly (readonly [what: string, change: object, message: RegExp])[] = [
  [
    "a changed digest",
    { identical: { [one]: changed } },
    /trial 1+ is listed as identical, but this build has another/,
  ],
  [
    "the digest of another trial",
    { identical: { [one]: digestOf(two) } },
    /trial 1+ is listed as identical, but/,
  ],
  [
    "a difference from a digest that was never published",
    { different: { [three]: { published: changed, here: digestOf(three) } } },
    /trial 3+ was not compared with the digest of this build/,
  ],
  [
    "a difference between equal digests",
    { different: { [three]: { published: digestOf(three), here: digestOf(three) } } },
    /trial 3+ is listed as different, but its digests are equal/,
  ],
  [
    "a trial that is both",
    { different: { [one]: { published: digestOf(one), here: "failed: none" } } },
    /trial 1+ is listed as identical and as different/,
  ],
];

for (const [what, change, message] of forged) {
  test(`${what} is refused, with the file's name`, async () => {
    const said = await mistakeOf(() => read({ "good.json": good, "forged.json": { ...good, ...change } }));
    assert.match(said, /^invalid reproduction: sent\/forged\.json: /);
    assert.match(said, message);
  });
}

const schema = JSON.parse(
  await readFile(path.join(repository, "scripts/record/reproduction.schema.json"), "utf8"),
);
const satisfies = new Ajv({ allErrors: true, strict: true }).compile(schema);

const broken: readonly (readonly [what: string, json: unknown, message: RegExp])[] = [
  ["no object", [good], /expected a JSON object/],
  ["another format", { ...good, format: 2 }, /expected format: 1/],
  ["an empty name", { ...good, who: "" }, /who is empty; write your name/],
  ["a name of blanks", { ...good, who: "  " }, /expected a short text: who/],
  ["a long text", { ...good, machine: "m".repeat(301) }, /expected a short text: machine/],
  ["a missing field", { ...good, commit: undefined }, /expected a short text: commit/],
  ["a misspelt field", { ...good, comit: "a" }, /unknown field: comit; did you mean commit\?/],
  ["a date in words", { ...good, date: "1 December" }, /expected a date such as 2026-12-01/],
  ["a short key", { ...good, identical: { abc: digestOf(one) } }, /digests by the trials' keys: identical/],
  ["a short digest", { ...good, identical: { [one]: "abc" } }, /digests by the trials' keys: identical/],
  ["one digest for two", { ...good, different: { [three]: digestOf(three) } }, /two digests .*: different/],
  ["no trials", { ...good, identical: {}, different: {} }, /no trials/],
];

test("the schema and the reader accept the same file", () => {
  assert.ok(satisfies(good), JSON.stringify(satisfies.errors));
  assert.equal(parseReproduction("a.json", JSON.stringify(good)), good);
});

for (const [what, json, message] of broken) {
  test(`${what} satisfies neither the schema nor the reader`, async () => {
    const text = JSON.stringify(json);
    assert.match(await mistakeOf(() => parseReproduction("a.json", text)), message);
    assert.not.ok(satisfies(JSON.parse(text)));
  });
}

test("the files of this repository satisfy the schema", async () => {
  const folder = path.join(repository, "reproductions");
  const effects = createMemoryEffects();
  const { nodeDisk: disk } = await import("../../../scripts/system/node-disk.ts");
  const names = (await disk.list(folder)).filter((name) => name.endsWith(".json"));
  assert.ok(names.length > 0);
  for (const name of names)
    assert.ok(satisfies(JSON.parse(await disk.readText(path.join(folder, name)))), name);
  const found = await readReproductions("reproductions", new Map(), { ...effects, root: repository, disk });
  assert.is(found.length, names.length);
});

test.run();
