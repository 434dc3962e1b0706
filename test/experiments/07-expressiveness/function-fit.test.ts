import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FunctionFitConfig, run } from "../../../experiments/07-expressiveness/function-fit.run.ts";
import { close } from "../../helpers/close.ts";

const test = suite("function fit");

const config: FunctionFitConfig = {
  method: "lora",
  rank: 4,
  hidden: 16,
  points: 40,
  steps: 200,
  learningRate: 0.03,
  warmupSteps: 0,
  seed: 1,
};
const context = { inputs: {}, engine: "wasm" as const, progress: () => {} };

test("the target is the deck's function on its range", async () => {
  const { fit } = (await run({ ...config, steps: 0 }, context)).result;
  assert.is(fit.length, 40);
  assert.is(fit[0]?.x, 0);
  assert.is(fit[39]?.x, 10);
  for (const { x, target } of fit) {
    close(target, Math.sin(x) + 0.5 * Math.cos(2 * x) + 0.3 * Math.sin(3 * x), 1e-14, `at ${x}`);
  }
});

test("training lowers the error, and more of the network lowers it further", async () => {
  const rmse = async (changes: Partial<FunctionFitConfig>) =>
    (await run({ ...config, ...changes }, context)).result.rmse;
  const untrained = await rmse({ steps: 0 });
  const headOnly = await rmse({ method: "headOnly", rank: 0 });
  const adapted = await rmse({});
  assert.ok(headOnly < untrained, `${headOnly} < ${untrained}`);
  assert.ok(adapted < headOnly, `${adapted} < ${headOnly}`);
});

test("a warm-up changes the way, not the task", async () => {
  const fitAfter = async (warmupSteps: number) => (await run({ ...config, warmupSteps }, context)).result;
  const [without, warmed] = [await fitAfter(0), await fitAfter(20)];
  assert.not.equal(warmed.rmse, without.rmse);
  assert.equal(
    warmed.fit.map(({ target }) => target),
    without.fit.map(({ target }) => target),
  );
});

test("equal configs give equal bits", async () => {
  assert.equal(await run(config, context), await run(config, context));
});

test.run();
