import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/01-lora-layer/deck.ts";
import { experiment } from "../../../experiments/01-lora-layer/experiment.ts";
import { drawing, layerIdentities } from "../../../experiments/01-lora-layer/identities.ts";
import { results } from "../../../experiments/01-lora-layer/results.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
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

test("four seeds of the longest training, three of the rest; ranks above the deck's at the longest only", () => {
  assert.equal(config.seeds, [300, 301, 302, 303]);
  assert.equal(config.lengthSeeds, [300, 301, 302]);
  assert.equal([config.rank, config.highRank, config.training.model.dModel], [4, 16, 64]);
  // Full and rank 4: 3 + 3 + 4; rank 16: 3; rank 64: 4; frozen: 3.
  const kinds = countKinds(experiment.trials(config));
  assert.equal([kinds["layer-identities"], kinds.pretrain, kinds.ngram, kinds["read-ngram"]], [9, 30, 1, 1]);
  assert.equal(experiment.profiles.quick.seeds, [300]);
  assert.is(experiment.profiles.long, config, "recorded runs add to the default profile");
});

test("layers are checked with a scaling of one, and n-grams count what the first seed's longest training reads", () => {
  const trials = trialsOf(experiment.trials(config));
  for (const trial of trials.filter(({ kind }) => kind === "layer-identities")) {
    const { rank, alpha } = trial.config as { readonly rank: number; readonly alpha: number };
    assert.is(alpha, rank);
  }
  const counted = trials.find(({ kind }) => kind === "read-ngram")?.config as Record<string, unknown>;
  assert.equal(
    [counted.seed, counted.steps, counted.batchSize, counted.orders, counted.evaluatedOn],
    [300, 3600, 16, [2, 3, 4], "test"],
  );
});

test("checking a layer takes a tenth of a second, and a fifth of a second more for a million weights", () => {
  const seconds = (inputs: number, outputs: number) =>
    layerIdentities({ inputs, outputs, rank: 4, alpha: 4, batchSize: 1, seed: 1 }).estimatedSeconds;
  close(seconds(1000, 1000), 0.3, 1e-12);
  close(seconds(2000, 1000), 0.5, 1e-12);
});

const identities = (deckOutput: number, mergedDifference: number, shape: string) => ({
  deck: { shape, largestOutput: deckOutput },
  updateAtStart: 0,
  gradients: { largestOfA: 0, largestOfB: 2 },
  mergedDifference,
  largestOutput: 4,
});
const shapes = ["1 × 768", "32 × 3072", "32 × 256"];
const run = (finalLoss: number) => pretrainRun({ finalLoss, lossByDocument: [finalLoss] });
const one = { ...config, seeds: [300], lengthSeeds: [300] };
/** Losses of the three lengths; those of full training fall by a nat for each factor of three. */
const byLength = (losses: readonly number[]) => losses.map((loss) => [run(loss)]);
const tablesWith = (deckOutput = 0, mergedDifference = 1e-6) =>
  experiment.tables(
    {
      identities: shapes.map((shape) => [identities(deckOutput, mergedDifference, shape)]),
      full: byLength([4, 3, 2]),
      low: byLength([4.5, 3.5, 2.5]),
      high: [run(2.25)],
      highShorter: [[], []],
      fullRank: [run(2.125)],
      frozen: [run(5)],
      ngrams: { losses: [{ order: 4, loss: 1.9 }] },
      readNgrams: { losses: [{ order: 4, loss: 1.95 }] },
    },
    one,
  );

test("the arms of the longest training are listed with their losses, from full training to the frozen body", () => {
  const { final, costs, floors } = tablesWith();
  assert.equal(
    final.map(({ arm, loss, seeds }) => [arm, loss, seeds]),
    [
      ["full", 2, 1],
      ["LoRA r = 64", 2.125, 1],
      ["LoRA r = 16", 2.25, 1],
      ["LoRA r = 4", 2.5, 1],
      ["rank 0", 5, 1],
    ],
  );
  assert.equal(
    floors.map(({ loss }) => loss),
    [1.9, 1.95],
  );
  assert.equal(
    costs.map(({ trainedBody }) => trainedBody),
    [98_304, 147_456, 36_864, 9216, 0],
  );
  close(rowWith(costs, { arm: "LoRA r = 16" }).ofFull, 1.036, 1e-3);
});

test("findings compare full training with what an n-gram model counts of the same text", () => {
  const findings = results.findings(tablesWith(), one);
  close(Number(findings["over-ngram"]?.value), 0.05, 1e-12);
  close(Number(findings["over-ngram-middle"]?.value), 1.05, 1e-12);
  assert.is(findings["ngram-all"]?.value, 1.9);
  assert.is(findings["frozen-gap"]?.value, 3);
});

test("claims are about the gaps at both ranks and their growth", () => {
  const { estimates } = results;
  const samples = (id: string) => estimates(tablesWith(), one)[id]?.samples;
  closeAll(samples("from-scratch"), [0.5]);
  closeAll(samples("high-rank"), [0.25]);
  closeAll(samples("growth"), [0]);
});

test("a layer fails its check for another shape, an output that is not zero, and a merge beyond rounding", () => {
  const failed = (tables: ReturnType<typeof tablesWith>) => results.checks?.(tables, config).layer?.exact;
  assert.is(failed(tablesWith()), 0);
  assert.is(failed(tablesWith(0.5)), 3);
  assert.is(failed(tablesWith(0, 1e-3)), 3);
  const { identities: rows } = tablesWith();
  assert.is(rowsWith(rows, { layer: "768 to 3072, r = 4" })[0]?.expectedShape, "32 × 3072");
});

test.run();
