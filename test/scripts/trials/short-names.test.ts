import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { seedsOf, shortNames, trialLabels } from "../../../scripts/trials/names.ts";
import { keyedTrial as keyed } from "../../helpers/keyed-trial.ts";

const test = suite("names of trials for readers");

const namesOf = (trials: readonly KeyedTrial[]) => {
  const names = shortNames(trials);
  return trials.map(({ key }) => names.get(key));
};

const tuned = ["arm", "seed", "learningRate", "noise"];
/** A run of an arm, as its kind describes it. */
const run = (arm: string, config: Readonly<Record<string, unknown>> & { readonly seed: number }) =>
  keyed("pretrain", { arm, ...config }, {}, { arm, seed: config.seed, minor: tuned, steps: "steps" });

test("a name has the arm as the kind describes it and the steps, and the seed is separate", () => {
  assert.equal(
    namesOf([run("full training", { steps: 1200, seed: 200 }), run("LoRA", { steps: 1200, seed: 201 })]),
    [
      { name: "pretrain: full training, steps 1200", seed: 200 },
      { name: "pretrain: LoRA, steps 1200", seed: 201 },
    ],
  );
});

test("settings that siblings share are left out, and so are those that the kind calls minor, with all below them", () => {
  const config = { steps: 8, seed: 1, learningRate: 0.1, noise: { every: 2 }, model: { dModel: 64 } };
  const wider = { ...config, learningRate: 0.2, noise: { every: 4 }, model: { dModel: 16 } };
  assert.equal(
    namesOf([run("LoRA", config), run("LoRA", wider)]).map((named) => named?.name),
    ["pretrain: LoRA, steps 8, dModel 64", "pretrain: LoRA, steps 8, dModel 16"],
  );
});

test("without a description nothing is read into the names of settings", () => {
  const config = { arm: { kind: "lora" }, seed: 1, learningRate: 0.1, steps: 8 };
  assert.equal(namesOf([keyed("own", config), keyed("own", { ...config, seed: 2 })]), [
    { name: "own: seed 1", seed: undefined },
    { name: "own: seed 2", seed: undefined },
  ]);
});

test("a trial that names no arm and no seed takes those of its inputs, and what is minor to these", () => {
  const base = run("LoRA", { steps: 8, seed: 7, learningRate: 0.1 });
  const again = run("LoRA", { steps: 8, seed: 7, learningRate: 0.2 });
  const spectraOf = (of: KeyedTrial) =>
    keyed("update-spectra", { from: "initial" }, { before: of, after: of });
  const expected = { name: "update-spectra: LoRA", seed: 7 };
  assert.equal(namesOf([spectraOf(base), spectraOf(again)]), [expected, expected]);
});

test("a trial with neither has its kind as name", () => {
  assert.equal(namesOf([keyed("ngram", { orders: [2, 3] })]), [{ name: "ngram", seed: undefined }]);
});

test("the seeds of trials are those of their descriptions or inputs, each once, ascending", () => {
  const base = run("LoRA", { steps: 8, seed: 7 });
  const trials = [
    keyed("next", { seed: 3 }, { base }),
    base,
    run("LoRA", { steps: 8, seed: 5 }),
    keyed("ngram", {}),
  ];
  assert.equal(seedsOf(trials), [5, 7]);
});

test("a label has the name and the seed, and of equal ones what was tuned", () => {
  const config = { steps: 8, seed: 1, learningRate: 0.1 };
  const trials = [
    run("full training", config),
    run("full training", { ...config, learningRate: 0.2 }),
    run("full training", { ...config, seed: 2 }),
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
