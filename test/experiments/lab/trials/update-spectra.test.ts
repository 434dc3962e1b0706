import { test } from "uvu";
import * as assert from "uvu/assert";
import { run as updateSpectra } from "../../../../experiments/lab/trials/update-spectra.run.ts";
import { pretrainRun } from "../../../helpers/pretrain-run.ts";

const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;

test("an update's singular values are those of last minus first, and its start has a size", () => {
  const artifact = (values: readonly number[]) => ({ shape: [2, 3], values: Float32Array.from(values) });
  const run = {
    result: pretrainRun({}),
    artifacts: {
      "initial.layers.0.query": artifact([1, 1, 1, 1, 1, 2]),
      "final.layers.0.query": artifact([1, 1, 4, 1, 5, 2]),
    },
  };
  const inputs = { before: run, after: run };
  const { updates } = updateSpectra({ from: "initial" }, { ...context, inputs }).result;
  assert.equal(updates, [
    { name: "layers.0.query", rows: 2, columns: 3, singularValues: [4, 3], startNorm: 3 },
  ]);
  const further = { artifacts: { "final.layers.0.query": artifact([1, 1, 4, 1, 7, 2]) } };
  const ofFineTuning = updateSpectra(
    { from: "final" },
    { ...context, inputs: { before: run, after: { result: {}, ...further } } },
  );
  assert.equal(ofFineTuning.result.updates[0]?.singularValues, [2, 0]);
});

test.run();
