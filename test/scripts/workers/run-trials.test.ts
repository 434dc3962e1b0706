import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { TrialOutcome } from "../../../scripts/workers/dispatch.ts";
import { type RunObserver, runTrials } from "../../../scripts/workers/run-trials.ts";
import { defaultLimits } from "../../../scripts/workers/worker-handle.ts";
import { createManualClock } from "../../helpers/memory-effects.ts";
import {
  defaultRunOptions,
  keyed,
  runAll,
  silentObserver,
  trialOf,
  withProject,
} from "../../helpers/project.ts";

/** Trials without TensorFlow.js, one for each behaviour. */
const modules = {
  "double.run.ts": `
    export const run = ({ value }: { value: number }) => ({ result: { doubled: 2 * value } });`,
  "weights.run.ts": `
    export const run = ({ size }: { size: number }) => ({
      result: { size },
      artifacts: { weight: { shape: [2, size], values: Float32Array.from({ length: 2 * size }, (_, i) => i / 8) } },
    });`,
  "sum.run.ts": `
    export const run = (config, { inputs }) => {
      const { shape, values } = inputs.weights.artifacts.weight;
      return { result: { shape, sum: values.reduce((sum, value) => sum + value, 0), size: inputs.weights.result.size } };
    };`,
  "throws.run.ts": `
    export const run = () => { throw new Error("the loss exploded"); };`,
  "exits.run.ts": `
    export const run = () => process.exit(0);`,
  "late.run.ts": `
    export const run = () => new Promise(() => void Promise.reject(new Error("nobody waited for this")));`,
  "not-a-number.run.ts": `
    export const run = () => ({ result: { losses: [1, 2, NaN] } });`,
  "bad-weight.run.ts": `
    export const run = () => ({ result: {}, artifacts: { w: { shape: [1], values: Float32Array.of(Infinity) } } });`,
  "nothing.run.ts": `
    export const run = () => undefined;`,
  "heap.run.ts": `
    export const run = () => { const kept = []; for (;;) kept.push(new Array(1000).fill(kept.length + 0.5)); };`,
  "resident.run.ts": `
    export const run = async () => {
      const kept = [];
      for (;;) kept.push(new Float32Array(1e6).fill(kept.length));
    };`,
  "endless.run.ts": `
    export const run = (config, { progress }) => { progress(0.5); for (;;); };`,
  "no-run.run.ts": `export const other = 1;`,
};

function causeOf(outcome: TrialOutcome | undefined): string {
  assert.is(outcome?.state, "failed");
  return outcome?.state === "failed" ? outcome.cause : "";
}

test("a trial runs once and comes from the store after that", () =>
  withProject(modules, async (project) => {
    const trials = [trialOf(project, "double.run.ts", { value: 21 })];
    const first = await runAll(project, trials);
    assert.equal(first.ran, ["double"]);
    const second = await runAll(project, trials);
    assert.equal(second.ran, []);
    const outcome = second.outcomes.get(second.keys[0] ?? "");
    assert.is(outcome?.state, "stored");
    assert.equal(outcome && "result" in outcome && outcome.result, { doubled: 42 });
  }));

test("--force runs again what the store has", () =>
  withProject(modules, async (project) => {
    const trials = [trialOf(project, "double.run.ts", { value: 21 })];
    await runAll(project, trials);
    assert.equal((await runAll(project, trials, { force: true })).ran, ["double"]);
  }));

test("equal trials that are listed twice run once", () =>
  withProject(modules, async (project) => {
    const list = () => trialOf(project, "double.run.ts", { value: 3 });
    const { ran, outcomes } = await runAll(project, [list(), list(), list()]);
    assert.equal(ran, ["double"]);
    assert.is(outcomes.size, 1);
  }));

test("a trial is given the results and artifacts of its inputs", () =>
  withProject(modules, async (project) => {
    const weights = trialOf(project, "weights.run.ts", { size: 3 });
    const sum = trialOf(project, "sum.run.ts", {}, { inputs: { weights } });
    const { outcomes, ran, keys } = await runAll(project, [sum]);
    assert.equal(ran, ["sum", "weights"]);
    const outcome = outcomes.get(keys[0] ?? "");
    assert.equal(outcome && "result" in outcome && outcome.result, { shape: [2, 3], sum: 15 / 8, size: 3 });
  }));

test("a missing input runs only if a trial that takes it must run", () =>
  withProject(modules, async (project) => {
    const weights = trialOf(project, "weights.run.ts", { size: 3 });
    const sum = trialOf(project, "sum.run.ts", {}, { inputs: { weights } });
    const inputKey = (await runAll(project, [weights])).keys[0];
    await runAll(project, [sum]);
    await rm(join(project.root, ".cache", "trials", `${inputKey}.json`));
    assert.equal((await runAll(project, [sum])).ran, []);
    assert.equal(
      (await runAll(project, [sum, trialOf(project, "sum.run.ts", { again: 1 }, { inputs: { weights } })]))
        .ran,
      ["sum", "weights"],
    );
  }));

test("a failed trial says why, and the others still finish", () =>
  withProject(modules, async (project) => {
    const bad = ["throws", "exits", "late", "not-a-number", "bad-weight", "nothing", "no-run"];
    const trials = [...bad, "double"].map((kind) => trialOf(project, `${kind}.run.ts`, { value: 1 }));
    const { outcomes, keys } = await runAll(project, trials);
    const causes = keys
      .map((key) => outcomes.get(key))
      .slice(0, -1)
      .map(causeOf);
    assert.equal(causes, [
      "the loss exploded",
      "its process exited with code 0",
      "nobody waited for this",
      "invalid result: result.losses[2] is NaN",
      "invalid result: artifact w is Infinity at 0",
      "invalid result: run must return { result, artifacts? }",
      "missing export: run",
    ]);
    assert.is(outcomes.get(keys.at(-1) ?? "")?.state, "ran");
  }));

test("a failed trial runs again in the next build", () =>
  withProject(modules, async (project) => {
    const trials = [trialOf(project, "throws.run.ts")];
    await runAll(project, trials);
    assert.equal((await runAll(project, trials)).ran, ["throws"]);
  }));

test("a failure names the line in experiments/ that threw, and the slide's line that led there", () => {
  const folder = "experiments/07-x y";
  const files = {
    [`${folder}/own.run.ts`]:
      "/** A comment. */\n\nexport function run() {\n  throw new Error('own\\nmore');\n}\n",
    [`${folder}/calls.run.ts`]:
      'import { check } from "../lab/check.ts";\nexport function run() {\n  check();\n  return {};\n}\n',
    [`${folder}/late.run.ts`]:
      "export const run = () => new Promise(() => {\n  void Promise.reject(new Error('late'));\n});\n",
    "experiments/lab/check.ts":
      "export const check = () => {\n  const none = undefined as any;\n  return none.x;\n};\n",
  };
  return withProject(files, async (project) => {
    const trials = ["own", "calls", "late"].map((kind) => trialOf(project, `${folder}/${kind}.run.ts`));
    const { outcomes, keys } = await runAll(project, trials);
    assert.equal(
      keys.map((key) => causeOf(outcomes.get(key))),
      [
        `own (${folder}/own.run.ts:4)\nmore`,
        `Cannot read properties of undefined (reading 'x') (experiments/lab/check.ts:3, called at ${folder}/calls.run.ts:3)`,
        `late (${folder}/late.run.ts:2)`,
      ],
    );
  });
});

test("a trial that exceeds its memory fails alone", () =>
  withProject(modules, async (project) => {
    const trials = ["heap", "resident", "double"].map((kind) =>
      trialOf(project, `${kind}.run.ts`, { value: 1 }),
    );
    const limits = { ...defaultLimits, heapMegabytes: 40, residentMegabytes: 300 };
    const { outcomes, keys } = await runAll(project, trials, { limits });
    assert.match(causeOf(outcomes.get(keys[0] ?? "")), /^out of memory: its heap grew beyond 40 MB/);
    assert.match(causeOf(outcomes.get(keys[1] ?? "")), /^out of memory: its process grew beyond 300 MB/);
    assert.is(outcomes.get(keys[2] ?? "")?.state, "ran");
  }));

test("a failed input fails the trials that take it, and names the cause", () =>
  withProject(modules, async (project) => {
    const input = trialOf(project, "throws.run.ts");
    const middle = trialOf(project, "sum.run.ts", { middle: true }, { inputs: { weights: input } });
    const last = trialOf(project, "sum.run.ts", { last: true }, { inputs: { weights: middle } });
    const { outcomes, keys, ran } = await runAll(project, [last]);
    assert.equal(ran, ["throws"]);
    assert.is(causeOf(outcomes.get(keys[0] ?? "")), "failed input: throws: the loss exploded");
  }));

test("--fail-fast ends at the first failure and keeps finished trials", () =>
  withProject(modules, async (project) => {
    const good = trialOf(project, "double.run.ts", { value: 1 }, { estimatedSeconds: 9 });
    const trials = [good, trialOf(project, "throws.run.ts")];
    try {
      await runAll(project, trials, { failFast: true, jobs: 1 });
      assert.unreachable();
    } catch (error) {
      assert.match(error instanceof Error ? error.message : "", /^failed trial: throws: the loss exploded$/);
    }
    assert.equal((await runAll(project, [good])).ran, []);
  }));

test("a run that is stopped ends, and counts the trial that it stopped neither as failed nor as run", () =>
  withProject(modules, async (project) => {
    const abort = new AbortController();
    const seen: string[] = [];
    const observer: RunObserver = {
      ...silentObserver,
      progress: () => abort.abort(),
      finish: (_, { state }) => void seen.push(state),
      end: () => void seen.push("end"),
    };
    const trials = await keyed(project, [trialOf(project, "endless.run.ts")]);
    const effects = { ...project.effects, signal: abort.signal };
    const running = runTrials(trials, defaultRunOptions, observer, effects);
    await running.then(
      () => assert.unreachable(),
      (error: unknown) => assert.is(error, abort.signal.reason),
    );
    assert.equal(seen, ["end"]);
  }));

test("a trial that exceeds its time fails, and the others still finish", () =>
  withProject(modules, async (project) => {
    const clock = createManualClock();
    const trials = ["endless", "double"].map((kind) => trialOf(project, `${kind}.run.ts`, { value: 1 }));
    const observer = { ...silentObserver, progress: () => clock.advance(60_000) };
    const options = { ...defaultRunOptions, jobs: 1, limits: { ...defaultLimits, seconds: 60 } };
    const outcomes = await runTrials(await keyed(project, trials), options, observer, {
      ...project.effects,
      clock,
    });
    const [endless, double] = outcomes.values();
    assert.is(causeOf(endless), "not finished after 1 min 00 s, its time limit");
    assert.is(double?.state, "ran");
  }));

test("a truncated or altered store file is set aside, and its trial runs again", () =>
  withProject(modules, async (project) => {
    const weights = trialOf(project, "weights.run.ts", { size: 3 });
    const { keys } = await runAll(project, [weights]);
    const file = (ending: string) => join(".cache", "trials", `${keys[0]}.${ending}`);
    const json = await project.read(file("json"));
    for (const [ending, text] of [
      ["json", json.slice(0, -9)],
      ["json", json.replace('"size":3', '"size":4')],
      ["json", ""],
      ["bin", "short"],
    ] as const) {
      project.terminal.lines.length = 0;
      await writeFile(join(project.root, file(ending)), text);
      assert.equal((await runAll(project, [weights])).ran, ["weights"], `${ending}: ${text}`);
      assert.is(project.terminal.lines.length, 1);
      assert.match(project.terminal.lines[0] ?? "", /^damaged store file: /);
      assert.is(await project.read(join(".cache", "trials", "aside", `${keys[0]}.${ending}`)), text);
    }
  }));

test.run();
