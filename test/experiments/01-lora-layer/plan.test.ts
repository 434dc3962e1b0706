import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/01-lora-layer/deck.ts";
import { drawing, experiment, layerIdentities } from "../../../experiments/01-lora-layer/experiment.ts";
import { results } from "../../../experiments/01-lora-layer/results.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { trainingPlans } from "../../../experiments/lab/trials/language-runs.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden, matchesGolden, readableJson } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of the LoRA layer");

const config = experiment.profiles.default;

test("the deck's layer is one of 768 features and rank 4, and its boxes are where they were put", () => {
  assert.equal(
    deck.tables["deck-nodes"]?.map(({ label }) => String(label).split("\n")[1]),
    ["768 × 4", "4 × 768", "768 × 768", "1 × 768", "1 × 768"],
  );
  deckMatchesGolden(deck, import.meta.url);
  const placed = readableJson({ nodes: drawing.nodes, links: drawing.links });
  matchesGolden(new URL("golden/layer.txt", import.meta.url), `${placed}\n`);
});

test("three layers, three lengths of three arms, and the floor, the narrow model and the lowest rank at one length", () => {
  assert.equal(config.layers, [
    { inputs: 768, outputs: 768, rank: 4, batchSize: 1 },
    { inputs: 768, outputs: 3072, rank: 4, batchSize: 32 },
    { inputs: 64, outputs: 256, rank: 16, batchSize: 32 },
  ]);
  const { alpha, rank, highRank, lowRank, ngramOrders } = config;
  assert.equal({ alpha, rank, highRank, lowRank }, { alpha: 8, rank: 4, highRank: 16, lowRank: 1 });
  assert.equal(ngramOrders, [2, 3, 4]);
  // (3 arms x 3 lengths + 3 arms at the middle length) x 3 seeds.
  assert.equal(countKinds(experiment.trials(config)), {
    "layer-identities": 9,
    pretrain: 36,
    ngram: 1,
  });
  assert.equal(experiment.profiles.quick.seeds, [200]);
  assert.equal(experiment.profiles.paper.seeds, [200, 201, 202, 203, 204]);
  assert.equal(experiment.profiles.paper.lengths, trainingPlans.paper.lengths);
});

test("checking a layer takes a tenth of a second, and a fifth of a second more for a million weights", () => {
  const seconds = (inputs: number, outputs: number) =>
    layerIdentities({ inputs, outputs, rank: 4, alpha: 8, batchSize: 1, seed: 1 }).estimatedSeconds;
  close(seconds(1000, 1000), 0.3, 1e-12);
  close(seconds(2000, 1000), 0.5, 1e-12);
});

const identities = (deckOutput: number, mergedDifference: number) => ({
  deck: { shape: "1 × 768", largestOutput: deckOutput },
  updateAtStart: 0,
  gradients: { largestOfA: 0, largestOfB: 2 },
  mergedDifference,
  largestOutput: 4,
});
const run = (finalLoss: number) => pretrainRun({ finalLoss, lossByDocument: [finalLoss] });
const seeds = [200];
/** Losses of the three lengths; full training's fall by a nat for each factor of three. */
const byLength = (losses: readonly number[]) => losses.map((loss) => [run(loss)]);
const tablesWith = (deckOutput: number) =>
  experiment.tables(
    {
      identities: config.layers.map(() => [identities(deckOutput, 0.01)]),
      full: byLength([4, 3, 2]),
      lora: byLength([4.5, 3.5, 2.5]),
      high: byLength([4.25, 3.25, 2.25]),
      low: [run(3.75)],
      frozen: [run(5)],
      narrow: [run(3.25)],
      ngrams: { losses: [{ order: 2, loss: 2.4 }] },
    },
    { ...config, seeds },
  );

test("the arms of the middle length are listed with their own losses", () => {
  const { final, "final-runs": runs, floors } = tablesWith(0);
  assert.equal(
    final.map(({ arm, loss, seeds: count }) => [arm, loss, count]),
    [
      ["full", 3, 1],
      ["LoRA r = 16", 3.25, 1],
      ["LoRA r = 4", 3.5, 1],
      ["LoRA r = 1", 3.75, 1],
      ["rank 0", 5, 1],
    ],
  );
  assert.equal(runs, [{ seed: 200, full: 3, lora: 3.5, frozen: 5 }]);
  assert.equal(floors, [{ order: 2, loss: 2.4 }]);
});

test("of equal budgets, steps and work compare the longest runs, and size the narrow model at the middle length", () => {
  const rows = tablesWith(0)["budget-runs"];
  closeAll([rowWith(rows, { budget: "steps" }).difference], [0.5]);
  closeAll([rowWith(rows, { budget: "trained weights" }).difference], [0.25]);
  // A step of LoRA costs about two thirds of a step of full training, so that it is compared with a shorter run of that.
  const { lora, full } = rowWith(rows, { budget: "FLOPs" });
  const { steps } = rowWith(tablesWith(0)["budget-settings"], { budget: "FLOPs", side: "full" });
  assert.is(lora, 2.5);
  close(full, 2 + Math.log(3600 / steps) / Math.log(3), 1e-9, "on the line of full training");
  assert.ok(steps > 2400 && steps < 2900, `${steps}`);
});

test("a layer fails its check where the deck's layer gives anything but zeros, or another shape", () => {
  const exactOf = (deckOutput: number) => results.checks?.(tablesWith(deckOutput), config).layer?.exact;
  // The deck's shape in these results is that of the first layer alone.
  assert.is(exactOf(0), 2);
  assert.is(exactOf(0.5), 3);
  const { identities: rows } = tablesWith(0);
  assert.equal(
    rows.map(({ layer, expectedShape }) => [layer, expectedShape]),
    [
      ["768 to 768, r = 4", "1 × 768"],
      ["768 to 3072, r = 4", "32 × 3072"],
      ["64 to 256, r = 16", "32 × 256"],
    ],
  );
  closeAll(
    rows.map(({ relativeDifference }) => relativeDifference),
    [0.0025, 0.0025, 0.0025],
  );
});

test.run();
