import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/06-scalability/experiment.ts";
import { results } from "../../../experiments/06-scalability/results.ts";
import { column, firstAndLast, rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("scalability");

const config = { ...experiment.profiles.default, seeds: [300, 301, 302], fewSeeds: [300, 301] };
const { widths, builtWidths } = config.ladder;
const [QUARTER, SIXTEENTH] = ["r = d/4", "r = d/16"] as const;

/** A gap at each width, and how many hundredths more a seed has. Seeds are a loss of one apart. */
const gapOf = (gaps: readonly number[], index: number, seed: number) =>
  (gaps[index] ?? Number.NaN) + 0.01 * seed * index;

const runWith = (finalLoss: number) => pretrainRun({ finalLoss });

/** Runs of seeds from one on, or those that are missing. */
function runsOf(seeds: readonly number[], loss: (seed: number) => number, isKnown = true) {
  return seeds.map((seed) => (isKnown ? runWith(loss(seed)) : undefined));
}

/** What a build has of the ladder, with or without its recorded runs. */
function tablesWith(gaps: readonly number[], low: readonly number[], isRecorded: boolean, widest = Infinity) {
  const ladder = widths.map((width, index) => {
    const full = (seed: number) => 2 + seed - 0.1 * index;
    const quarter = (seed: number) => full(seed) + gapOf(gaps, index, seed);
    const sixteenth = (seed: number) => full(seed) + gapOf(low, index, seed);
    const isBuilt = builtWidths.includes(width);
    const isCore = width === 64;
    const split = (loss: (seed: number) => number, built: readonly number[], all: readonly number[]) => ({
      built: built.map((seed) => runWith(loss(seed))),
      recorded: runsOf(all.slice(built.length), loss, isRecorded && width <= widest),
    });
    const ofBuild = isBuilt ? [0, 1] : [];
    return {
      full: split(full, isCore ? [0, 1, 2] : ofBuild, [0, 1, 2]),
      quarter: split(quarter, ofBuild, [0, 1, 2]),
      sixteenth: split(sixteenth, isCore ? [0, 1] : [], [0, 1]),
    };
  });
  return experiment.tables({ ladder }, config);
}

const GAPS = [0.01, 0.02, 0.06, 0.08, 0.09];
const LOW = [0.05, 0.1, 0.2, 0.22, 0.25];
const built = tablesWith(GAPS, LOW, false);
const whole = tablesWith(GAPS, LOW, true);

/** Slope of the least-squares line through points, from its definition. */
function slopeOf(x: readonly number[], y: readonly number[]) {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const top = x.reduce((sum, value, index) => sum + (value - meanX) * ((y[index] ?? 0) - meanY), 0);
  return top / x.reduce((sum, value) => sum + (value - meanX) * (value - meanX), 0);
}

const slopesOver = (count: number, seeds: readonly number[], gaps: readonly number[]) =>
  seeds.map((seed) =>
    slopeOf(
      widths.slice(0, count).map(Math.log2),
      gaps.slice(0, count).map((_, index) => gapOf(gaps, index, seed)),
    ),
  );

test("without recorded runs the claim rests on the widths and seeds of the build, and its words say so", () => {
  const estimates = results.estimates(built, config);
  closeAll(estimates.scale?.samples, slopesOver(3, [0, 1], GAPS));
  assert.equal(Object.keys(estimates), ["scale"]);
  assert.is(
    results.findings(built, config)["ladder-widths"]?.value,
    "16, 32, 64 (the widths of this build; wider models were not recorded)",
  );
  assert.is(results.findings(built, config)["width-largest"]?.value, 64);
});

test("where only the build's widths have recorded seeds, the figure has the seeds of the claim", () => {
  const part = tablesWith(GAPS, LOW, true, 64);
  closeAll(results.estimates(part, config).scale?.samples, slopesOver(3, [0, 1], GAPS));
  const { gapsBySeed } = part;
  assert.equal([...new Set(column(gapsBySeed, "seed", { arm: QUARTER }))], [300, 301]);
  assert.equal([...new Set(column(gapsBySeed, "width", { arm: SIXTEENTH }))], [16, 32, 64]);
  assert.equal(new Set(column(whole.gapsBySeed, "seed", { arm: QUARTER })).size, 3);
});

test("with them it rests on all widths and seeds, and the other claims are tested", () => {
  const estimates = results.estimates(whole, config);
  closeAll(estimates.scale?.samples, slopesOver(5, [0, 1, 2], GAPS));
  closeAll(estimates["scale-low"]?.samples, slopesOver(5, [0, 1], LOW));
  // From width 64 to 128: each seed adds two hundredths more than the last.
  closeAll(estimates["scale-wide"]?.samples, [0.03, 0.05, 0.07]);
  assert.is(
    results.findings(whole, config)["ladder-widths"]?.value,
    "16, 32, 64, 96, 128 (96, 128 and seed 302 recorded)",
  );
});

test("a ladder with a gap in its recorded runs counts as one without any", () => {
  const [first, ...others] = rowsWith(whole.gapsBySeed, { arm: QUARTER, width: 128 });
  assert.ok(first !== undefined);
  const gapsBySeed = whole.gapsBySeed.filter((row) => !others.includes(row));
  const slopes = rowsWith(built.slopes, { arm: QUARTER });
  const { scale, "scale-wide": wide } = results.estimates({ ...whole, gapsBySeed, slopes }, config);
  closeAll(scale?.samples, slopesOver(3, [0, 1], GAPS));
  assert.is(wide, undefined);
});

test("gaps are paired by seed, and marks that rest on recorded runs are hollow", () => {
  closeAll(column(built.gapsBySeed, "gap", { arm: QUARTER, width: 64 }), [0.06, 0.08]);
  assert.equal(
    built.gaps.map(({ arm, width, recorded }) => [arm, width, recorded]),
    [
      [QUARTER, 16, false],
      [QUARTER, 32, false],
      [QUARTER, 64, false],
      [SIXTEENTH, 64, false],
    ],
  );
  assert.equal(
    rowsWith(whole.gaps, { arm: SIXTEENTH }).map(({ width, recorded }) => [width, recorded]),
    [
      [16, true],
      [32, true],
      [64, false],
      [96, true],
      [128, true],
    ],
  );
  const { gap, ratio, rank, weights } = rowWith(whole.gaps, { arm: QUARTER, width: 128 });
  closeAll([gap, ratio], [0.09 + 0.04, Math.exp(0.13)]);
  assert.equal([rank, weights], [32, 24 * 128 * 128]);
});

test("the changes are those from each width to the next, seed by seed", () => {
  assert.equal(
    built.changeMeans.map(({ step }) => step),
    ["16 to 32", "32 to 64"],
  );
  closeAll(column(built.changes, "change", { step: "32 to 64" }), [0.04, 0.05]);
  assert.is(whole.changeMeans.length, 4);
  assert.is(rowWith(whole.changeMeans, { step: "96 to 128" }).recorded, true);
});

test("LoRA's model has the size of the one that full training brings to the same loss, between two of the ladder", () => {
  // At width 32, seeds 0 and 1 end at 1.92 and 2.93: full training does 2 and 3 at width 16, a tenth less at 32.
  const { equal, share } = rowWith(built.equalWidths, { arm: QUARTER, width: 32 });
  const mean = (1.9 + 0.02 + 2.9 + 0.03) / 2;
  close(equal, 16 * 2 ** ((2.5 - mean) / 0.1), 1e-9);
  close(share, equal / 32, 1e-12);
  // Nothing trained in full ends as high as LoRA at the smallest width.
  assert.equal(rowsWith(whole.equalWidths, { width: 16 }), []);
  assert.equal(column(whole.equalWidths, "width", { arm: QUARTER }), [32, 64, 96, 128]);
});

test("the largest gap is found wherever it lies", () => {
  const within = tablesWith([0.01, 0.02, 0.3, 0.08, 0.09], LOW, true);
  assert.is(results.findings(within, config)["width-peak"]?.value, 64);
  assert.is(results.findings(whole, config)["width-peak"]?.value, 128);
});

test("models grow in depth and width from a million to ten billion body weights, with a width of 64 for each block", () => {
  const [smallest, largest] = firstAndLast(built.models);
  assert.equal([smallest.depth, smallest.width, smallest.size], [3, 192, 3 * 12 * 192 * 192]);
  assert.equal([largest.depth, largest.width, largest.size], [59, 3776, 59 * 12 * 3776 * 3776]);
  const findings = results.findings(built, config);
  close(Number(findings["largest-size"]?.value), 10.09, 0.01);
  close(Number(findings["smallest-size"]?.value), 1.327, 0.001);
});

test("LoRA's share of the weights, the work and the state of a model are those of its twelve d x d of weights", () => {
  for (const { width: d, parameters, work, state } of built.models) {
    // Rank 4: four square layers with 8 d, two of d x 4 d with 20 d; per block 72 d of 12 d^2.
    close(parameters, 6 / d, 1e-12);
    // Two thirds, and two operations for each of the adapter's weights in each of the three products, of six a weight.
    close(work, 2 / 3 + 6 / d, 1e-12);
    // The weights and the adapters' four numbers, of the four per weight of full training.
    close(state, (1 + 4 * (6 / d)) / 4, 1e-12);
  }
  const [, { work }] = firstAndLast(built.models);
  assert.equal(results.checks?.(built, config), { "ten-percent": { exact: work, format: ".1%" } });
  assert.is(rowWith(built.shares, { arm: "deck" }).share, 0.1);
});

test("published ratios have the size's parameters", () => {
  const { parameters, ratio } = rowWith(built.published, { arm: "LoRA", size: "130M" });
  assert.is(parameters, 1.3e8);
  // GaLore's table 2: 33.92 for LoRA and 25.08 for full rank.
  close(ratio, 33.92 / 25.08, 1e-12);
  const findings = results.findings(built, config);
  closeAll(
    ["60", "130", "350", "1000"].map((size) => Number(findings[`published-${size}`]?.value)),
    [34.99 / 34.06, 33.92 / 25.08, 25.58 / 18.8, 19.21 / 15.56],
  );
  assert.is(results.figures(built, config).published?.published, true);
});

test.run();
