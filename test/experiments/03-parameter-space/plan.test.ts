import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/03-parameter-space/deck.ts";
import { experiment } from "../../../experiments/03-parameter-space/experiment.ts";
import { run as matrixSpectra } from "../../../experiments/03-parameter-space/matrix-spectra.run.ts";
import { results } from "../../../experiments/03-parameter-space/results.ts";
import { rowsWith, zip } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { asMatrix, rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the plan of the parameter space");

const config = experiment.profiles.default;
const context = { inputs: {}, engine: "cpu", progress: () => {} } as const;

test("the deck's matrices are 50 x 50, one of full rank, the other of rank 4 and within the colour scale", () => {
  const rows = deck.tables["deck-space"] ?? [];
  const values = (field: string) => rows.map((row) => Number(row[field]));
  assert.is(rankOf(asMatrix(values("full"), 50)), 50);
  assert.is(rankOf(asMatrix(values("lowRank"), 50)), 4);
  assert.ok(values("lowRank").filter((value) => Math.abs(value) > 6).length < 25, "a hundredth of 2,500");
  deckMatchesGolden(deck, import.meta.url);
});

test("the deck's product has its rank, and both matrices err as Eckart and Young say", () => {
  const { full, lora } = matrixSpectra({ size: 12, rank: 3, seed: 100 }, context).result;
  close(lora.energy[3] ?? 0, 1, 1e-12, "energy at the rank");
  assert.ok((lora.energy[2] ?? 1) < 0.999);
  for (const { energy, truncationErrors } of [full, lora]) {
    for (const [kept, error] of zip(energy, truncationErrors)) close(error * error, 1 - kept, 1e-12, "error");
  }
});

test("the two matrices are those of the seed", () => {
  const spectrum = (seed: number) => matrixSpectra({ size: 6, rank: 2, seed }, context).result;
  assert.equal(spectrum(1), spectrum(1));
  assert.not.equal(spectrum(1), spectrum(2));
});

test("ten draws and three seeds, by default; one of each is quick, and paper draws forty", () => {
  const { size, rank, truncatedRanks } = config;
  assert.equal({ size, rank }, { size: 50, rank: 4 });
  assert.equal(truncatedRanks, [1, 2, 4, 8, 16, 32, 64]);
  // Full training, rank 4, and the two ranks of the capacity, with three seeds each.
  const kinds = { "matrix-spectra": 10, pretrain: 12, "truncated-updates": 3, "update-spectra": 3 };
  assert.equal(countKinds(experiment.trials(config)), kinds);
  const { quick, paper } = experiment.profiles;
  assert.equal([quick.drawSeeds.length, quick.seeds.length], [1, 1]);
  assert.equal([paper.drawSeeds.length, paper.seeds.length], [40, 5]);
  assert.equal(quick.truncatedRanks, [1, 4, 16, 64]);
  // Up to the width of the paper profile's model.
  assert.equal(paper.truncatedRanks, [1, 2, 4, 8, 16, 32, 64, paper.training.model.dModel]);
});

test("a draw takes a fifth of a second, and cutting a second and three tenths for each rank", () => {
  const secondsOf = (wanted: string, profile: typeof config | typeof experiment.profiles.quick) =>
    trialsOf(experiment.trials(profile)).find(({ kind }) => kind === wanted)?.estimatedSeconds ?? Number.NaN;
  close(secondsOf("matrix-spectra", config), 0.2, 1e-12);
  close(secondsOf("truncated-updates", config), 1 + 7 * 0.3, 1e-12);
  close(secondsOf("truncated-updates", experiment.profiles.quick), 1 + 4 * 0.3, 1e-12);
});

const spectrumOf = (first: number, energy: number) => ({
  singularValues: [first, 1],
  energy: [0, energy, 1],
  truncationErrors: [1, Math.sqrt(1 - energy), 0],
});
/** The second draw's product has a singular value that is nothing but rounding. */
const spectra = [
  { full: spectrumOf(2, 0.8), lora: spectrumOf(3, 0.9) },
  { full: spectrumOf(4, 0.6), lora: { ...spectrumOf(5, 1), singularValues: [5, 1e-12] } },
];
const small = { ...config, rank: 1, size: 4, seeds: [200], drawSeeds: [200, 201], truncatedRanks: [1, 2] };
const [run] = [pretrainRun({ finalLoss: 2 })];
const update = (name: string, singularValues: number[]) => ({ name, rows: 2, columns: 2, singularValues });
const tables = experiment.tables(
  {
    spectra,
    loraRuns: [[run], [run]],
    ofDeckRank: [run],
    full: [run],
    truncated: [
      {
        losses: [
          { rank: 1, loss: 2.5 },
          { rank: 2, loss: 2.25 },
        ],
      },
    ],
    updates: [{ updates: [update("layers.0.query", [3, 4].reverse()), update("layers.0.up", [1, 1])] }],
  },
  small as typeof config,
);

test("values of the draws are averaged place by place, and numbered from one", () => {
  assert.equal(
    tables.singularValues.map(({ arm, index, value }) => [arm, index, value]),
    [
      ["Gaussian", 1, 3],
      ["Gaussian", 2, 1],
      ["rank 1", 1, 4],
      ["rank 1", 2, (1 + 1e-12) / 2],
    ],
  );
  closeAll(
    rowsWith(tables.energy, { arm: "Gaussian" }).map(({ energy }) => energy),
    [0, 0.7, 1],
  );
  const theory = rowsWith(tables.energy, { arm: "theory" });
  assert.is(theory.length, 5);
  closeAll([theory[0]?.energy ?? 1, theory[4]?.energy ?? 0], [0, 1]);
});

test("a draw's rank counts what is more than rounding, and its deviation is the largest from Eckart and Young", () => {
  assert.equal(
    tables.bySeed.map(({ energyAtRank, productRank }) => [energyAtRank, productRank]),
    [
      [0.8, 2],
      [0.6, 1],
    ],
  );
  for (const { largestDeviation } of tables.bySeed) close(largestDeviation, 0, 1e-15);
});

test("the updates' energy is that of attention and of feed-forward apart, and of all in the seed's row", () => {
  closeAll(
    rowsWith(tables.updateEnergy, { arm: "attention" }).map(({ energy }) => energy),
    [0, 16 / 25, 1],
  );
  closeAll(
    rowsWith(tables.updateEnergy, { arm: "feed-forward" }).map(({ energy }) => energy),
    [0, 0.5, 1],
  );
  closeAll([tables.updateBySeed[0]?.energyAtRank ?? 0], [(16 / 25 + 0.5) / 2]);
  // |M|^2 over the largest singular value's square.
  closeAll([tables.updateBySeed[0]?.stableRank ?? 0], [(25 / 16 + 2) / 2]);
  assert.is(rowsWith(tables.updateEnergy, { arm: "Gaussian" }).length, 65);
});

test("the slide names the dimensions of both sets of matrices and their share", () => {
  const findings = results.findings(tables, small as typeof config);
  assert.is(findings["dimension-all"]?.value, 16);
  assert.is(findings["dimension-low"]?.value, 7);
  closeAll([Number(findings["dimension-share"]?.value)], [7 / 16]);
  closeAll([Number(findings["truncated-to-full"]?.value)], [0.5]);
  assert.is(findings.matrices?.value, 2);
});

test.run();
