import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/13-role-of-lora/deck.ts";
import { experiment } from "../../../experiments/13-role-of-lora/experiment.ts";
import { references } from "../../../experiments/13-role-of-lora/references.ts";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { loraArm } from "../../../experiments/lab/arms.ts";
import { adaptedArms, adaptedSettings } from "../../../experiments/lab/trials/adaptation.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of LoRA's role");

const { quick, default: config, long } = experiment.profiles;

/** The trials that every build runs. */
const builtOf = (plan: typeof config) => {
  const { longer, ...built } = experiment.trials(plan);
  return built;
};

test("the deck's bars are the six values that its code contains", () => {
  const rows = deck.tables["deck-effectiveness"] ?? [];
  const of = (arm: string) => rows.filter((row) => row.arm === arm).map(({ effectiveness }) => effectiveness);
  assert.equal(of("full"), [1, 0.8, 1]);
  assert.equal(of("LoRA"), [0, 1, 0.9]);
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references, { moby: 2026 });
});

test("three seeds of each length, and four of the arms whose forgetting is compared at each of their rates", () => {
  assert.equal([config.rank, config.highRank, config.learnedShare], [4, 16, 0.95]);
  assert.equal(config.intruders, { leading: 10, likeness: 0.5 });
  // 3 lengths of 3 arms with 3 seeds; full at 3 rates and r = 16 at 2 with 4 seeds, and r = 4 with 3.
  const kinds = { pretrain: 27, adaptation: 23, intruders: 3, "merged-inference": 3 };
  assert.equal(countKinds(builtOf(config)), kinds);
  assert.equal(countKinds(builtOf(quick)), {
    pretrain: 9,
    adaptation: 6,
    intruders: 1,
    "merged-inference": 1,
  });
  assert.equal(long, config);
});

const settingsOf = (trial: Trial | undefined) =>
  trial?.config as { steps: number; seed: number; learningRate: number; arm: object };

test("fine-tuning starts from the seed's longest full training, at the tuned rate and at shares of it", () => {
  const { adapted, full } = builtOf(config);
  for (const key of ["full", "r16", "r4"] as const) {
    const tuned = adaptedSettings(adaptedArms[key]).learningRate;
    const shares = { full: [1, 0.5, 0.25], r16: [1, 0.5], r4: [1] }[key];
    assert.equal(
      adapted[key].map(([first]) => settingsOf(first).learningRate / tuned),
      shares,
      key,
    );
    for (const trial of adapted[key].flat()) {
      const base = settingsOf(trial.inputs.base);
      assert.equal([settingsOf(trial).steps, base.steps, base.seed], [250, 3600, settingsOf(trial).seed]);
    }
  }
  const [first] = adapted.full[0] ?? [];
  assert.equal(first?.inputs.base?.config, full[2]?.[0]?.config);
});

test("the ranks that the texts name are those of the arms that are compared", () => {
  const ranks = [adaptedArms.r4, adaptedArms.r16].map(({ trains }) => trains);
  assert.equal(ranks, [loraArm(config.rank).trains, loraArm(config.highRank).trains]);
});

test("merged models are measured on the sequences of the runs, and intruders in models of one seed", () => {
  const { merged, intruders: ofSeeds } = builtOf(config);
  for (const { config: of, inputs } of merged) {
    assert.equal({ ...inputs.adapted?.config, ...of }, inputs.adapted?.config);
    assert.equal(inputs.adapted?.inputs.base, inputs.base);
  }
  for (const { inputs } of ofSeeds) {
    const { base, ...ofArms } = inputs;
    assert.equal(Object.keys(ofArms), ["full", "r16", "r4"]);
    for (const trial of Object.values(ofArms)) assert.equal(trial.inputs.base, base);
  }
});

test("merging takes a second, and looking for intruders two and a half", () => {
  const seconds = Object.fromEntries(
    trialsOf(builtOf(config)).map(({ kind, estimatedSeconds }) => [kind, estimatedSeconds]),
  );
  assert.equal([seconds["merged-inference"], seconds.intruders], [1, 2.5]);
});

test.run();
