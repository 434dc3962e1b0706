import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/07-expressiveness/experiment.ts";
import { results } from "../../../experiments/07-expressiveness/results.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("expressiveness");

const config = experiment.profiles.default;

const fitOf = (rmse: number) => ({
  rmse,
  trainedParameters: 100,
  fit: [0, 5, 10].map((x) => ({ x, target: 1, fit: 1 + rmse })),
});

/** Losses in quarters of 200 characters, of which two documents have unequal shares, at each document's own level. */
function lossesOf(lossInQuarter: readonly number[]) {
  const parts = lossInQuarter.map((loss, quarter) => ({
    fewest: 100 - 10 * quarter,
    most: 109 - 10 * quarter,
    documents: [
      { characters: 150, loss: 150 * (loss + 1) },
      { characters: 50, loss: 50 * (loss + 3) },
      // Too short to have characters in each quarter.
      quarter < 3 ? { characters: 1, loss: loss + 1.5 } : { characters: 0, loss: 0 },
    ],
  }));
  return { parts };
}

/** The share of a gap of one that LoRA closes in each quarter, a little more with each seed. */
function rarityWith(shares: readonly number[]) {
  const runs = (loss: (share: number) => number) =>
    config.language.seeds.map((_, seed) => lossesOf(shares.map((share) => seed + loss(share + 0.01 * seed))));
  return { frozen: runs(() => 2), lora: runs((share) => 2 - share), full: runs(() => 1) };
}

/** Errors and losses that differ between seeds far more than between arms, whose gaps from full are given. */
function tablesWith(fitGap: number, shares: readonly number[] = [0.9, 0.8, 0.7, 0.6]) {
  const fits = (gap: number) =>
    config.fit.seeds.map((_, index) => fitOf(0.02 + index + gap + 1e-4 * index * gap));
  const models = (gap: number) =>
    config.language.seeds.map((_, index) =>
      pretrainRun({ finalLoss: 1.6 + index + gap + 1e-3 * index * gap }),
    );
  return experiment.tables(
    {
      fits: { full: fits(0), lora: config.fit.ranks.map(() => fits(fitGap)), frozen: fits(1) },
      teachers: config.teacher.spectra.map(() =>
        config.teacher.seeds.map(() => ({
          errors: config.teacher.ranks.map((rank) => ({ rank, trained: 0.51, eckartYoung: 0.5 })),
        })),
      ),
      models: {
        full: models(0),
        lora: config.language.ranks.map(() => models(0.1)),
        frozen: models(0.6),
      },
      rarity: rarityWith(shares),
      ngrams: { losses: config.language.ngramOrders.map((order) => ({ order, loss: 3 - order / 2 })) },
    },
    config,
  );
}

const limited = {
  kind: "greater",
  than: 0.05,
  contradicted: { kind: "equivalent", within: 0.05 },
} as const;
test("the function's claim compares within a seed", () => {
  const outcome = (fitGap: number) =>
    outcomeOf(limited, results.estimates(tablesWith(fitGap), config).function);
  assert.is(outcome(0.2), "supported");
  assert.is(outcome(0.01), "contradicted");
});

test("the claim on language is the closed share among common contexts less that among rare ones", () => {
  const languageOf = (shares: readonly number[]) => results.estimates(tablesWith(0, shares), config).language;
  const falling = languageOf([0.9, 0.8, 0.7, 0.6]);
  assert.ok(falling !== undefined && "samples" in falling);
  assert.is(falling.samples.length, config.language.seeds.length);
  for (const sample of falling.samples) close(sample, 0.3, 1e-9);
  assert.is(outcomeOf(limited, falling), "supported");
  assert.is(outcomeOf(limited, languageOf([0.8, 0.5, 0.9, 0.8])), "contradicted");
});

test("a document counts once, by its own gap, if it has characters in each quarter", () => {
  const { documentShares, sharesByPart } = tablesWith(0, [0.9, 0.8, 0.7, 0.6]);
  assert.equal([...new Set(documentShares.map(({ document }) => document))], [1, 2]);
  // The mean over three seeds is a hundredth above that of the first.
  for (const { part, share } of documentShares) close(share, 0.91 - 0.1 * (part - 1), 1e-9);
  assert.is(sharesByPart.length, 8);
});

test("the deck's error is that of the term it left out", () => {
  const findings = results.findings(tablesWith(0), config);
  const dropped = [0, 5, 10].map((x) => 0.3 * Math.sin(3 * x));
  const expected = Math.sqrt(dropped.reduce((sum, value) => sum + value * value, 0) / 3);
  close(Number(findings["fit-deck"]?.value), expected, 1e-12, "root mean square");
});

test("the distance from the bound is the largest of all ranks and spectra", () => {
  close(Number(results.findings(tablesWith(0), config)["teacher-deviation"]?.value), 0.01, 1e-12);
});

test.run();
