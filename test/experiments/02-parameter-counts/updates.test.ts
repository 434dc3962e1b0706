import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/02-parameter-counts/experiment.ts";
import { results } from "../../../experiments/02-parameter-counts/results.ts";
import { experiment as role } from "../../../experiments/13-role-of-lora/experiment.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { svd } from "../../../experiments/lab/linalg/svd.ts";
import { closeAll } from "../../helpers/close.ts";

const test = suite("updates of pre-training and of fine-tuning");

const config = { ...experiment.profiles.default, seeds: [200, 201] };
const names = ["layers.0.query", "layers.0.up", "layers.1.query", "layers.1.up"];
const [ROWS, COLUMNS] = [6, 9];

/** A seed's updates as matrices: each a sum of `directions` random outer products, `size` times as large. */
function drawUpdates(seed: number, directions: number, size: number) {
  const random = Random.seeded(seed);
  const vector = (length: number) => Array.from({ length }, () => random.normal());
  return names.map((name) => {
    const values = new Float64Array(ROWS * COLUMNS);
    for (let direction = 0; direction < directions; direction++) {
      const [left, right] = [vector(ROWS), vector(COLUMNS)];
      left.forEach((a, row) => {
        right.forEach((b, column) => {
          values[row * COLUMNS + column] = (values[row * COLUMNS + column] ?? 0) + size * a * b;
        });
      });
    }
    return { name, values };
  });
}

type Drawn = ReturnType<typeof drawUpdates>;

/** What the trial of singular values returns for them. */
const spectraOf = (updates: Drawn) => ({
  updates: updates.map(({ name, values }) => ({
    name,
    rows: ROWS,
    columns: COLUMNS,
    singularValues: svd({ rows: ROWS, columns: COLUMNS, values }).singularValues,
  })),
});

/** Sum of the squared entries, without any decomposition. */
const energyOf = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

const preTraining = config.seeds.map((seed) => drawUpdates(seed, 6, 3));
const fineTuning = config.seeds.map((seed) => drawUpdates(1000 + seed, 2, 1));
const tables = experiment.tables(
  { preTraining: preTraining.map(spectraOf), fineTuning: fineTuning.map(spectraOf) },
  config,
);

test("the size of an update is the norm of its entries, compared matrix by matrix on a logarithmic scale", () => {
  const expected = preTraining.map((before, seed) => {
    const logs = before.map(
      ({ values }, matrix) =>
        Math.log(energyOf(values) / energyOf(fineTuning[seed]?.[matrix]?.values ?? new Float64Array())) / 2,
    );
    return Math.exp(logs.reduce((sum, each) => sum + each, 0) / names.length);
  });
  closeAll(results.estimates(tables, config)["update-size"]?.samples, expected);
});

test("the rank of an update is the least that keeps nine tenths of its energy, and medians are compared", () => {
  const diagonal = (squares: readonly number[]) => ({
    updates: squares.map((first, index) => ({
      name: names[index] ?? "",
      rows: ROWS,
      columns: COLUMNS,
      // The first value holds `first` of the energy, and the others the rest in equal parts.
      singularValues: [first, ...Array.from({ length: 5 }, () => (1 - first) / 5)].map(Math.sqrt),
    })),
  });
  const known = {
    preTraining: [diagonal([0.55, 0.55, 0.2, 0.2])],
    fineTuning: [diagonal([0.95, 0.8, 0.88, 0.95])],
  };
  const one = { ...config, seeds: [200] };
  // Ranks 5, 5, 6, 6 and 1, 4, 2, 1: 0.55 + 4 * 0.09 = 0.91, 0.2 + 4 * 0.16 = 0.84, 0.8 + 3 * 0.04 = 0.92, 0.88 + 0.024 = 0.904.
  const ofKnown = experiment.tables(known, one);
  const [row] = ofKnown.updatesBySeed;
  assert.is(row?.preTrainingRank, 5.5);
  assert.is(row?.fineTuningRank, 1.5);
  closeAll(results.estimates(ofKnown, one)["update-rank"]?.samples, [4]);
});

test("the figure has both trainings of every matrix, with the mean over seeds between the ends of its interval", () => {
  assert.is(tables.updates.length, 2 * names.length);
  const row = rowWith(tables.updates, { training: "pre-training", matrix: "block 2, up" });
  const norms = preTraining.map((updates) => Math.sqrt(energyOf(updates[3]?.values ?? new Float64Array())));
  closeAll([row.size], [norms.reduce((sum, norm) => sum + norm, 0) / norms.length]);
  assert.ok(row.sizeLow < row.size && row.size < row.sizeHigh);
});

test("both trainings take as many steps, and fine-tuning trains everything from slide 13's models", () => {
  const { preTraining: before, fineTuning: after } = experiment.trials(experiment.profiles.default);
  assert.equal([before.length, after.length], [5, 5]);
  const settingsOf = (trial: Trial | undefined) => trial?.config as { steps: number; trains?: string };
  for (const { inputs } of before) {
    assert.equal(inputs.before, inputs.after);
    assert.is(settingsOf(inputs.after).steps, 400);
  }
  const bases = role.trials(role.profiles.default).full;
  for (const [index, { inputs }] of after.entries()) {
    const { steps, trains } = settingsOf(inputs.after);
    assert.equal([steps, trains], [400, "everything"]);
    assert.equal(inputs.after?.inputs.base, inputs.before);
    if (index < bases.length) assert.equal(inputs.before, bases[index]);
  }
});

test("the deck's count of parameters is exact", () => {
  // 2 * 4 * 768 / 768^2
  assert.equal(results.checks?.(tables, config), { "few-parameters": { exact: 8 / 768, format: ".2%" } });
});

test.run();
