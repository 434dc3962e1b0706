import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fullArm, loraArm, warmStartArm } from "../../../../experiments/lab/arms.ts";
import { adaptedArms } from "../../../../experiments/lab/trials/adaptation.ts";
import { trainingPlans } from "../../../../experiments/lab/trials/language-runs.ts";
import type { PretrainConfig } from "../../../../experiments/lab/trials/pretrain.run.ts";
import {
  adaptationSearch,
  alternativeSearch,
  languageSearch,
  outerSearch,
} from "../../../../experiments/lab/tuning/searches.ts";
import { searchesOf } from "../../../../experiments/lab/tuning/shared-searches.ts";
import { closeAll } from "../../../helpers/close.ts";

const test = suite("searches that slides share");

const { default: core, paper } = trainingPlans;
const settings = { learningRate: 0.5, warmupSteps: 7 };
const byName = new Map(searchesOf("default").map((search) => [search.name, search]));
const ratesOf = (name: string) => byName.get(name)?.rates;

test("a search runs its arm on the tuning documents, and waits for the shared rate", () => {
  const search = languageSearch(loraArm(4), { length: "short" }, [0.01], core);
  assert.equal(
    [search.name, search.steps, search.seeds, search.warmups, search.needs],
    ["d64/400/lora-r4", 400, [50, 51, 52], [20, 40], ["d64/outer/lora-r4"]],
  );
  const { trial, lossOf } = search.run(settings, 50);
  const { evaluatedOn, seed, learningRate, warmupSteps, steps } = trial.config as PretrainConfig;
  assert.equal([evaluatedOn, seed, learningRate, warmupSteps, steps], ["tuning", 50, 0.5, 7, 400]);
  assert.is(lossOf({ finalLoss: 1.25 }), 1.25);
});

test("the shared rate is searched for with one warm-up and a body's rate that stays", () => {
  const search = outerSearch("lora-r4", core);
  assert.equal([search.name, search.steps, search.warmups], ["d64/outer/lora-r4", 3600, [360]]);
  assert.is(search.isClosed, true);
  assert.equal(search.rates, [0.01, 0.02, 0.04]);
  const configOf = (key: "full" | "lora-r4", scale = core, width?: number) =>
    outerSearch(key, scale, width).run(settings, 50).trial.config as PretrainConfig;
  assert.equal([configOf("lora-r4").outerLearningRate, configOf("lora-r4").learningRate], [0.5, 0.01]);
  assert.is(configOf("full").learningRate, 0.003);
  assert.equal(configOf("full").arm, { kind: "full" });
  closeAll([configOf("full", paper).learningRate], [0.003 * Math.SQRT1_2]);
  const narrow = outerSearch("full", core, 32);
  assert.equal([narrow.name, narrow.steps, narrow.warmups], ["d32/outer/full", 1200, [120]]);
});

test("on the new domain full training has lower rates, and the loss there is minimised", () => {
  const of = (key: "full" | "r4") => adaptationSearch(adaptedArms[key], "adaptation", core);
  assert.equal(of("full").rates, [0.002, 0.004, 0.008]);
  assert.equal(of("r4").rates, [0.01, 0.02, 0.04]);
  assert.equal(of("r4").needs, ["d64/1200/full", "d64/outer/full"]);
  assert.equal(of("r4").warmups, [20, 25]);
  assert.is(
    of("r4")
      .run(settings, 50)
      .lossOf({ after: { novel: 2, addresses: 3 } }),
    2,
  );
});

test("a warm start also waits for full training's settings", () => {
  const needsOf = (arm: typeof fullArm | ReturnType<typeof warmStartArm>) =>
    alternativeSearch(arm, { length: "short" }, [0.01], core).needs;
  assert.equal(needsOf(warmStartArm(4)), ["d64/outer/lora-r4", "d64/400/full", "d64/outer/full"]);
  assert.equal(needsOf(fullArm), ["d64/outer/full"]);
});

test("rates begin in the middle of what each arm needs, in factors of two", () => {
  for (const length of [400, 1200, 3600]) {
    assert.equal(ratesOf(`d64/${length}/full`), [0.002, 0.004, 0.008]);
    assert.equal(ratesOf(`d64/${length}/lora-r16`), [0.005, 0.01, 0.02]);
  }
  assert.equal(ratesOf("d64/400/galore-r32"), [0.02, 0.04, 0.08]);
  assert.equal(ratesOf("d64/400/apollo-mini"), [0.002, 0.004, 0.008]);
  assert.equal(ratesOf("d64/1200/frozen"), [0]);
  assert.is(byName.get("d64/1200/frozen")?.isClosed, true);
  assert.equal(ratesOf("d64/400/relora-r4"), [0.005, 0.01, 0.02]);
  assert.ok(byName.has("d64/1200/lora-r1"));
});

test("the default profile searches widths of 16 and 32, techniques at 32; paper also 128 and a larger model", () => {
  const places = (names: Iterable<string>) =>
    [...new Set([...names].map((name) => name.split("/")[0] ?? ""))].sort();
  assert.equal(places(byName.keys()), ["d16", "d32", "d64", "moby-dick"]);
  assert.ok(byName.has("d32/1200/window") && byName.has("d32/1200/experts-4"));
  assert.not.ok(byName.has("d64/1200/window"));
  const ofPaper = searchesOf("paper").map(({ name }) => name);
  assert.equal(places(ofPaper), ["d128", "d128x4", "d16", "d32", "d64", "moby-dick"]);
  // Shared: 2 x 3; ladder: 9 + 2; widths: 2 x 2; techniques 2, adapted 6, alternatives 5.
  assert.is(byName.size, 6 + 11 + 4 + 13);
  // Shared: 2 x 5; ladder 11 and 3 of the core model; widths 3 x 2; and the same 13.
  assert.is(new Set(ofPaper).size, 10 + 14 + 6 + 13);
});

test.run();
