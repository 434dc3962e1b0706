/** The keys of three trials. Whoever changes one makes every machine run its kind again, and says why in the commit. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { layerIdentities } from "../../experiments/01-lora-layer/identities.ts";
import { fullArm } from "../../experiments/lab/arms.ts";
import { languageRun, ngramFloors, trainingPlans } from "../../experiments/lab/trials/language-runs.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { keyTrials } from "../../scripts/trials/keys.ts";
import { repository } from "../helpers/project.ts";

test("the keys of a training, a check of identities and an n-gram model are those that stores have", async () => {
  const plan = trainingPlans.default;
  const rates = { learningRate: 0.002, outerLearningRate: 0.02 };
  const layer = { inputs: 64, outputs: 256, rank: 16, batchSize: 32, alpha: 8, seed: 300 };
  const trials = [
    languageRun(fullArm, { length: "short", seed: 300 }, plan, rates),
    layerIdentities(layer),
    ngramFloors([2, 3, 4], plan.training),
  ];
  const effects = createNodeEffects(repository, new AbortController().signal);
  const keyed = await keyTrials(trials, { profile: "default" }, effects);
  assert.equal(
    trials.map((trial) => [trial.kind, keyed.get(trial)?.key.slice(0, 16)]),
    [
      ["pretrain", "a3c3b54322371b76"],
      ["layer-identities", "e9f359ee05d0d143"],
      ["ngram", "a04340fce56aea48"],
    ],
  );
});

test.run();
