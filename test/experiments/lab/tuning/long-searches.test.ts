import { suite } from "uvu";
import * as assert from "uvu/assert";
import { fullArm, loraArm } from "../../../../experiments/lab/arms.ts";
import { findShared, type Rates, requiredRates } from "../../../../experiments/lab/settings.ts";
import type { PretrainConfig } from "../../../../experiments/lab/trials/pretrain.run.ts";
import { longSearches, rateOnLine } from "../../../../experiments/lab/tuning/long-searches.ts";
import type { RateGrid } from "../../../../experiments/lab/tuning/rate-grid.ts";
import { searchesOf } from "../../../../experiments/lab/tuning/shared-searches.ts";
import { close, closeAll } from "../../../helpers/close.ts";

const test = suite("searches of the long profile");

const byName = new Map(longSearches().map((search) => [search.name, search]));
const found = (name: string) => {
  const search = byName.get(name);
  assert.ok(search, name);
  return search;
};

/** The grid of a search over both rates. */
const gridOf = (name: string) => found(name).grid() as unknown as RateGrid<Rates>;

test("a rate that falls as a power of the width is continued exactly, and others by least squares", () => {
  const power = [16, 32, 64].map((width) => [width, 0.4 * width ** -0.75] as const);
  close(rateOnLine(power, 128), 0.4 * 128 ** -0.75, 1e-12);
  // In logarithms to base 2 the rates are 0, 3, 0: the line is flat at their mean.
  close(
    rateOnLine(
      [
        [16, 1],
        [32, 8],
        [64, 1],
      ],
      128,
    ),
    2,
    1e-12,
  );
});

test("arms without a rule begin at the choice of the nearest arm, in steps of the root of two", () => {
  const search = found("d64/3600/lora-r32");
  assert.equal(search.needs, ["d64/3600/lora-r16"]);
  assert.equal(search.seeds, [50, 51, 52]);
  const { learningRate, outerLearningRate } = requiredRates(findShared, "d64/3600/lora-r16");
  const grid = gridOf("d64/3600/lora-r32");
  closeAll(grid.learningRate.rates, [learningRate / Math.SQRT2, learningRate, learningRate * Math.SQRT2]);
  close(grid.learningRate.step ?? 0, Math.SQRT2, 1e-15);
  assert.equal(grid.outerLearningRate.rates, [outerLearningRate]);
});

test("wider models are checked with one seed, at the ladder's batch and steps, around the line", () => {
  const search = found("d128/7200/lora-r32");
  assert.equal(search.needs, ["d16/900/lora-r4", "d32/1800/lora-r8", "d64/3600/lora-r16"]);
  assert.equal(search.seeds, [50]);
  const { trial } = search.run({ learningRate: 0.5, outerLearningRate: 0.25 } as never, 50);
  const { model, batchSize, steps, warmupSteps, arm } = trial.config as PretrainConfig;
  assert.equal([model.dModel, model.nHeads, batchSize, steps, warmupSteps], [128, 8, 32, 7200, 720]);
  assert.equal(arm, loraArm(32).trains);
  const outerRatesOf = (name: string) => gridOf(name).outerLearningRate.rates.length;
  assert.equal(["d96/5400/full", "d96/5400/lora-r24", "d128/7200/full"].map(outerRatesOf), [3, 3, 1]);
  const runsAtFirst = (name: string) => found(name).choose().next().value;
  assert.is((runsAtFirst("d96/5400/full") as readonly unknown[]).length, 5);
  assert.is((runsAtFirst("d128/7200/full") as readonly unknown[]).length, 3);
});

test("the long profile searches what the default one does not, and its warm starts wait for full training", () => {
  const ofDefault = searchesOf("default").map(({ name }) => name);
  assert.equal(
    [...byName.keys()].filter((name) => ofDefault.includes(name)),
    [],
  );
  assert.is(byName.size, longSearches().length);
  for (const name of ["d64/3600/warmStart-r4", "d64/3600/warmStart-r4-after-10"]) {
    assert.ok(found(name).needs?.includes("d64/3600/full"), name);
  }
  assert.is(found("d64/3600/galore-r16").needs, undefined);
  assert.equal(found("moby-dick/1200/full").steps, 1200);
  assert.equal(found("moby-dick/1200/full").needs, ["moby-dick/250/full"]);
  assert.equal(found("d40/3600/full").arm, fullArm.trains);
});

test.run();
