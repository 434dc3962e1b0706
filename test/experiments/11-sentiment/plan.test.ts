import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/11-sentiment/deck.ts";
import { polarityDirection } from "../../../experiments/11-sentiment/evaluation.ts";
import { experiment } from "../../../experiments/11-sentiment/experiment.ts";
import { references } from "../../../experiments/11-sentiment/references.ts";
import { searches } from "../../../experiments/11-sentiment/searches.ts";
import {
  frozenVectors,
  fullVectors,
  sentiment,
  sentimentRun,
  sentimentTraining,
} from "../../../experiments/11-sentiment/sentiment-runs.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the sentiment");

const { quick, default: config, long } = experiment.profiles;

test("the deck's six words are, on the right, all on one line through the origin, and all inside the axes", () => {
  const points = (table: string) => {
    const rows = deck.tables[table] ?? [];
    assert.equal(
      rows.map(({ word }) => word),
      ["good", "bad", "happy", "sad", "excited", "angry"],
    );
    return rows.map(({ first, second }) => [Number(first), Number(second)]);
  };
  assert.is(rankOf(points("deck-full-space")), 2);
  assert.is(rankOf(points("deck-lora-space")), 1);
  const all = [...points("deck-full-space"), ...points("deck-lora-space")].flat();
  assert.ok(all.every((value) => Math.abs(value) < 3));
});

test("both panels of the deck's figure have the same axes, with fewer labels on a screen", () => {
  const { spec, screen } = deck.figures.deck ?? {};
  const shown = JSON.stringify(spec);
  const count = (text: string, part: string) => text.split(part).length - 1;
  assert.is(count(shown, '"domain":[-3,3]') % 4, 0);
  assert.ok(count(shown, '"domain":[-3,3]') > 0);
  assert.ok(shown.includes('"values":[-2,0,2]') && !JSON.stringify(screen).includes('"values":[-2,0,2]'));
  assert.ok(JSON.stringify(screen).includes('"values":[-2,2]'));
  assert.ok(
    shown.includes('"spacing":24') && shown.includes('"width":163') && shown.includes('"height":166'),
  );
  // Hairlines through the origin of each panel.
  assert.ok(shown.includes('{"first":0}') && shown.includes('{"second":0}'));
});

test("sources have the years of their proceedings", () => {
  yearsMatch(references, { sentences: 2015, nadeau: 2003, vader: 2014 });
});

test("six arms of two tasks have twenty splits, and two classifiers place the deck's words", () => {
  assert.equal(config.ranks, [1, 2, 4, 8]);
  assert.equal([config.sixClasses.rank, config.twoClasses.rank], [2, 1]);
  // 200 sentences of three domains are for tuning.
  assert.is(config.tuningSentences, 600);
  assert.equal([config.seeds, quick.seeds], [reportSeeds(20), reportSeeds(1)]);
  assert.equal(long, config);
  assert.equal(countKinds(experiment.trials(config)), { sentiment: 2 * 6 * 20, "word-polarity": 2 });
});

test("a classifier has 32 dimensions and 150 steps of 64 sentences, of which a fifth is held out", () => {
  const { heldOutShare, minimumCount, dimension, steps, batchSize, headLearningRate } = sentimentTraining;
  assert.equal([heldOutShare, minimumCount, dimension], [0.2, 2, 32]);
  assert.equal([steps, batchSize, headLearningRate], [150, 64, 0.02]);
  assert.is(quick.training.steps, 30);
});

test("the words are placed by a classifier that trains on all sentences", () => {
  const [placed] = trialsOf(experiment.trials(config).words);
  const { words } = config;
  assert.equal(words, ["good", "bad", "happy", "sad", "excited", "angry"]);
  assert.equal({ ...placed?.config, heldOutShare: 0, seed: 300, words }, placed?.config);
});

test("a classifier takes 20 ms and half a millisecond per step", () => {
  const run = { ...sentimentTraining, evaluatedOn: "test", task: "sentiment", seed: 1 } as const;
  const seconds = (steps: number) =>
    sentiment(sentimentRun(fullVectors, { ...run, steps }, { learningRate: 0.1 })).estimatedSeconds;
  close(seconds(100), 0.07, 1e-12);
  close(seconds(200), 0.12, 1e-12);
  // Frozen vectors need no search: nothing of them has a rate.
  assert.is(sentimentRun(frozenVectors, run).learningRate, 0);
});

test("every trained arm of both tasks is searched by the share of tuning sentences that it misses", () => {
  assert.equal(
    searches.map(({ name }) => name),
    ["sentiment", "sentiment and domain"].flatMap((task) =>
      ["full", "lora-r1", "lora-r2", "lora-r4", "lora-r8"].map((arm) => `${task}/${arm}`),
    ),
  );
  for (const { steps, run } of searches) {
    assert.is(steps, 150);
    const { trial, lossOf } = run({ learningRate: 0.01 }, 50);
    assert.is("evaluatedOn" in trial.config && trial.config.evaluatedOn, "tuning");
    assert.is(lossOf({ heldOut: { accuracy: 0.75, loss: 9 } }), 0.25);
    assert.is(lossOf({ heldOut: null }), 1);
  }
});

test("a polarity is the positive column of the head less the negative", () => {
  const headWeight = { shape: [2, 2] as const, values: Float32Array.from([1, 4, 2, 0.5]) };
  assert.equal([...polarityDirection({ headWeight })], [3, -1.5]);
});

test.run();
