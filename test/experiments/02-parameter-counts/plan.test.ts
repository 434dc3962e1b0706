import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/02-parameter-counts/deck.ts";
import { experiment } from "../../../experiments/02-parameter-counts/experiment.ts";
import { references } from "../../../experiments/02-parameter-counts/references.ts";
import { results } from "../../../experiments/02-parameter-counts/results.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import type { Trial } from "../../../experiments/kit/trial.ts";
import { adaptedArms, adaptedSettings } from "../../../experiments/lab/trials/adaptation.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the parameter counts");

const config = { ...experiment.profiles.default, seeds: [300], fewSeeds: [300] };
const spectra = [
  {
    updates: [{ name: "layers.0.query", rows: 2, columns: 2, singularValues: [2, 1], startNorm: 2 }],
  },
];
const tables = experiment.tables(
  { preTraining: [spectra, spectra, spectra], fineTuning: [spectra, spectra, spectra], longerFineTuning: [] },
  config,
);

test("the deck counts a square matrix of 768 and its factors of rank 4", () => {
  assert.equal(
    deck.tables["deck-parameters"]?.map(({ parameters }) => parameters),
    [589_824, 6_144],
  );
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references);
});

test("updates of four seeds, of three after the short pre-training, and of four at each rate of fine-tuning", () => {
  const { quick, default: plan, long } = experiment.profiles;
  // 3 + 4 + 4 of pre-training, and 3 x 4 of fine-tuning, besides those that are recorded.
  const { preTraining, fineTuning } = experiment.trials(plan);
  assert.equal(countKinds({ preTraining, fineTuning }), { "update-spectra": 23 });
  assert.equal(
    preTraining.map(({ length }) => length),
    [3, 4, 4],
  );
  assert.equal(
    fineTuning.map(({ length }) => length),
    [4, 4, 4],
  );
  const ofQuick = experiment.trials(quick);
  assert.equal(countKinds({ ...ofQuick, longerFineTuning: [] }), { "update-spectra": 6 });
  assert.equal(long, plan);
});

const settingsOf = (trial: Trial | undefined) =>
  trial?.config as { steps: number; seed: number; learningRate: number };

test("pre-training is compared with its own start, fine-tuning with the longest run of its seed", () => {
  const { preTraining, fineTuning } = experiment.trials(experiment.profiles.default);
  assert.equal(
    preTraining.map(([first]) => settingsOf(first?.inputs.before).steps),
    [400, 1200, 3600],
  );
  for (const { inputs, config: of } of preTraining.flat()) {
    assert.equal([of, inputs.before], [{ from: "initial" }, inputs.after]);
  }
  const longest = preTraining[2]?.map(({ inputs }) => inputs.after) ?? [];
  for (const ofRate of fineTuning) {
    for (const [index, { inputs, config: of }] of ofRate.entries()) {
      assert.equal([of, inputs.before], [{ from: "final" }, longest[index]]);
      assert.equal(inputs.after?.inputs.base, inputs.before);
      assert.is(settingsOf(inputs.after).steps, 250);
    }
  }
});

test("fine-tuning runs at its tuned rate, at half and at a quarter of it", () => {
  const { fineTuning } = experiment.trials(experiment.profiles.default);
  const tuned = adaptedSettings(adaptedArms.full).learningRate;
  assert.equal(
    fineTuning.map(([first]) => settingsOf(first?.inputs.after).learningRate / tuned),
    [1, 0.5, 0.25],
  );
});

test("training in float32 has four numbers per weight, and LoRA three for each of its own in addition to the weights", () => {
  const weights = 32 * (4 * 4096 * 4096 + 3 * 4096 * 11008);
  // Rank 4 on every linear layer of LLaMA-7B: r (inputs + outputs) each.
  const adapters = 32 * 4 * (4 * (4096 + 4096) + 3 * (4096 + 11008));
  const of = (arm: string) => rowsWith(tables.state, { model: "LLaMA-7B", arm });
  assert.equal(
    of("full").map(({ part, bytes, from, to }) => [part, bytes, from, to]),
    [
      ["weights", 4 * weights, 0, 4 * weights],
      ["gradient", 4 * weights, 4 * weights, 8 * weights],
      ["moments", 8 * weights, 8 * weights, 16 * weights],
    ],
  );
  assert.equal(
    of("LoRA r = 4, all-linear").map(({ bytes }) => bytes),
    [4 * (weights + adapters), 4 * adapters, 8 * adapters],
  );
  close(
    of("full").reduce((sum, { shareOfFull }) => sum + shareOfFull, 0),
    1,
    1e-12,
  );
  const findings = results.findings(tables, config);
  close(Number(findings["state-full"]?.value), (16 * weights) / 1e9, 1e-9);
  close(Number(findings["state-share"]?.value), (weights + 4 * adapters) / (4 * weights), 1e-12);
});

test("a square layer of width d has adapters of 2 r / d of its weights", () => {
  assert.equal(
    tables.layer.map(({ parameters }) => parameters),
    [768 * 768, 2 * 4 * 768],
  );
  assert.equal(config.lineRanks, [1, 4, 64]);
  assert.equal(config.widths, [64, 128, 256, 512, 768, 1024, 2048, 4096, 8192, 12288]);
  close(rowWith(tables.square, { rank: 64, width: 256 }).share, 0.5, 1e-12);
  close(rowWith(tables.square, { rank: 1, width: 64 }).share, 1 / 32, 1e-12);
  const findings = results.findings(tables, config);
  close(Number(findings["layer-share"]?.value), 1 / 96, 1e-12);
  close(Number(findings["layer-factor"]?.value), 96, 1e-12);
  assert.equal(results.checks?.(tables, config), { "few-parameters": { exact: 8 / 768, format: ".2%" } });
});

test("counts are of five ranks on two sets of layers in six models", () => {
  assert.equal(config.ranks, [1, 4, 16, 64, 256]);
  assert.is(tables.counts.length, 6 * 2 * 5);
  assert.is(tables.trained.length, 6 * 3);
  // GPT-2 S on query and value: as many at half the width.
  assert.is(rowWith(tables.breakEven, { model: "GPT-2 S", target: "q,v" }).rank, 384);
  const { parameters, share } = rowWith(tables.counts, { model: "GPT-2 S", target: "q,v", rank: 4 });
  assert.is(parameters, 12 * 2 * 4 * (768 + 768));
  close(share, parameters / (12 * 12 * 768 * 768), 1e-12);
});

test.run();
