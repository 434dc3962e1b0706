import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Experiment, Results } from "../../../experiments/kit/experiment.ts";
import { ReportError } from "../../../scripts/base/errors.ts";
import { readDeck, readExperiment, readResults } from "../../../scripts/slides/slide-code.ts";
import { loadModule } from "../../../scripts/system/node-effects.ts";

const test = suite("the code of a slide");

const root = await realpath(await mkdtemp(join(tmpdir(), "slide code ")));
test.after(() => rm(root, { recursive: true }));

const placeOf = (name: string) => ({ file: `experiments/15-x/${name}.ts`, root });
const none = () => ({});
const experiment = { profiles: { quick: {}, default: {}, long: {} }, trials: none, tables: none };
const results = { figures: none, findings: none, estimates: none };

const read = {
  experiment: (parts: object) => readExperiment({ ...experiment, ...parts }, placeOf("experiment")),
  results: (parts: object) => readResults({ ...results, ...parts }, placeOf("results")),
  deck: (parts: object) => readDeck({ tables: {}, figures: {}, ...parts }, placeOf("deck")),
};

/** Message and help of the mistake that is thrown. */
function mistakeIn(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (!(error instanceof ReportError)) throw error;
    return [error.message, ...(error.help === undefined ? [] : [error.help])].join("\n");
  }
  throw new Error("no error was thrown");
}

const forms: readonly (readonly [call: () => unknown, message: string])[] = [
  [() => read.results({ estimates: undefined }), "results.ts: missing function: estimates"],
  [() => read.results({ checks: 3 }), "results.ts: missing function: checks"],
  [
    () => read.results({ finding: none }),
    "results.ts: unknown name in results: finding\ndid you mean findings?",
  ],
  [() => read.experiment({ tables: {} }), "experiment.ts: missing function: tables"],
  [
    () => read.experiment({ trial: none }),
    "experiment.ts: unknown name in experiment: trial\ndid you mean trials?",
  ],
  [() => read.experiment({ profiles: { quick: {} } }), "experiment.ts: missing profile: default"],
  [() => read.experiment({ profiles: undefined }), "experiment.ts: missing profile: quick"],
  [() => read.deck({ figures: { deck: {} } }), "deck.ts: figure deck: missing spec"],
  [
    () => read.deck({ figures: { deck: { spec: {}, invented: true } } }),
    "deck.ts: figure deck: missing invented; expected a sentence, or false",
  ],
  [
    () => read.deck({ figures: { deck: { spec: {}, invented: " " } } }),
    "deck.ts: figure deck: missing invented; expected a sentence, or false",
  ],
  [() => read.deck({ tables: { curve: [{ x: Number.NaN }] } }), "deck.ts: curve[0].x is NaN"],
];

for (const [call, message] of forms) {
  test(`error in an export: ${message.split("\n")[0]}`, () =>
    assert.is(mistakeIn(call), `experiments/15-x/${message}`));
}

const call = (name: keyof Results, returned: unknown) =>
  read.results({ [name]: () => returned })[name]?.({}, {});
const list = (name: "trials" | "tables", returned: unknown) => {
  const made: Experiment = read.experiment({ [name]: () => returned });
  return name === "trials" ? made.trials({}) : made.tables({}, {});
};

const returned: readonly (readonly [call: () => unknown, message: string])[] = [
  [
    () => call("figures", undefined),
    "results.ts: figures() returns undefined; expected a record with a name for each figure",
  ],
  [
    () => call("findings", []),
    "results.ts: findings() returns a list; expected a record with a name for each finding",
  ],
  [
    () => call("checks", Promise.resolve({})),
    "results.ts: checks() returns a Promise; expected a record with a name for each check",
  ],
  [() => call("figures", { loss: { data: {} } }), "results.ts: figure loss: missing spec"],
  [() => call("findings", { gap: undefined }), "results.ts: finding gap: expected a record, not undefined"],
  [() => call("findings", { gap: { format: ".3f" } }), "results.ts: finding gap: missing value"],
  [() => call("findings", { gap: { value: Number.NaN } }), "results.ts: finding gap: value is NaN"],
  [() => call("estimates", { slower: [1, 2] }), "results.ts: claim slower: expected a record, not a list"],
  [
    () => call("estimates", { slower: { sample: [1] } }),
    "results.ts: claim slower: missing samples; expected a list",
  ],
  [
    () => call("estimates", { slower: { samples: [] } }),
    "results.ts: claim slower: no samples; a claim that is not measured is left out",
  ],
  [
    () => call("estimates", { slower: { samples: [1, Number.NaN] } }),
    "results.ts: claim slower: sample 2 is NaN",
  ],
  [() => call("estimates", { slower: { samples: ["a"] } }), "results.ts: claim slower: sample 1 is a string"],
  [
    () => call("estimates", { slower: { samples: [1], format: "zz" } }),
    'results.ts: claim slower: invalid format: zz; expected a format of d3, such as ".3f"',
  ],
  [() => call("checks", { count: {} }), "results.ts: check count: exact is undefined; expected a number"],
  [
    () => list("trials", undefined),
    "experiment.ts: trials() is undefined; expected trials in records and lists",
  ],
  [
    () => list("trials", { runs: [{ module: "file:///a.run.ts" }, undefined] }),
    "experiment.ts: trials().runs[1] is undefined; expected trials in records and lists",
  ],
  [() => list("tables", undefined), "experiment.ts: tables() returns undefined; expected tables by name"],
  [() => list("tables", { losses: {} }), "experiment.ts: table losses is a record; expected a list of rows"],
  [() => list("tables", { losses: [{}, null] }), "experiment.ts: table losses: row 2 is null"],
  [() => list("tables", { losses: [{ loss: Number.NaN }] }), "experiment.ts: losses[0].loss is NaN"],
];

for (const [run, message] of returned) {
  test(`error in what a function returns: ${message}`, () =>
    assert.is(mistakeIn(run), `experiments/15-x/${message}`));
}

const files = {
  "package.json": '{ "type": "module" }',
  "experiments/lab/check.ts": `export function check(value: unknown) {
  throw Object.assign(new RangeError("missing row: " + value), { help: value === 2 ? "add the row" : undefined });
}`,
  "experiments/15-x/own.ts": `
import { check } from "../lab/check.ts";

const own = () => {
  throw new TypeError("own");
};
export const calls = { own, library: () => check(1), helped: () => check(2), word: () => { throw "a word"; } };
`,
  "experiments/15-x/deck.ts": "\nexport const deck = undefined.tables;\n",
};

async function loaded(name: string) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return await loadModule(join(root, "experiments", "15-x", `${name}.ts`), root);
}

test("what a function throws is one message with the slide's line, and with help or the place where it was thrown", async () => {
  const { calls } = (await loaded("own")) as { calls: Readonly<Record<string, () => never>> };
  const mistake = (name: string) => mistakeIn(() => read.results({ findings: calls[name] }).findings({}, {}));
  assert.is(mistake("own"), "experiments/15-x/own.ts:5: findings() failed: own");
  assert.is(
    mistake("library"),
    "experiments/15-x/own.ts:7: findings() failed: missing row: 1\nthrown at experiments/lab/check.ts:2",
  );
  assert.is(mistake("helped"), "experiments/15-x/own.ts:7: findings() failed: missing row: 2\nadd the row");
  assert.is(mistake("word"), "experiments/15-x/results.ts: findings() failed: thrown: a word");
});

test("what a module throws when it is loaded is one message with the line", async () => {
  const error = await loaded("deck").then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instance(error, ReportError);
  assert.is(
    (error as ReportError).message,
    "experiments/15-x/deck.ts:2: the module failed: Cannot read properties of undefined (reading 'tables')",
  );
});

test("an export that is read again gives the same functions, so that nothing is made anew", () => {
  assert.is(readResults(results, placeOf("results")), readResults(results, placeOf("results")));
  assert.is(
    readExperiment(experiment, placeOf("experiment")),
    readExperiment(experiment, placeOf("experiment")),
  );
});

test.run();
