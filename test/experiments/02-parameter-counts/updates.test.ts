import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/02-parameter-counts/experiment.ts";
import { results } from "../../../experiments/02-parameter-counts/results.ts";
import { Random } from "../../../experiments/kit/random.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { svd } from "../../../experiments/lab/linalg/svd.ts";
import { close, closeAll } from "../../helpers/close.ts";

const test = suite("updates of pre-training and of fine-tuning");

const config = { ...experiment.profiles.default, seeds: [300, 301, 302], fewSeeds: [300, 301] };
const names = ["layers.0.query", "layers.0.up", "layers.1.query", "layers.1.up"];
const [ROWS, COLUMNS] = [6, 9];

/** A seed's updates as matrices: each a sum of `directions` random outer products, `size` times as large. */
function drawUpdates(seed: number, directions: number, size: number) {
  const random = Random.seeded(seed);
  const vector = (length: number) => Array.from({ length }, () => random.normal());
  return names.map((name, index) => {
    const values = new Float64Array(ROWS * COLUMNS);
    for (let direction = 0; direction < directions; direction++) {
      const [left, right] = [vector(ROWS), vector(COLUMNS)];
      left.forEach((a, row) => {
        right.forEach((b, column) => {
          values[row * COLUMNS + column] = (values[row * COLUMNS + column] ?? 0) + size * a * b;
        });
      });
    }
    return { name, values, startNorm: 1 + index + (seed % 7) };
  });
}

type Drawn = ReturnType<typeof drawUpdates>;

/** What the trial of singular values returns for them. */
const spectraOf = (updates: Drawn) => ({
  updates: updates.map(({ name, values, startNorm }) => ({
    name,
    rows: ROWS,
    columns: COLUMNS,
    singularValues: svd({ rows: ROWS, columns: COLUMNS, values }).singularValues,
    startNorm,
  })),
});

/** Norm of the entries, without any decomposition. */
const normOf = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** Geometric mean over a seed's matrices. */
const over = (drawn: Drawn, value: (matrix: Drawn[number]) => number) =>
  Math.exp(drawn.reduce((sum, matrix) => sum + Math.log(value(matrix)), 0) / drawn.length);
const relative = (drawn: Drawn) => over(drawn, ({ values, startNorm }) => normOf(values) / startNorm);

const draw = (seeds: readonly number[], from: number, directions: number, size: number) =>
  seeds.map((seed) => drawUpdates(from + seed, directions, size));

const [short, middle, long] = [
  draw(config.fewSeeds, 0, 6, 1),
  draw(config.seeds, 100, 6, 3),
  draw(config.seeds, 200, 6, 9),
];
const rates = [draw(config.seeds, 300, 2, 1), draw(config.seeds, 400, 2, 0.5), draw(config.seeds, 500, 2, 2)];
const longer = draw(config.fewSeeds, 600, 2, 2);

const tablesWith = (longerFineTuning: readonly Drawn[]) =>
  experiment.tables(
    {
      preTraining: [short, middle, long].map((ofLength) => ofLength.map(spectraOf)),
      fineTuning: rates.map((ofRate) => ofRate.map(spectraOf)),
      longerFineTuning: longerFineTuning.map(spectraOf),
    },
    config,
  );

const tables = tablesWith([]);
const findings = results.findings(tables, config);
const geometric = (ratios: readonly number[]) =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

/** A measure of the longest pre-training over that of fine-tuning, seed by seed. */
const ratios = (fine: readonly Drawn[], measure: (drawn: Drawn) => number) =>
  long.map((drawn, seed) => measure(drawn) / measure(fine[seed] ?? []));

test("an update's size is relative to its start, averaged over matrices on a logarithmic scale, and paired by seed", () => {
  const { "update-size": size } = results.estimates(tables, config);
  closeAll(size?.samples, ratios(rates[0] ?? [], relative));
  close(Number(findings.ratio?.value), geometric(ratios(rates[0] ?? [], relative)), 1e-9);
});

test("texts name the ratio in absolute size, that of the starts, and its range over the rates of fine-tuning", () => {
  const absolute = (drawn: Drawn) => over(drawn, ({ values }) => normOf(values));
  close(Number(findings["ratio-absolute"]?.value), geometric(ratios(rates[0] ?? [], absolute)), 1e-9);
  const starts = ratios(rates[0] ?? [], (drawn) => over(drawn, ({ startNorm }) => startNorm));
  close(Number(findings["start-ratio"]?.value), 1 / geometric(starts), 1e-9);
  const byRate = rates.map((ofRate) => geometric(ratios(ofRate, relative)));
  close(Number(findings["ratio-lowest"]?.value), Math.min(...byRate), 1e-9);
  close(Number(findings["ratio-highest"]?.value), Math.max(...byRate), 1e-9);
  close(Number(findings.pre?.value), long.reduce((sum, drawn) => sum + relative(drawn), 0) / 3, 1e-9);
});

test("the rank of an update is the least that keeps nine tenths of its energy, and medians are compared", () => {
  const diagonal = (squares: readonly number[]) => ({
    updates: squares.map((first, index) => ({
      name: names[index] ?? "",
      rows: ROWS,
      columns: COLUMNS,
      // The first value holds `first` of the energy, and the others the rest in equal parts.
      singularValues: [first, ...Array.from({ length: 5 }, () => (1 - first) / 5)].map(Math.sqrt),
      startNorm: 1,
    })),
  });
  const before = [diagonal([0.55, 0.55, 0.2, 0.2])];
  const after = [diagonal([0.95, 0.8, 0.88, 0.95])];
  const one = { ...config, seeds: [300], fewSeeds: [300] };
  // Ranks 5, 5, 6, 6 and 1, 4, 2, 1: 0.55 + 4 * 0.09 = 0.91, 0.2 + 4 * 0.16 = 0.84, 0.8 + 3 * 0.04 = 0.92, 0.88 + 0.024 = 0.904.
  const known = experiment.tables(
    {
      preTraining: [before, before, before],
      fineTuning: [after, after, after],
      longerFineTuning: [],
    },
    one,
  );
  assert.equal([known.updatesBySeed[0]?.rank, known.updatesBySeed.at(-1)?.rank], [5.5, 1.5]);
  closeAll(results.estimates(known, one)["update-rank"]?.samples, [4]);
});

test("the figure has every training in order, with its mean between the ends of its interval", () => {
  assert.equal(
    tables.updates.map(({ arm }) => arm),
    [
      "pre-training, 400 steps",
      "pre-training, 1,200 steps",
      "pre-training, 3,600 steps",
      "fine-tuning, 250 steps",
      "at 0.5 of its rate",
      "at 0.25 of its rate",
    ],
  );
  const row = rowWith(tables.updates, { arm: "pre-training, 1,200 steps" });
  closeAll([row.relative], [middle.reduce((sum, drawn) => sum + relative(drawn), 0) / 3]);
  assert.ok(row.low < row.relative && row.relative < row.high);
  assert.is(rowsWith(tables.updatesBySeed, { arm: "pre-training, 400 steps" }).length, 2);
});

test("the longer fine-tuning counts if all its seeds are recorded, and is compared at equal steps", () => {
  assert.is(findings["ratio-equal"]?.value, "not known without recorded runs");
  assert.is(tablesWith(longer.slice(0, 1)).updates.length, 6);
  const known = tablesWith(longer);
  assert.is(rowWith(known.updates, { arm: "fine-tuning, 1,200 (recorded)" }).recorded, true);
  const equal = results.findings(known, config)["ratio-equal"];
  const expected = longer.map((drawn, seed) => relative(middle[seed] ?? []) / relative(drawn));
  close(Number(equal?.value), geometric(expected), 1e-9);
  assert.equal([equal?.n, equal?.unit], [2, "(recorded)"]);
});

test.run();
