import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/06-scalability/deck.ts";
import { experiment } from "../../../experiments/06-scalability/experiment.ts";
import { sizeRows } from "../../../experiments/06-scalability/ladder.ts";
import { zip } from "../../../experiments/kit/tables.ts";
import { fullArm, loraArm, type TunedArm } from "../../../experiments/lab/arms.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { languageRuns, trainingPlans } from "../../../experiments/lab/trials/language-runs.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the scalability");

const { quick, default: config, long } = experiment.profiles;

test("the deck's cost equals the size, and LoRA's is a tenth", () => {
  const rows = deck.tables["deck-scalability"] ?? [];
  const of = (arm: string) => rows.filter((row) => row.arm === arm).map(({ complexity }) => complexity);
  assert.equal(of("full"), [1e6, 1e7, 1e8, 1e9, 1e10]);
  assert.equal(of("LoRA"), [1e5, 1e6, 1e7, 1e8, 1e9]);
  deckMatchesGolden(deck, import.meta.url);
});

test("a build trains three widths with three seeds, and the wider models and a fourth seed are recorded", () => {
  assert.equal(config.ladder.widths, [16, 32, 64, 96, 128]);
  assert.equal(
    experiment
      .trials(config)
      .ladder.map(({ full, quarter, sixteenth }) =>
        [full, quarter, sixteenth].map(({ built }) => built.length),
      ),
    [
      [3, 3, 0],
      [3, 3, 0],
      // Full training of the core model has a seed more, for other slides.
      [4, 3, 3],
      [0, 0, 0],
      [0, 0, 0],
    ],
  );
  const built = (plan: typeof config) =>
    experiment
      .trials(plan)
      .ladder.map(({ full, quarter, sixteenth }) => [full.built, quarter.built, sixteenth.built]);
  assert.equal(countKinds(built(config)), { pretrain: 22 });
  assert.equal(countKinds(built(quick)), { pretrain: 7 });
  assert.equal(long, config);
});

test("ranks are a quarter of the width, and batches and steps grow with it", () => {
  const { ladder } = experiment.trials(config);
  const settings = ladder.flatMap(({ quarter }) =>
    quarter.built.slice(0, 1).map(({ config: of }) => {
      const { arm, steps, batchSize, model } = of as {
        arm: { rank: number };
        steps: number;
        batchSize: number;
        model: { dModel: number; nHeads: number };
      };
      return [model.dModel, model.nHeads, arm.rank, steps, batchSize];
    }),
  );
  assert.equal(settings, [
    [16, 1, 4, 900, 4],
    [32, 2, 8, 1800, 8],
    [64, 4, 16, 3600, 16],
  ]);
});

test("training reads as many characters per body weight at each width", () => {
  assert.is(config.ladder.charactersPerWeight, 18.75);
  close(quick.ladder.charactersPerWeight, 18.75 / 50, 1e-12);
  for (const { body, characters } of sizeRows(config, 87)) close(characters / body, 18.75, 1e-12);
  closeAll(
    sizeRows(config, 87).map(({ outerShare }) => outerShare),
    // Embeddings and head of 87 characters and 32 positions, of d each, over 24 d^2.
    [16, 32, 64, 96, 128].map((width) => (2 * 87 + 32) / (24 * width)),
  );
});

test("at the core model's width the runs are those of the long training that other slides list", () => {
  const core = experiment.trials(config).ladder[2];
  const shared = (arm: TunedArm, count: number) =>
    languageRuns(arm, { length: "long", seeds: reportSeeds(count) }, trainingPlans.default);
  const keyed = ({ kind, config: of }: { kind: string; config: object }) => ({ kind, of });
  for (const [listed, expected] of [
    [core?.full.built, shared(fullArm, 4)],
    [core?.quarter.built, shared(loraArm(16), 3)],
    [core?.sixteenth.built, shared(loraArm(4), 3)],
  ] as const) {
    for (const [one, other] of zip(listed ?? [], expected)) assert.equal(keyed(one), keyed(other));
  }
});

test.run();
