import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/13-role-of-lora/deck.ts";
import { experiment } from "../../../experiments/13-role-of-lora/experiment.ts";
import { references } from "../../../experiments/13-role-of-lora/references.ts";
import { results } from "../../../experiments/13-role-of-lora/results.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of LoRA's role");

const config = experiment.profiles.default;

test("the deck's bars are the six values that its code contains", () => {
  const rows = deck.tables["deck-effectiveness"] ?? [];
  const of = (arm: string) => rows.filter((row) => row.arm === arm).map(({ effectiveness }) => effectiveness);
  assert.equal(of("full"), [1, 0.8, 1]);
  assert.equal(of("LoRA"), [0, 1, 0.9]);
  assert.equal(config.drawn, { pretraining: 0, fineTuning: 1.25, inference: 0.9 });
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references, { moby: 2026 });
});

test("five seeds of the claims' arms, three of the others", () => {
  const { rank, highRank, smallShare, intruders } = config;
  assert.equal({ rank, highRank, smallShare }, { rank: 4, highRank: 16, smallShare: 0.1 });
  assert.equal(intruders, { leading: 10, likeness: 0.5 });
  // Adapted: full, r16 and r4 with five, three arms with three.
  const kinds = { pretrain: 9, adaptation: 24, intruders: 3, "merged-inference": 5 };
  assert.equal(countKinds(experiment.trials(config)), kinds);
  const { quick, paper } = experiment.profiles;
  assert.equal(
    [quick, paper].map(({ seeds, otherSeeds }) => [seeds.length, otherSeeds.length]),
    [
      [1, 1],
      [5, 5],
    ],
  );
});

test("merging takes a second, and looking for intruders five", () => {
  const seconds = Object.fromEntries(
    trialsOf(experiment.trials(config)).map(({ kind, estimatedSeconds }) => [kind, estimatedSeconds]),
  );
  assert.equal([seconds["merged-inference"], seconds.intruders], [1, 5]);
});

const small = { ...config, seeds: [200], otherSeeds: [200] };
const adaptedBy = (learned: number, forgotten: number) => [
  {
    before: { novel: 3, addresses: 2 },
    after: { novel: 3 - learned, addresses: 2 + forgotten },
    vocabSize: 87,
  },
];
const found = (count: number) => [
  { name: "layers.0.query", count },
  { name: "layers.0.up", count: 2 },
];
const run = (finalLoss: number) => [pretrainRun({ finalLoss })];
const tables = experiment.tables(
  {
    full: run(1),
    lora: run(1.25),
    frozen: run(2),
    adapted: {
      everything: adaptedBy(0.5, 0.25),
      full: adaptedBy(0.5, 0.125),
      r16: adaptedBy(0.375, 0.0625),
      r4: adaptedBy(0.25, 0.03125),
      r1: adaptedBy(0.125, 0),
      queryValue: adaptedBy(0.1, 0),
    },
    intruders: [
      {
        intruders: {
          everything: found(0),
          full: found(1),
          r16: found(2),
          r4: found(3),
          r1: found(4),
          queryValue: found(5),
        },
      },
    ],
    merged: [{ largestScore: 10, largestDifference: 1e-6, loss: 2.8125 }],
  },
  small,
);
const findings = results.findings(tables, small);

test("what is learned is a fall, what is forgotten a rise, and net is the difference", () => {
  const { learned, forgotten, net } = rowWith(tables.adaptation, { arm: "full" });
  assert.equal([learned, forgotten, net], [0.5, 0.125, 0.375]);
  closeAll(
    ["learned-r16", "forgotten-r16", "net-r16", "net-r4"].map((id) => Number(findings[id]?.value)),
    [-0.125, -0.0625, -0.0625, -0.15625],
  );
  closeAll(
    ["net-embeddings", "learned-query-value", "learned-embeddings", "forgotten-embeddings"].map((id) =>
      Number(findings[id]?.value),
    ),
    [0.0625, -0.15, 0, 0.125],
  );
});

test("the stages are shares of full training, next to what the deck draws", () => {
  closeAll(
    tables.stages.map(({ share }) => share),
    // (2 - 1.25) / (2 - 1); 0.25 / 0.5; (3 - 2.8125) / 0.25.
    [0.75, 0.5, 0.75],
  );
  assert.equal(
    tables.stages.map(({ drawn }) => drawn),
    [0, 1.25, 0.9],
  );
  closeAll([rowWith(tables.merged, { seed: 200 }).lossDifference], [0.0625]);
  close(Number(findings["merged-loss"]?.value), 0.0625, 1e-12);
});

test("intruders are counted over the ten leading directions of each weight", () => {
  assert.equal(
    ["full", "r1", "r4", "r16"].map((arm) => findings[`intruders-${arm}`]?.value),
    [3, 6, 5, 4],
  );
  assert.is(findings["intruders-looked"]?.value, 20);
  closeAll([Number(findings["more-intruders-r4"]?.value)], [2]);
});

test("full training in all weights counts embeddings, positions and head too", () => {
  const body = 98_304;
  assert.is(rowWith(tables.counts, { arm: "full" }).trained, body);
  // Embeddings and head of 87 characters, and 32 positions, of 64 each; norms have no weights.
  const shared = 64 * (87 + 32 + 87);
  assert.is(rowWith(tables.counts, { arm: "full, embeddings too" }).trained, body + shared);
});

test("axes begin at zero or below, and end a step beyond the farthest", () => {
  const figures = results.figures(tables, small);
  const domains = (name: string) =>
    JSON.stringify(figures[name]?.spec).match(/"domain":\[[-\d.]+,[-\d.]+\]/g);
  assert.ok(domains("intruders")?.includes('"domain":[0,10]'), `${domains("intruders")}`);
  assert.ok(domains("learn-forget")?.some((domain) => domain.startsWith('"domain":[0,0.6')));
  assert.ok(domains("learn-forget")?.some((domain) => domain.startsWith('"domain":[0,0.26')));
});

test.run();
