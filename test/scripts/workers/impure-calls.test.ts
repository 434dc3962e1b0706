import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Trial } from "../../../experiments/kit/trial.ts";
import type { TrialOutcome } from "../../../scripts/workers/dispatch.ts";
import { runAll, trialOf, withProject } from "../../helpers/project.ts";

const lockfile = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { library: "1.0.0", old: "1.0.0" } },
    "node_modules/library": { version: "1.0.0" },
    "node_modules/old": { version: "1.0.0" },
  },
});

/** Libraries that draw a number while they load, as TensorFlow.js does. */
const libraries = {
  "package-lock.json": lockfile,
  "node_modules/library/package.json": '{ "name": "library", "type": "module", "exports": "./index.js" }',
  "node_modules/old/package.json": '{ "name": "old", "main": "index.js" }',
  "node_modules/old/index.js": "(() => { exports.pool = Math.random(); })();",
  "node_modules/library/index.js": `
    export const pool = Math.random();
    export const log = (text) => [new Date(), Date.now(), performance.now(), text].at(-1);
    export const shuffled = (values) => values.map((value) => [Math.random(), value]).sort().map(([, value]) => value);`,
};

/** The outcomes of trials whose modules hold these texts, in their order. */
async function outcomesOf(texts: readonly string[], more: Partial<Trial> = {}): Promise<TrialOutcome[]> {
  const modules = Object.fromEntries(
    texts.map((text, index) => [`experiments/09-impure/trial${index}.run.ts`, text]),
  );
  let found: TrialOutcome[] = [];
  await withProject({ ...libraries, ...modules }, async (project) => {
    const trials = Object.keys(modules).map((path) => trialOf(project, path, {}, more));
    const { outcomes, keys } = await runAll(project, trials);
    found = keys.flatMap((key) => outcomes.get(key) ?? []);
  });
  return found;
}

const runOf = (expression: string) => `export const run = () => ({ result: String(${expression}) });`;

const readings = ["Date.now()", "performance.now()", "new Date()", "Date()"];

test("a trial that draws unseeded numbers fails, and says what to use", async () => {
  const texts = [
    runOf("Math.random()"),
    runOf("Array.from({ length: 3 }, Math.random)"),
    `const offset = Math.random();\n${runOf("offset")}`,
    `export const run = async () => { await 1; return { result: Math.random() }; };`,
    `import { shuffled } from "library";\n${runOf("shuffled([1, 2, 3])")}`,
  ];
  for (const outcome of await outcomesOf(texts)) {
    assert.match(
      outcome.state === "failed" ? outcome.cause : outcome.state,
      /^Math\.random in a trial: results must depend on its config alone; use random\.ts with a seed \(experiments\/09-impure\/trial\d\.run\.ts:\d+\)$/,
    );
  }
});

test("a trial that reads a clock fails, unless it measures time", async () => {
  const causes = (await outcomesOf(readings.map(runOf))).map(
    (outcome) => outcome.state === "failed" && outcome.cause.replace(/ \(experiments.*/, ""),
  );
  assert.equal(
    causes,
    readings.map(
      (call) =>
        `${call.replace(/(?<!Date)\(\)/, "")} in a trial: results must depend on its config alone; only a trial defined with measuresTime may`,
    ),
  );
  const timed = await outcomesOf(readings.map(runOf), { measuresTime: true });
  assert.equal(
    timed.map(({ state }) => state),
    readings.map(() => "ran"),
  );
});

test("a date that is given is no reading of a clock, and a library may read one", async () => {
  const texts = [
    runOf("new Date(0).toISOString() + (new Date(0) instanceof Date) + new Date(2026, 0).getFullYear()"),
    `import { log, pool } from "library";\n${runOf("log(pool < 1)")}`,
    `export const run = async () => ({ result: String((await import("library")).pool < 1) });`,
    `export const run = async () => ({ result: String((await import("old")).default.pool < 1) });`,
  ];
  const results = (await outcomesOf(texts)).map((outcome) =>
    "result" in outcome ? outcome.result : outcome,
  );
  assert.equal(results, ["1970-01-01T00:00:00.000Ztrue2026", "true", "true", "true"]);
});

test.run();
