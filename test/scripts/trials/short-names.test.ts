import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { shortNames, trialLabels } from "../../../scripts/trials/short-names.ts";
import { keyedTrial as keyed } from "../../helpers/keyed-trial.ts";

const test = suite("names of trials for readers");

const namesOf = (trials: readonly KeyedTrial[]) => {
  const names = shortNames(trials);
  return trials.map(({ key }) => names.get(key));
};

const lora = { kind: "lora", rank: 4, alpha: 4 };

test("a name has the arm and the steps, and the seed stands apart", () => {
  const full = keyed("pretrain", { arm: { kind: "full" }, steps: 1200, seed: 200 });
  const adapted = keyed("pretrain", { arm: lora, steps: 1200, seed: 201 });
  const frozen = keyed("pretrain", { arm: { ...lora, rank: 0 }, steps: 1200, seed: 200 });
  assert.equal(namesOf([full, adapted, frozen]), [
    { name: "pretrain: full training, steps 1200", seed: 200 },
    { name: "pretrain: LoRA, rank 4, alpha 4, steps 1200", seed: 201 },
    { name: "pretrain: frozen body, steps 1200", seed: 200 },
  ]);
});

test("settings that siblings share, tuned ones and how often a run is looked at are left out", () => {
  const config = {
    arm: lora,
    steps: 8,
    seed: 1,
    learningRate: 0.1,
    warmupSteps: 1,
    evalEvery: 2,
    model: { dModel: 64 },
  };
  const other = { ...config, learningRate: 0.2, warmupSteps: 2, evalEvery: 4, model: { dModel: 16 } };
  assert.equal(
    namesOf([keyed("pretrain", config), keyed("pretrain", other)]).map((one) => one?.name),
    [
      "pretrain: LoRA, rank 4, alpha 4, steps 8, dModel 64",
      "pretrain: LoRA, rank 4, alpha 4, steps 8, dModel 16",
    ],
  );
});

test("a trial without arm and seed takes those of its inputs", () => {
  const base = keyed("pretrain", { arm: lora, steps: 8, seed: 7 });
  const spectra = keyed("update-spectra", { from: "initial" }, { before: base, after: base });
  assert.equal(namesOf([spectra]), [{ name: "update-spectra: LoRA, rank 4, alpha 4", seed: 7 }]);
});

test("a trial with neither has its kind as name", () => {
  assert.equal(namesOf([keyed("ngram", { orders: [2, 3] })]), [{ name: "ngram", seed: undefined }]);
});

test("a label has the name and the seed, and of equal ones what was tuned", () => {
  const config = { arm: { kind: "full" }, steps: 8, seed: 1, learningRate: 0.1 };
  const trials = [
    keyed("pretrain", config),
    keyed("pretrain", { ...config, learningRate: 0.2 }),
    keyed("pretrain", { ...config, seed: 2 }),
    keyed("ngram", {}),
  ];
  assert.equal(
    [...trialLabels(trials).values()],
    [
      "pretrain: full training, steps 8, seed 1, learningRate 0.1",
      "pretrain: full training, steps 8, seed 1, learningRate 0.2",
      "pretrain: full training, steps 8, seed 2",
      "ngram",
    ],
  );
});

test.run();
