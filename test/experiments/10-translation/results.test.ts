import { test } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/10-translation/experiment.ts";
import { languages } from "../../../experiments/10-translation/names.ts";
import { results } from "../../../experiments/10-translation/results.ts";
import { close } from "../../helpers/close.ts";

const config = { ...experiment.profiles.quick, seeds: [200, 201], studySeeds: [200, 201] };

/** A run with one P@1 for the pairs that hold Chinese and another for those that do not. */
function run(withChinese: number, without: number) {
  const pairs = languages.flatMap((source) =>
    languages.flatMap((target) => {
      const precision = source === "zh" || target === "zh" ? withChinese : without;
      return source === target ? [] : [{ source, target, precision }];
    }),
  );
  const counts = { families: 3, train: 4, tuning: 2, test: 4 };
  return {
    training: { losses: [], trainedParameters: 5 },
    precision: { names: pairs, articles: pairs, counts },
  };
}

const tables = experiment.tables(
  {
    untrained: [run(0, 0.2), run(0, 0.2)],
    // LoRA of rank two, then full training.
    scratch: [
      [run(0.05, 0.2), run(0.1, 0.2)],
      [run(0.1, 0.4), run(0.2, 0.6)],
    ],
    base: [run(0.1, 0.5), run(0.2, 0.5)],
    adapted: [
      [run(0.15, 0.4), run(0.2, 0.4)],
      [run(0.3, 0.4), run(0.4, 0.4)],
    ],
  },
  config,
);
const estimates = results.estimates(tables, config);

const samplesClose = (id: string, expected: readonly number[]) => {
  const samples = estimates[id]?.samples ?? [];
  assert.is(samples.length, expected.length);
  samples.forEach((sample, index) => {
    close(sample, expected[index] ?? Number.NaN, 1e-12, `${id}, sample ${index}`);
  });
};

test("the first claim is the difference of P@1 over all twenty pairs, seed by seed", () => {
  // Eight pairs hold Chinese, twelve do not.
  samplesClose("five-languages", [(8 * 0.05 + 12 * 0.2) / 20, (8 * 0.1 + 12 * 0.4) / 20]);
});

test("the second claim is LoRA's share of what full training gains on the eight pairs with Chinese, seed by seed", () => {
  samplesClose("chinese", [0.25, 0]);
});

test.run();
