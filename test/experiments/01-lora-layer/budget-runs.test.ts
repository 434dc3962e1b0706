import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bodyShare, narrowModel, stepsOfEqualWork } from "../../../experiments/01-lora-layer/budget-runs.ts";
import { ratioRun } from "../../../experiments/05-gradient-flow/ratio-runs.ts";
import { alternativeRun } from "../../../experiments/lib/trials/alternatives.ts";
import { fullArm, loraArm } from "../../../experiments/lib/trials/arms.ts";
import { alternativeSteps, coreTraining } from "../../../experiments/lib/trials/core.ts";
import { close } from "../../helpers/close.ts";

const test = suite("budgets and ratios");

const { model } = coreTraining;

test("steps of equal work are those of the formula, 2/3 + r (i + o) / (i o) of full's", () => {
  // Four d x d matrices and two d x 4d a layer, all of them with adapters of rank r.
  const [d, r] = [model.dModel, 4];
  const body = 12 * d * d;
  const adapters = r * (4 * 2 * d + 2 * 5 * d);
  const share = 2 / 3 + adapters / body;
  close(bodyShare(model, loraArm(r)), share, 1e-12);
  close(share, 0.760417, 1e-6);
  assert.is(stepsOfEqualWork(model, loraArm(r), 1200), Math.round(1200 / share));
  assert.is(stepsOfEqualWork(model, fullArm, 1200), 1200);
});

test("no other width has a body nearer in size to the adapters", () => {
  for (const rank of [1, 4, 16]) {
    const { dModel, dFf, nHeads, nLayers } = narrowModel(model, loraArm(rank));
    assert.is(dFf, 4 * dModel);
    assert.is(dModel % nHeads, 0);
    const adapters = nLayers * rank * 18 * model.dModel;
    const distance = (width: number) => Math.abs(nLayers * 12 * width * width - adapters);
    for (let width = nHeads; width <= 64; width += nHeads) assert.ok(distance(dModel) <= distance(width));
  }
  assert.is(narrowModel(model, loraArm(4)).dModel, 20);
});

test("with equal rates the runs are plain LoRA's, so that none runs twice", () => {
  const run = { steps: alternativeSteps, seed: 100 };
  assert.equal(ratioRun(1, run), alternativeRun(loraArm(4), run));
});

test.run();
