import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  budgetFindings,
  budgetRows,
  budgetRunRows,
  budgetSettingRows,
} from "../../../experiments/01-lora-layer/budgets.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { loraArm } from "../../../experiments/lab/arms.ts";
import { stepFlops } from "../../../experiments/lab/nn/costs.ts";
import { coreTraining } from "../../../experiments/lab/setup.ts";
import { close } from "../../helpers/close.ts";

const test = suite("budgets of slide 1");

const seeds = [200, 201, 202];
/** Seeds differ by one nat each, and budgets by what LoRA's loss is over full training's. */
const at = (loss: number) => seeds.map((_, index) => loss + index);
const compared = [
  { budget: "steps", lora: at(1.9), full: at(1.8) },
  { budget: "FLOPs", lora: at(1.85), full: at(1.8) },
  { budget: "trained weights", lora: at(1.9), full: at(2.1) },
] as const;
const model = { ...coreTraining.model, vocabSize: 87 };

test("differences are LoRA's less full training's, paired by seed", () => {
  const rows = budgetRows(budgetRunRows(compared, seeds));
  for (const [index, expected] of [0.1, 0.05, -0.2].entries()) {
    const { difference = Number.NaN, low = Number.NaN, high = Number.NaN } = rows[index] ?? {};
    close(difference, expected, 1e-9);
    close(high - low, 0, 1e-9, "seeds that differ by the same amount leave no spread");
  }
  const settings = budgetSettingRows(model, 4, { middle: 1200, long: 3600 });
  const findings = budgetFindings(budgetRunRows(compared, seeds), settings);
  close(Number(findings["gap-work"]?.value), 0.05, 1e-9);
  close(Number(findings["gap-size"]?.value), -0.2, 1e-9);
  assert.is(findings["gap-size"]?.n, 3);
});

test("both sides of a budget have equally much of it", () => {
  const settings = budgetSettingRows(model, 4, { middle: 1200, long: 3600 });
  type Row = (typeof settings)[number];
  const side = (budget: Row["budget"], name: Row["side"]) => rowWith(settings, { budget, side: name });
  assert.is(side("steps", "LoRA").steps, side("steps", "full").steps);
  const work = side("FLOPs", "LoRA").bodyWork / side("FLOPs", "full").bodyWork;
  close(work, 1, 0.5 / 2737, "up to half a step");
  const [lora, narrow] = [side("trained weights", "LoRA"), side("trained weights", "full")];
  assert.is(lora.trainedBody, 9216);
  assert.is(narrow.trainedBody, 24 * 20 * 20);
  assert.is(narrow.outer, (2 * 87 + 32) * 20);
  // A whole step also has attention and head, which cost both arms alike: the share of the body is not that of a step.
  const share = stepFlops(model, loraArm(4).trains, 16) / stepFlops(model, { kind: "full" }, 16);
  assert.ok(share > side("FLOPs", "LoRA").bodyWork / side("FLOPs", "LoRA").steps);
});

test("one seed has a difference and no interval", () => {
  const one = compared.map(({ budget, lora, full }) => ({
    budget,
    lora: lora.slice(0, 1),
    full: full.slice(0, 1),
  }));
  for (const { difference, low, high } of budgetRows(budgetRunRows(one, [200])))
    assert.equal([low, high], [difference, difference]);
});

test.run();
