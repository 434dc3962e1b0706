import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bodyShare, narrowModel, stepsOfEqualWork } from "../../../experiments/01-lora-layer/budget-runs.ts";
import { fullArm, loraArm } from "../../../experiments/lab/arms.ts";
import { coreTraining } from "../../../experiments/lab/setup.ts";
import { close } from "../../helpers/close.ts";

const test = suite("runs at other budgets");

const { model } = coreTraining;

test("steps of equal work are those of the formula, 2/3 + r (i + o) / (i o) of full's", () => {
  // Four d x d matrices and two d x 4d a layer, all of them with adapters of rank r.
  const [d, r] = [model.dModel, 4];
  const body = 12 * d * d;
  const adapters = r * (4 * 2 * d + 2 * 5 * d);
  const share = 2 / 3 + adapters / body;
  close(bodyShare(model, loraArm(r)), share, 1e-12);
  close(share, 0.760417, 1e-6);
  // 2,738 steps of full training cost as much as 3,600 of LoRA, rounded up from 2,737.5.
  assert.is(stepsOfEqualWork(model, loraArm(r), 3600), 2738);
  assert.is(stepsOfEqualWork(model, fullArm, 3600), 3600);
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

test.run();
