import { suite } from "uvu";
import * as assert from "uvu/assert";
import { coverageArms } from "../../../experiments/08-global-context/coverage-runs.ts";
import { contextGain, experiment } from "../../../experiments/08-global-context/experiment.ts";
import { results } from "../../../experiments/08-global-context/results.ts";
import { searches } from "../../../experiments/08-global-context/searches.ts";
import type { Estimate } from "../../../experiments/kit/experiment.ts";
import { fullArm, loraArm } from "../../../experiments/lab/arms.ts";
import { countParameters } from "../../../experiments/lab/nn/costs.ts";
import { coreTraining, reportSeeds } from "../../../experiments/lab/setup.ts";
import { adaptedArms, adaptedRuns } from "../../../experiments/lab/trials/adaptation.ts";
import { languageRuns, trainingPlans } from "../../../experiments/lab/trials/language-runs.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("global context");

/** Each sample is within rounding of what is expected of it. */
function closeAll(estimate: Estimate | undefined, expected: readonly number[]): void {
  const samples = estimate !== undefined && "samples" in estimate ? estimate.samples : [];
  assert.is(samples.length, expected.length);
  samples.forEach((sample, index) => {
    close(sample, expected[index] ?? Number.NaN, 1e-9);
  });
}

/** A run whose loss falls from 3 at the first position to `3 - gain` at all others. */
function runWithGain(gain: number) {
  const lossByPosition = Array.from({ length: 8 }, (_, index) => (index === 0 ? 3 : 3 - gain));
  return pretrainRun({ finalLoss: 2, lossByPosition });
}

test("the context gain is the first position's loss less the mean of the last quarter", () => {
  close(contextGain([4, 9, 9, 9, 9, 9, 1, 2], 0.25), 2.5, 1e-12);
  assert.is(contextGain([4, 3], 0.1), 1);
});

test("adapters in all places have the same size, give or take the last whole rank", () => {
  const model = { ...coreTraining.model, vocabSize: 87 };
  const sizeAt = (place: keyof ReturnType<typeof coverageArms>) =>
    countParameters(model, coverageArms()[place].trains).trainedBody;
  assert.is(sizeAt("everywhere"), 9216);
  assert.is(sizeAt("oneLayer"), 9216);
  assert.is(sizeAt("queryValue"), 9216);
  assert.is(sizeAt("feedForward"), 8960);
});

test("one layer is compared with full training and with adapters everywhere, seed by seed, at the middle length", () => {
  const config = { ...experiment.profiles.default, seeds: [200, 201, 202], studySeeds: [200, 201] };
  const runs = (gain: number, seeds: readonly number[]) =>
    seeds.map((_, index) => runWithGain(gain + 0.05 * index));
  const ofClaims = (gain: number) => runs(gain, config.seeds);
  const ofStudy = (gain: number) => runs(gain, config.studySeeds);
  const long = {
    full: ofClaims(1),
    everywhere: ofClaims(0.8),
    oneLayer: ofClaims(0.7),
    frozen: ofStudy(0.1),
  };
  const short = {
    full: ofStudy(0.6),
    everywhere: ofStudy(0.5),
    queryValue: ofStudy(0.4),
    feedForward: ofStudy(0.2),
  };
  const adaptedBy = (learned: number) =>
    config.studySeeds.map((seed) => ({
      before: { novel: seed, addresses: 2 },
      after: { novel: seed - learned, addresses: 2 },
      vocabSize: 87,
    }));
  const adapted = [0.4, 0.3, 0.25, 0.1].map(adaptedBy);
  const tables = experiment.tables({ long, short, adapted }, config);
  const estimates = results.estimates(tables, config);
  closeAll(estimates.context, [0.3, 0.3, 0.3]);
  closeAll(estimates.coverage, [0.1, 0.1, 0.1]);
  assert.equal(
    tables.places.map(({ arm, difference }) => [arm, Math.round(100 * difference)]),
    [
      ["everywhere", -10],
      ["query and value", -20],
      ["feed-forward", -40],
    ],
  );
  const findings = results.findings(tables, config);
  close(Number(findings["learned-matched-to-everywhere"]?.value), -0.05, 1e-9);
  // Inputs and outputs of query and value are 64 each, in two layers: at rank 18 as many as everywhere, at rank 4 fewer.
  assert.equal(
    tables.adapted.map(({ trained }) => trained),
    [98_304, 9216, 2 * 2 * 128 * 18, 2 * 2 * 128 * 4],
  );
});

test("the claims' arms have eight seeds, the others three, and shared arms are the runs of other slides", () => {
  const { long, short, adapted } = experiment.trials(experiment.profiles.default);
  const runs = (rank: 4 | "full", length: "middle" | "short", count: number) =>
    languageRuns(
      rank === "full" ? fullArm : loraArm(rank),
      { length, seeds: reportSeeds(count) },
      trainingPlans.default,
    );
  assert.equal(long.full, runs("full", "middle", 8));
  assert.equal(long.everywhere, runs(4, "middle", 8));
  assert.equal(short.full, runs("full", "short", 3));
  assert.equal(short.everywhere, runs(4, "short", 3));
  assert.is(long.oneLayer.length, 8);
  const onNovel = (key: "full" | "r4" | "queryValue") =>
    adaptedRuns(adaptedArms[key], { length: "adaptation", seeds: reportSeeds(3) }, trainingPlans.default);
  assert.equal([adapted[0], adapted[1], adapted[3]], [onNovel("full"), onNovel("r4"), onNovel("queryValue")]);
});

test("each place is searched at the length at which it is compared", () => {
  assert.equal(
    searches.map(({ name }) => name),
    [
      "d64/1200/first-layer",
      "d64/400/query-value",
      "d64/400/feed-forward",
      "moby-dick/250/matched-query-value",
    ],
  );
});

test.run();
