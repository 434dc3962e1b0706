import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as arms from "../../../experiments/lab/arms.ts";
import {
  coreTraining,
  ladderSize,
  lengths,
  modelOf,
  modelOfWidth,
  narrowWidth,
  reportSeeds,
  searchName,
  warmupOf,
} from "../../../experiments/lab/setup.ts";

const test = suite("the setup that slides share");

test("the core model has a width of 64, heads of 16, and trains for 400, 1,200 and 3,600 steps", () => {
  assert.equal(lengths, { short: 400, middle: 1200, long: 3600, adaptation: 250 });
  assert.equal(modelOfWidth(64), { dModel: 64, nLayers: 2, nHeads: 4, dFf: 256, contextLength: 32 });
  assert.equal(modelOfWidth(narrowWidth), { dModel: 32, nLayers: 2, nHeads: 2, dFf: 128, contextLength: 32 });
  const { model, batchSize, evaluatedOn, evaluationWindows, finalWindows } = coreTraining;
  assert.equal(model, modelOfWidth(64));
  assert.equal([batchSize, evaluatedOn, evaluationWindows, finalWindows], [16, "test", 512, 2048]);
});

test("every width is divided into whole heads, of 16 where that is possible", () => {
  assert.equal(
    [16, 32, 40, 48, 56, 64, 96, 128].map((width) => width / modelOfWidth(width).nHeads),
    [16, 16, 20, 16, 14, 16, 16, 16],
  );
});

test("the ladder reads 18.75 characters per body weight at every width", () => {
  for (const width of [16, 32, 64, 96, 128]) {
    const { steps, batchSize } = ladderSize(width);
    const { dModel, nLayers, dFf, contextLength } = modelOfWidth(width);
    const weights = nLayers * (4 * dModel * dModel + 2 * dModel * dFf);
    assert.is((steps * batchSize * contextLength) / weights, 18.75, `${width}`);
    assert.ok(Number.isInteger(steps) && Number.isInteger(batchSize));
  }
  assert.equal(ladderSize(64), { steps: lengths.long, batchSize: coreTraining.batchSize });
});

test("the rates rise for a tenth of the steps, at least one", () => {
  assert.equal([3600, 250, 8, 1].map(warmupOf), [360, 25, 1, 1]);
});

test("seeds of the report count from 300", () => {
  assert.equal(reportSeeds(3), [300, 301, 302]);
  assert.equal(reportSeeds(0), []);
});

test("a search is named by width, steps and arm", () => {
  assert.is(searchName(arms.loraArm(4), 64, 1200), "d64/1200/lora-r4");
});

test("a model takes its vocabulary from the runs", () => {
  const { model } = coreTraining;
  assert.is(modelOf({ model }, [{ vocabSize: 87 }]).vocabSize, 87);
  assert.ok(Number.isNaN(modelOf({ model }, []).vocabSize));
});

test("LoRA's ranks 1, 4, 16 and 64 differ in colour, dash and shape", () => {
  const looks = [1, 4, 16, 64].map((rank) => arms.lora(rank));
  for (const name of ["color", "dash", "shape"] as const) {
    assert.is(new Set(looks.map((look) => look[name])).size, 4, name);
  }
  assert.equal(
    [2, 3, 8, 9, 17].map((rank) => arms.lora(rank).color),
    ["sky", "blue", "blue", "navy", "purple"],
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

test.run();
