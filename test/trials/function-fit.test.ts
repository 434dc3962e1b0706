import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FunctionFitConfig, run } from "../../experiments/07-expressiveness/function-fit.run.ts";
import { close } from "../helpers/close.ts";

const test = suite("function fit");

const config: FunctionFitConfig = {
  method: "lora",
  rank: 4,
  hidden: 16,
  points: 40,
  steps: 200,
  learningRate: 0.03,
  seed: 1,
};
const context = { inputs: {}, engine: "cpu" as const, progress: () => {} };

test("the target is the deck's function on its range", () => {
  const { fit } = run({ ...config, steps: 0 }, context).result;
  assert.is(fit.length, 40);
  assert.is(fit[0]?.x, 0);
  assert.is(fit[39]?.x, 10);
  for (const { x, target } of fit) {
    close(target, Math.sin(x) + 0.5 * Math.cos(2 * x) + 0.3 * Math.sin(3 * x), 1e-14, `at ${x}`);
  }
});

test("training lowers the error, and more of the network lowers it further", () => {
  const rmse = (changes: Partial<FunctionFitConfig>) => run({ ...config, ...changes }, context).result.rmse;
  const untrained = rmse({ steps: 0 });
  const headOnly = rmse({ method: "headOnly", rank: 0 });
  const adapted = rmse({});
  assert.ok(headOnly < untrained, `${headOnly} < ${untrained}`);
  assert.ok(adapted < headOnly, `${adapted} < ${headOnly}`);
});

test("equal configs give equal bits", () => {
  assert.equal(run(config, context), run(config, context));
});

test.run();
