/** The searches of the paper profile and of its rehearsal against what their plans train. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJson } from "../../../../experiments/kit/digest.ts";
import type { Experiment, TrialTree } from "../../../../experiments/kit/experiment.ts";
import type { Search } from "../../../../experiments/kit/search.ts";
import type { Trial } from "../../../../experiments/kit/trial.ts";
import { loraArm } from "../../../../experiments/lab/arms.ts";
import tuned from "../../../../experiments/lab/chosen-settings.json" with { type: "json" };
import { rehearse } from "../../../../experiments/lab/rehearsal.ts";
import { findShared } from "../../../../experiments/lab/settings.ts";
import { adaptedArms, adaptedSettings } from "../../../../experiments/lab/trials/adaptation.ts";
import { scaledSettings, trainingPlans } from "../../../../experiments/lab/trials/language-runs.ts";
import { adaptationSearch } from "../../../../experiments/lab/tuning/searches.ts";
import { searchesOf } from "../../../../experiments/lab/tuning/shared-searches.ts";
import { trialsOf } from "../../../../scripts/trials/inputs.ts";

const test = suite("searches of the paper profile");

const slides = readdirSync("experiments").filter((name) => /^\d\d-/.test(name));

/** The searches of all searches.ts files for a profile. */
async function searchesIn(profile: "paper" | "rehearsal"): Promise<readonly Search[]> {
  const own = await Promise.all(
    slides
      .filter((name) => readdirSync(`experiments/${name}`).includes("searches.ts"))
      .map((name) => import(`../../../../experiments/${name}/searches.ts`)),
  );
  return [...searchesOf(profile), ...own.flatMap((module) => module.searchesOf?.(profile) ?? [])];
}

/** What decides which settings are good for a run: all of its config but the settings, the seed and what is looked at. */
function placeOf({ kind, config }: Trial): string {
  const {
    seed: _,
    learningRate: _rate,
    warmupSteps: _warmup,
    outerLearningRate: _shared,
    evaluatedOn: _documents,
    finalWindows: _windows,
    evaluationWindows: _looks,
    evalEvery: _every,
    gradientsEvery: _gradients,
    noise: _noise,
    ...place
  } = config as Readonly<Record<string, unknown>>;
  const { fullLearningRate: _full, ...method } = (place.method ?? {}) as Readonly<Record<string, unknown>>;
  return canonicalJson({ kind, ...place, ...(place.method !== undefined && { method }) });
}

const chosen = { learningRate: 0.0123, warmupSteps: 45 };

/** Calls `body` while the shared chosen-settings.json holds choices of these searches. */
function withChoices(names: readonly string[], body: () => void): void {
  const choices: Record<string, object> = tuned;
  const added = names.filter((name) => !(name in choices));
  for (const name of added) choices[name] = { choice: chosen, tried: [] };
  try {
    body();
  } finally {
    for (const name of added) delete choices[name];
  }
}

for (const profile of ["paper", "rehearsal"] as const) {
  test(`${profile}: every training of a language model has a search at its own size and length`, async () => {
    const searches = await searchesIn(profile);
    const searched = new Set<string>();
    withChoices(
      searches.flatMap(({ needs = [] }) => needs),
      () => {
        for (const { run } of searches) searched.add(placeOf(run(chosen, 50).trial));
      },
    );
    const missing = new Map<string, string>();
    for (const slide of slides) {
      const { experiment }: { experiment: Experiment } = await import(
        `../../../../experiments/${slide}/experiment.ts`
      );
      // An experiment lists a tree of trials, but the general type does not say so.
      const { paper } = experiment.profiles;
      const config = profile === "paper" ? paper : rehearse(paper);
      const trials = trialsOf(experiment.trials(config) as TrialTree);
      for (const trial of inputsToo(trials)) {
        const isTrained = ["pretrain", "alternative", "adaptation"].includes(trial.kind);
        // The start from zero factors shows a gradient and is compared with nothing.
        const isDeadStart = "deadStart" in trial.config;
        if (isTrained && !isDeadStart && !searched.has(placeOf(trial))) missing.set(placeOf(trial), slide);
      }
    }
    assert.equal([...missing], []);
  });
}

function inputsToo(trials: readonly Trial[]): readonly Trial[] {
  return trials.flatMap((trial) => [...inputsToo(Object.values(trial.inputs)), trial]);
}

test("every search has a name of its own, in all profiles", async () => {
  const all = [
    ...searchesOf("default"),
    ...(await searchesIn("paper")),
    ...(await searchesIn("rehearsal")),
  ].map(({ name }) => name);
  assert.ok(all.length > 130, String(all.length));
  assert.equal(
    all.filter((name, index) => all.indexOf(name) !== index),
    [],
  );
  for (const name of [
    "d128x4/4800/full",
    "d128/4800/lora-r8",
    "d128x4/14400/outer/full",
    "moby-dick/d128x4/1000/full",
  ])
    assert.ok(all.includes(name), name);
});

test("a rehearsal has fewer steps than paper, no length of the quick profile, and no choice that is committed", async () => {
  const { quick, paper, rehearsal } = trainingPlans;
  const lengthsOfQuick: readonly number[] = Object.values(quick.lengths);
  for (const length of ["short", "middle", "long", "adaptation"] as const) {
    assert.is(rehearsal.lengths[length], Math.round(paper.lengths[length] / 160));
    assert.not.ok(lengthsOfQuick.includes(rehearsal.lengths[length]), length);
  }
  assert.is(rehearsal.training.finalWindows, 128);
  assert.equal(rehearsal.training.model, paper.training.model);
  const rehearsed = (await searchesIn("rehearsal")).map(({ name }) => name);
  const files = slides
    .map((name) => `experiments/${name}/chosen-settings.json`)
    .filter((file) => existsSync(file));
  for (const file of [...files, "experiments/lab/chosen-settings.json"]) {
    const names = Object.keys(JSON.parse(readFileSync(file, "utf8")));
    assert.equal(
      names.filter((name) => rehearsed.includes(name)),
      [],
      file,
    );
  }
});

test("what a search takes from others is a search of the same profile", async () => {
  for (const profile of ["paper", "rehearsal"] as const) {
    const searches = await searchesIn(profile);
    const names = searches.map(({ name }) => name);
    for (const { name, needs = [] } of searches) {
      for (const need of needs) assert.ok(names.includes(need), `${name} needs ${need}`);
    }
  }
});

test("a run takes its own search's choice as it is, and until both are made, the core model's, scaled to its size and steps", () => {
  const core = findShared("d64/1200/lora-r4");
  const coreShared = findShared("d64/outer/lora-r4");
  const settings = () => scaledSettings(loraArm(4), { length: "middle" }, trainingPlans.paper);
  const fallback = {
    learningRate: Math.SQRT1_2 * (core?.learningRate ?? 0),
    warmupSteps: 4 * (core?.warmupSteps ?? 0),
    outerLearningRate: coreShared?.learningRate,
  };
  assert.equal(settings(), fallback);
  withChoices(["d128x4/4800/lora-r4"], () => assert.equal(settings(), fallback));
  withChoices(["d128x4/4800/lora-r4", "d128x4/14400/outer/lora-r4"], () =>
    assert.equal(settings(), { ...chosen, outerLearningRate: chosen.learningRate }),
  );
  // A rehearsal's choices are its own.
  withChoices(["d128x4/30/lora-r4", "d128x4/90/outer/lora-r4"], () => assert.equal(settings(), fallback));
  withChoices(["moby-dick/d128x4/1000/full"], () =>
    assert.equal(adaptedSettings(adaptedArms.full, "adaptation", trainingPlans.paper), chosen),
  );
});

test("a search for fine-tuning waits for the settings of the model that it goes on from", () => {
  const { needs } = adaptationSearch(adaptedArms.full, "adaptation", trainingPlans.paper);
  assert.equal(needs, ["d128x4/4800/full", "d128x4/14400/outer/full"]);
});

test.run();
