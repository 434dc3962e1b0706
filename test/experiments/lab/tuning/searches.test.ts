import { suite } from "uvu";
import * as assert from "uvu/assert";
import { frozenArm, fullArm, loraArm, warmStartArm } from "../../../../experiments/lab/arms.ts";
import type { Rates } from "../../../../experiments/lab/settings.ts";
import type { AdaptationConfig } from "../../../../experiments/lab/trials/adaptation.run.ts";
import { adaptedArms } from "../../../../experiments/lab/trials/adaptation.ts";
import type { PretrainConfig } from "../../../../experiments/lab/trials/pretrain.run.ts";
import {
  adaptationSearch,
  alternativeSearch,
  languageSearch,
} from "../../../../experiments/lab/tuning/searches.ts";
import { searchesOf } from "../../../../experiments/lab/tuning/shared-searches.ts";

const test = suite("searches that slides share");

const rates: Rates = { learningRate: 0.5, outerLearningRate: 0.25 };

test("a search runs its arm on the tuning documents, at its own rates and a tenth of warm-up", () => {
  const search = languageSearch(loraArm(4), { length: "short" }, 0.01);
  assert.equal(
    [search.name, search.steps, search.seeds, search.grid()],
    [
      "d64/400/lora-r4",
      400,
      [50, 51, 52],
      {
        learningRate: { rates: [0.005, 0.01, 0.02] },
        outerLearningRate: { rates: [0.02, 0.04], lowest: 0.005, highest: 0.16 },
      },
    ],
  );
  const { trial, lossOf } = search.run(rates, 50);
  const { evaluatedOn, finalWindows, seed, learningRate, outerLearningRate, warmupSteps, steps } =
    trial.config as PretrainConfig;
  assert.equal([evaluatedOn, finalWindows, seed], ["tuning", 1024, 50]);
  assert.equal([learningRate, outerLearningRate, warmupSteps, steps], [0.5, 0.25, 40, 400]);
  assert.is(lossOf({ finalLoss: 1.25 }), 1.25);
});

test("a search on the ladder trains at its width, for its steps and with its batch", () => {
  const search = languageSearch(loraArm(8), { length: "ladder", width: 32 }, 0.01);
  const { model, batchSize, steps } = search.run(rates, 50).trial.config as PretrainConfig;
  assert.equal([search.name, search.steps], ["d32/1800/lora-r8", 1800]);
  assert.equal([model.dModel, batchSize, steps], [32, 8, 1800]);
});

test("a frozen body has no rate of its own to search", () => {
  assert.equal(languageSearch(frozenArm, { length: "long" }).grid().learningRate, { rates: [0] });
});

test("in fine-tuning the body's rate alone is searched, for the loss on the novel", () => {
  const search = adaptationSearch(adaptedArms.r4, 0.02);
  assert.equal([search.name, search.steps], ["moby-dick/250/lora-r4", 250]);
  assert.equal(search.grid(), { learningRate: { rates: [0.01, 0.02, 0.04] } });
  assert.equal(search.needs, ["d64/3600/full"]);
  const { trial, lossOf } = search.run({ learningRate: 0.5 }, 50);
  const { evaluatedOn, learningRate, warmupSteps } = trial.config as AdaptationConfig;
  assert.equal([evaluatedOn, learningRate, warmupSteps], ["tuning", 0.5, 25]);
  const { base } = trial.inputs;
  assert.ok(base);
  assert.is((base.config as PretrainConfig).steps, 3600);
  assert.is(lossOf({ after: { novel: 2, addresses: 3 } }), 2);
});

test("a warm start waits for the rate of full training", () => {
  const needsOf = (arm: typeof fullArm | ReturnType<typeof warmStartArm>) =>
    alternativeSearch(arm, { length: "long" }, 0.01).needs;
  assert.equal(needsOf(warmStartArm(4)), ["d64/3600/full"]);
  assert.is(needsOf(fullArm), undefined);
});

test("every arm of the default profile has one search at each place where it is compared", () => {
  const names = searchesOf("default").map(({ name }) => name);
  assert.is(new Set(names).size, names.length);
  assert.equal(
    names.filter((name) => name.startsWith("d64/")),
    [
      ...["full", "lora-r4", "lora-r16", "lora-r64", "frozen"].map((arm) => `d64/3600/${arm}`),
      ...["full", "lora-r4", "frozen"].map((arm) => `d64/1200/${arm}`),
      ...["full", "lora-r4", "frozen"].map((arm) => `d64/400/${arm}`),
    ],
  );
  assert.equal(
    names.filter((name) => !name.startsWith("d64/")),
    [
      ...["d32/3600/full", "d32/3600/experts-4"],
      ...["d16/900/full", "d16/900/lora-r4", "d32/1800/full", "d32/1800/lora-r8"],
      ...["full", "lora-r16", "lora-r4"].map((arm) => `moby-dick/250/${arm}`),
    ],
  );
  for (const { seeds } of searchesOf("default")) assert.equal(seeds, [50, 51, 52]);
});

test.run();
