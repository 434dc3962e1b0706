import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/11-sentiment/deck.ts";
import { polarityDirection } from "../../../experiments/11-sentiment/evaluation.ts";
import { experiment } from "../../../experiments/11-sentiment/experiment.ts";
import { accuracyPanel, wordsPanel } from "../../../experiments/11-sentiment/panels.ts";
import { references } from "../../../experiments/11-sentiment/references.ts";
import { searches } from "../../../experiments/11-sentiment/searches.ts";
import {
  claimedRanks,
  fullVectors,
  sentiment,
  sentimentTraining,
  wordVectors,
} from "../../../experiments/11-sentiment/sentiment-runs.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the sentiment");

const { quick, default: config, paper } = experiment.profiles;

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

test("sources have the years of their proceedings, and arXiv's of its papers", () => {
  yearsMatch(references, { levy: 2014, sentences: 2015, nadeau: 2003, vader: 2014 });
});

test("twenty splits of five arms and one rank more for two tasks, five of what is studied besides", () => {
  assert.equal(config.ranks, [1, 2, 4, 8]);
  assert.equal(claimedRanks, { twoClasses: 1, sixClasses: 4 });
  // 200 sentences of three domains are for tuning.
  assert.is(config.tuningSentences, 600);
  assert.equal(
    [quick, config, paper].map(({ seeds, studySeeds }) => [seeds.length, studySeeds.length]),
    [
      [1, 1],
      [20, 5],
      [100, 20],
    ],
  );
  // 2 tasks x 6 arms x 20, and 2 arms x 3 domains x 5.
  assert.equal(countKinds(experiment.trials(config)), {
    sentiment: 270,
    "sentiment-pretrained": 15,
    "sentiment-plane": 2,
  });
});

test("a classifier has 32 dimensions and 150 steps of 64 sentences, of which a fifth is held out", () => {
  const { heldOutShare, minimumCount, dimension, steps, batchSize, headLearningRate } = sentimentTraining;
  assert.equal([heldOutShare, minimumCount, dimension], [0.2, 2, 32]);
  assert.equal([steps, batchSize, headLearningRate], [150, 64, 0.02]);
  assert.is(quick.training.steps, 30);
  const { addresses, window, contexts, minimumCount: ofVectors } = config.vectors;
  assert.equal([addresses, window, contexts, ofVectors], [233, 4, 1000, 10]);
  assert.equal([config.vectors.dimension, config.vectors.seed], [32, 200]);
  assert.equal([quick.vectors.addresses, quick.vectors.contexts], [10, 100]);
});

test("the words are placed by a classifier that trains on all sentences", () => {
  const [plane] = trialsOf(experiment.trials(config).planes);
  const { words } = config;
  assert.equal(words, ["good", "bad", "happy", "sad", "excited", "angry"]);
  const own = { heldOutShare: 0, backgroundCount: 10, seed: 200, words };
  assert.equal({ ...plane?.config, ...own }, plane?.config);
});

test("a classifier takes 20 ms and half a millisecond a step; vectors two seconds and 4 ms for each context", () => {
  const { trainOn, ...training } = sentimentTraining;
  const seconds = (steps: number) =>
    sentiment({
      ...training,
      steps,
      trainOn,
      evaluatedOn: "test",
      arm: fullVectors.trains,
      task: "sentiment",
      seed: 1,
      learningRate: 0.1,
      warmupSteps: 1,
    }).estimatedSeconds;
  close(seconds(100), 0.07, 1e-12);
  close(seconds(200), 0.12, 1e-12);
  const vectors = (contexts: number) => wordVectors({ ...config.vectors, contexts }).estimatedSeconds;
  assert.equal([vectors(250), vectors(500)], [3, 4]);
});

test("every arm of both tasks is searched for, frozen vectors with a rate of zero alone", () => {
  assert.equal(
    searches.map(({ name }) => name),
    ["sentiment", "sentiment and domain"].flatMap((task) =>
      ["full", "lora-r1", "lora-r2", "lora-r4", "lora-r8", "frozen"].map((arm) => `${task}/${arm}`),
    ),
  );
  for (const { name, rates, isClosed, steps, run } of searches) {
    const isFrozen = name.endsWith("frozen");
    assert.equal(rates, isFrozen ? [0] : [0.01, 0.02, 0.04]);
    assert.equal([isClosed, steps], [isFrozen ? true : undefined, 150]);
    const { lossOf } = run({ learningRate: 0.01, warmupSteps: 1 }, 50);
    assert.is(lossOf({ heldOut: { accuracy: 0.75, loss: 9 } }), 0.25);
    assert.is(lossOf({ heldOut: null }), 1);
  }
});

test("a polarity is the positive column of the head less the negative", () => {
  const headWeight = { shape: [2, 2] as const, values: Float32Array.from([1, 4, 2, 0.5]) };
  assert.equal([...polarityDirection({ headWeight })], [3, -1.5]);
});

const run = (accuracy: number, ofDomain: readonly number[] = [accuracy, accuracy, accuracy]) => ({
  vocabulary: 100,
  trainSentences: 80,
  heldOutSentences: 20,
  trainedParameters: 10,
  train: { accuracy: 1, loss: 0 },
  heldOut: { accuracy, loss: 0 },
  byDomain: (["imdb", "yelp", "amazon"] as const).map((domain, index) => ({
    domain,
    accuracy: ofDomain[index] ?? 0,
  })),
  lexiconAccuracy: 0.5,
  agreement: null,
});
const small = { ...config, ranks: [1], seeds: [200], studySeeds: [200] };
const arms = [[run(0.5)], [run(0.75)], [run(1)]];
const tables = experiment.tables(
  {
    sentiment: arms,
    sixClasses: arms,
    pretrained: [0.5, 0.75, 1].map((accuracy) => [{ ...run(accuracy), known: 40 }]),
    // Each of the three is at home in its own domain.
    crossDomain: [0, 1].map(() =>
      [0, 1, 2].map((own) => [
        run(
          0.5,
          [0, 1, 2].map((domain) => (domain === own ? 1 : 0.5)),
        ),
      ]),
    ),
    planes: [{ words: [] }, { words: [] }],
  },
  small as typeof config,
);

test("accuracy in the own domain and in the others is averaged apart", () => {
  assert.equal(
    tables.crossDomainBySeed.map(({ own, others }) => [own, others]),
    [
      [1, 0.5],
      [1, 0.5],
    ],
  );
  assert.is(tables.crossDomain.length, 2 * 3 * 3);
  assert.equal(
    tables.pretrainedBySeed.map(({ accuracy, known }) => [accuracy, known]),
    [
      [0.5, 0.4],
      [0.75, 0.4],
      [1, 0.4],
    ],
  );
  assert.equal(
    tables.shares.map(({ rank, share, n }) => [rank, share, n]),
    [
      [1, 0.5, 1],
      [1, 0.5, 1],
    ],
  );
});

test("a panel of words has an axis a little wider than its farthest word, the same for both arms", () => {
  const word = { word: "good", count: 3, named: true, rating: null };
  const words = [
    { ...word, arm: "full", polarity: 1, second: 0.5 },
    { ...word, arm: "other", polarity: -2.99, second: 0.99 },
  ];
  const spec = JSON.stringify(wordsPanel(words, fullVectors, "Full"));
  assert.match(spec, '"domain":[-4,4]');
  assert.match(spec, '"domain":[-2,2]');
  assert.match(spec, "good (3)");
});

test("words that only a lexicon rates are coloured by the side of their rating", () => {
  const word = { arm: "full", polarity: 1, second: 1, count: 3, named: false };
  const sidesOf = (rating: number) => {
    const rated = [{ ...word, word: "w", rating }];
    return JSON.stringify(wordsPanel(rated, fullVectors, "Full")).match(/"side":"rated \w+"/g);
  };
  assert.equal(sidesOf(1.5), ['"side":"rated positive"']);
  assert.equal(sidesOf(-0.5), ['"side":"rated negative"']);
});

test("a panel of accuracies has 24 px a row", () => {
  const { height } = accuracyPanel("sentiment", "t", [fullVectors, fullVectors], [], [0, 1]);
  assert.is(height, 48);
});

test.run();
