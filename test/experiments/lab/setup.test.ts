import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as arms from "../../../experiments/lab/arms.ts";
import { rehearse, withRehearsal } from "../../../experiments/lab/rehearsal.ts";
import {
  coreTraining,
  lengths,
  modelName,
  modelOf,
  modelOfWidth,
  outerRateName,
  reportSeeds,
  tunedWidthOf,
  tuningName,
} from "../../../experiments/lab/setup.ts";

const test = suite("the setup that slides share");

test("the core model has a width of 64, heads of 16, and trains for 400, 1,200 and 3,600 steps", () => {
  assert.equal(lengths, { short: 400, middle: 1200, long: 3600, adaptation: 250 });
  assert.equal(modelOfWidth(64), { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32 });
  assert.equal(modelOfWidth(32), { dModel: 32, nLayers: 2, nHeads: 2, dFf: 128, contextLength: 32 });
  const { model, batchSize, evaluatedOn, evaluationWindows, finalWindows } = coreTraining;
  assert.equal(model, modelOfWidth(64));
  assert.equal([batchSize, evaluatedOn, evaluationWindows, finalWindows], [16, "test", 512, 2048]);
});

test("seeds of the report count from 200", () => {
  assert.equal(reportSeeds(3), [200, 201, 202]);
  assert.equal(reportSeeds(0), []);
});

test("widths without searches of their own take those of the core model", () => {
  assert.equal([16, 32, 64, 128, 48].map(tunedWidthOf), [16, 32, 64, 64, 64]);
});

test("a search is named by model, length and arm; the depth is named where it is not the core model's", () => {
  const at = { model: { dModel: 64, nLayers: 2 }, steps: 400 };
  assert.is(modelName(at.model), "d64");
  assert.is(modelName({ dModel: 64, nLayers: 4 }), "d64x4");
  assert.is(tuningName("full", at), "d64/400/full");
});

test("the shared rate is full training's or LoRA's, once for a model's first search, and again for other lengths", () => {
  const model = { dModel: 64, nLayers: 2 };
  const nameOf = (trains: arms.Training, steps: number) => outerRateName(trains, { model, steps });
  assert.equal(
    [3600, 1200, 400].map((steps) => nameOf({ kind: "full" }, steps)),
    ["d64/outer/full", "d64/outer/full", "d64/400/outer/full"],
  );
  const lowRank: readonly arms.Training[] = [
    { kind: "lora", rank: 1, alpha: 1 },
    { kind: "lowRank", rank: 1 },
    { kind: "relora", rank: 1 },
    { kind: "warmStart", rank: 1 },
  ];
  for (const trains of lowRank) assert.is(nameOf(trains, 3600), "d64/outer/lora-r4", trains.kind);
  const whole: readonly arms.Training[] = [
    { kind: "galore", rank: 1 },
    { kind: "apollo" },
    { kind: "experts", experts: 4 },
    { kind: "window", positions: 16 },
  ];
  for (const trains of whole) assert.is(nameOf(trains, 3600), "d64/outer/full", trains.kind);
});

test("a model takes its vocabulary from the runs", () => {
  const { model } = coreTraining;
  assert.is(modelOf({ model }, [{ vocabSize: 87 }]).vocabSize, 87);
  assert.ok(Number.isNaN(modelOf({ model }, []).vocabSize));
});

test("low, middle and high ranks of LoRA look different, and so do low and high ranks without a base", () => {
  assert.equal(
    [1, 2, 3, 8, 9].map((rank) => arms.lora(rank).color),
    ["sky", "sky", "blue", "blue", "navy"],
  );
  assert.equal(
    [8, 9].map((rank) => arms.lowRank(rank).dash),
    ["dashDot", "shortDash"],
  );
  assert.equal(arms.deckLora, { ...arms.lora(4), name: "LoRA" });
});

test("an arm's scaling is one, as alpha is its rank, and the frozen body has rank zero", () => {
  assert.equal(arms.loraArm(16).trains, { kind: "lora", rank: 16, alpha: 16 });
  assert.equal(arms.frozenArm.trains, { kind: "lora", rank: 0, alpha: 0 });
});

test("points of arms have a legend without a title", () => {
  const { color, shape } = arms.armPoints("arm", [arms.full], { orient: "top", columns: 2 });
  assert.equal(color.legend, { title: null, orient: "top", columns: 2 });
  assert.equal(shape.scale.range, ["circle"]);
});

test("a rehearsal has a 160th of the steps, a 16th of the windows, one at least, and all else as it was", () => {
  const paper = {
    lengths: { short: 1600, middle: 4800, adaptation: 100 },
    training: { evaluationWindows: 512, finalWindows: 2048, batchSize: 16, evaluatedOn: "test" },
    ranks: [4, 16],
    seeds: null,
  };
  const expected = {
    lengths: { short: 10, middle: 30, adaptation: 1 },
    training: { evaluationWindows: 32, finalWindows: 128, batchSize: 16, evaluatedOn: "test" },
    ranks: [4, 16],
    seeds: null,
  };
  assert.equal(rehearse(paper), expected);
  assert.equal(rehearse({ lengths: [320, 80, 79] }), { lengths: [2, 1, 1] });
  assert.equal(withRehearsal({ quick: paper, default: paper, paper }).rehearsal, expected);
});

test.run();
