import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/03-parameter-space/deck.ts";
import { experiment } from "../../../experiments/03-parameter-space/experiment.ts";
import { run as matrixSpectra } from "../../../experiments/03-parameter-space/matrix-spectra.run.ts";
import {
  dimensions,
  spectraFindings,
  spectraTables,
} from "../../../experiments/03-parameter-space/spectra.ts";
import { rowsWith, rowWith, zip } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { asMatrix, rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";

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

test("four seeds compare the ranks, three the rest, and ten draws the deck's matrices", () => {
  const { size, rank, highRank, truncatedRanks, recordedRanks } = config;
  assert.equal({ size, rank, highRank }, { size: 50, rank: 4, highRank: 16 });
  assert.equal(truncatedRanks, [1, 2, 4, 8, 16, 32, 64]);
  assert.equal(recordedRanks, [1, 2, 8, 32]);
  // Full, rank 4, rank 64 and the narrow model with four seeds; rank 16 and frozen with three. Full, frozen and rank 4 with
  // three at each of the two shorter lengths.
  const kinds = { "matrix-spectra": 10, pretrain: 16 + 6 + 18, "truncated-updates": 3, "update-spectra": 3 };
  assert.equal(countKinds(experiment.trials(config)), kinds);
  const { quick, long } = experiment.profiles;
  assert.equal([quick.drawSeeds.length, quick.seeds.length, quick.otherSeeds.length], [1, 1, 1]);
  assert.equal(quick.truncatedRanks, [1, 4, 16, 64]);
  assert.is(long, config, "recorded runs add to the default profile");
});

test("the cut models are those of the longest training, and the narrow model reads the same text", () => {
  const { truncated, narrow, full } = experiment.trials(config);
  for (const [{ inputs }, run] of zip(truncated, full.slice(0, 3))) {
    assert.equal(inputs.run?.config, run.config);
    assert.is((run.config as { readonly steps: number }).steps, 3600);
  }
  const [first] = narrow.map(({ config: of }) => of as { model: { dModel: number }; batchSize: number });
  assert.equal([first?.model.dModel, first?.batchSize, config.narrow.dModel], [32, 16, 32]);
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
const update = (name: string, singularValues: readonly number[]) => ({
  name,
  rows: 2,
  columns: 2,
  singularValues,
  startNorm: 1,
});
const sizes = { size: 4, rank: 1 };
const tables = spectraTables({
  ...sizes,
  spectra,
  drawSeeds: [300, 301],
  updates: [{ updates: [update("layers.0.query", [4, 3]), update("layers.0.up", [1, 1])] }],
  updateSeeds: [300],
  width: 64,
});

test("energies of the draws are averaged rank by rank, next to the law", () => {
  closeAll(
    rowsWith(tables.energy, { arm: "Gaussian" }).map(({ energy }) => energy),
    [0, 0.7, 1],
  );
  const law = rowsWith(tables.energy, { arm: "quarter-circle law" });
  assert.is(law.length, 5);
  closeAll([law[0]?.energy ?? 1, law[4]?.energy ?? 0], [0, 1]);
});

test("a draw's rank counts what is more than rounding, and its deviation is the largest from Eckart and Young", () => {
  assert.equal(
    tables.draws.map(({ energyAtRank, productRank }) => [energyAtRank, productRank]),
    [
      [0.8, 2],
      [0.6, 1],
    ],
  );
  for (const { largestDeviation } of tables.draws) close(largestDeviation, 0, 1e-15);
});

test("the updates' energy is that of attention and of feed-forward apart, and of all in the seed's row", () => {
  const { "update-energy": energies, "update-runs": runs } = tables;
  closeAll(
    rowsWith(energies, { arm: "attention" }).map(({ energy }) => energy),
    [0, 16 / 25, 1],
  );
  closeAll(
    rowsWith(energies, { arm: "feed-forward" }).map(({ energy }) => energy),
    [0, 0.5, 1],
  );
  const { energyAtRank, stableRank } = rowWith(runs, { seed: 300 });
  closeAll([energyAtRank], [(16 / 25 + 0.5) / 2]);
  // |M|^2 over the largest singular value's square.
  closeAll([stableRank], [(25 / 16 + 2) / 2]);
  assert.is(rowsWith(energies, { arm: "quarter-circle law" }).length, 65);
});

test("matrices of rank r fill as many dimensions as both factors have entries, less those that a change of basis leaves", () => {
  assert.equal(dimensions(tables), { all: 16, low: 7, share: 7 / 16 });
  const findings = spectraFindings(tables, sizes, 2 * sizes.size);
  const ofTwice = spectraFindings(tables, { ...sizes, size: 2 * sizes.size }, sizes.size);
  assert.equal(findings["energy-law-width"], ofTwice["energy-law"]);
  closeAll([Number(findings["dimension-share"]?.value)], [7 / 16]);
  assert.is(findings.matrices?.value, 2);
});

test.run();
