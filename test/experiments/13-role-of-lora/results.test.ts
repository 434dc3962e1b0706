import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/13-role-of-lora/experiment.ts";
import { results } from "../../../experiments/13-role-of-lora/results.ts";
import { rowWith, zip } from "../../../experiments/kit/tables.ts";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { loraArm } from "../../../experiments/lab/arms.ts";
import { adaptedArms } from "../../../experiments/lab/trials/adaptation.ts";
import { closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the role of LoRA");

const config = { ...experiment.profiles.default, seeds: [200, 201, 202], otherSeeds: [200, 201] };

/** Runs on the novel, one a seed: what each learned of it, and what it forgot of the addresses. */
const adaptedBy = (pairs: readonly (readonly [learned: number, forgotten: number])[]) =>
  pairs.map(([learned, forgotten], seed) => ({
    before: { novel: 3 + seed, addresses: 2 },
    after: { novel: 3 + seed - learned, addresses: 2 + forgotten },
    vocabSize: 87,
  }));

const runs = (losses: readonly number[]) => losses.map((finalLoss) => pretrainRun({ finalLoss }));

const twice = [
  [0.2, 0.02],
  [0.25, 0.02],
] as const;
const adapted = {
  everything: adaptedBy(twice),
  full: adaptedBy([
    [0.4, 0.1],
    [0.5, 0.12],
    [0.6, 0.15],
  ]),
  r16: adaptedBy([
    [0.36, 0.04],
    [0.46, 0.05],
    [0.57, 0.06],
  ]),
  r4: adaptedBy([
    [0.3, 0.02],
    [0.3, 0.03],
    [0.45, 0.03],
  ]),
  r1: adaptedBy(twice),
  queryValue: adaptedBy(twice),
};

/** Merged models of an arm whose losses differ from the unmerged ones by this much. */
const mergedBy = (runsOfArm: (typeof adapted)["r16"], differences: readonly number[]) =>
  zip(runsOfArm, differences).map(([{ after }, difference]) => ({
    largestScore: 10,
    largestDifference: 1e-6,
    loss: after.novel + difference,
  }));

const found = (count: number) => [
  { name: "layers.0.query", count },
  { name: "layers.0.up", count: 1 },
];
const intruders = [3, 5].map((ofR16) => ({
  intruders: {
    everything: found(0),
    full: found(0),
    r16: found(ofR16),
    r4: found(1),
    r1: found(1),
    queryValue: found(1),
  },
}));

const tables = experiment.tables(
  {
    full: runs([1, 1]),
    lora: runs([1.5, 1.25]),
    frozen: runs([2, 2]),
    adapted,
    intruders,
    merged: mergedBy(adapted.r4, [0, -0.03, 0]),
  },
  config,
);
const estimates = results.estimates(tables, config);

test("in pre-training LoRA closes a share of the gap between the frozen body and full training, seed by seed", () => {
  closeAll(estimates["pre-training"]?.samples, [0.5, 0.75]);
});

test("learning, and learning less forgetting, are compared at a rank of 16 with full training, seed by seed", () => {
  closeAll(estimates.learning?.samples, [-0.04, -0.04, -0.03]);
  // (0.36 - 0.04) - (0.4 - 0.1), and so on.
  closeAll(estimates.net?.samples, [0.02, 0.03, 0.06]);
});

test("rank 4 reaches a share of full training's gain, which counts only if it trains under a tenth of the weights", () => {
  closeAll(estimates["fine-tuning"]?.samples, [0.75, 0.6, 0.75]);
  const heavy = tables.counts.map((row) => ({ ...row, share: 0.1 }));
  assert.is(results.estimates({ ...tables, counts: heavy }, config)["fine-tuning"], undefined);
  // Rank 4 on two blocks of width 64: 4 (64 + 64) in four linears, 4 (64 + 256) in two, against 12 * 64^2.
  closeAll([rowWith(tables.counts, { arm: "LoRA r = 4" }).share], [(4 * 512 + 2 * 1280) / (12 * 64 * 64)]);
});

test("the check on merging takes the largest difference of all arms and seeds, with its sign", () => {
  closeAll([results.checks?.(tables, config).inference?.exact ?? Number.NaN], [-0.03]);
  const stage = rowWith(tables.stages, { stage: "Inference" });
  // After seed 201 of rank 4 gained 0.3 nats, merging gained 0.03 more.
  closeAll([stage.share], [1 + 0.1 / 3]);
});

test("an arm with fewer seeds is compared on the seeds that it has", () => {
  const findings = results.findings(tables, config);
  closeAll([Number(findings["learned-query-value"]?.value)], [(0.2 - 0.3 + 0.25 - 0.3) / 2]);
  assert.is(findings["learned-query-value"]?.n, 2);
  assert.is(findings["learned-r4"]?.n, 3);
});

test("intruders are the mean over seeds of the sum over weights", () => {
  const { count, looked } = rowWith(tables.intruders, { arm: "LoRA r = 16" });
  assert.equal([count, looked], [5, 20]);
});

test("the arms of the claims have five seeds and the others three, all from the seed's fully trained model", () => {
  const trials = experiment.trials(experiment.profiles.default);
  const counts = Object.entries(trials.adapted).map(([name, ofArm]) => [name, ofArm.length]);
  assert.equal(Object.fromEntries(counts), { everything: 3, full: 5, r16: 5, r4: 5, r1: 3, queryValue: 3 });
  assert.equal(
    [trials.full, trials.lora, trials.frozen].map(({ length }) => length),
    [3, 3, 3],
  );
  const configOf = (trial: Trial | undefined) =>
    trial?.config as { steps: number; seed: number; trains?: string };
  for (const name of ["full", "r16", "r4"] as const) {
    for (const trial of trials.adapted[name]) {
      const { steps, seed, trains } = configOf(trial);
      const base = configOf(trial.inputs.base);
      assert.equal([steps, trains, base.steps, base.seed], [250, "body", 1200, seed]);
    }
  }
});

test("merged models are measured on the sequences of the runs, and intruders in models of one seed", () => {
  const { merged, intruders: ofSeeds } = experiment.trials(experiment.profiles.default);
  for (const { config: of, inputs } of merged) {
    assert.equal({ ...inputs.adapted?.config, ...of }, inputs.adapted?.config);
    assert.equal(inputs.adapted?.inputs.base, inputs.base);
  }
  assert.is(ofSeeds.length, 3);
  for (const { inputs } of ofSeeds) {
    const { base, ...ofArms } = inputs;
    for (const trial of Object.values(ofArms)) assert.equal(trial.inputs.base, base);
  }
});

test("the ranks that the texts name are those of the arms that are compared", () => {
  const ranks = [adaptedArms.r4, adaptedArms.r16].map(({ trains }) => trains);
  assert.equal(ranks, [loraArm(config.rank).trains, loraArm(config.highRank).trains]);
});

test.run();
