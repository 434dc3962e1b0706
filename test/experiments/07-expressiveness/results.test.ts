import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/07-expressiveness/experiment.ts";
import { results } from "../../../experiments/07-expressiveness/results.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { column, rowsWith } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("expressiveness");

const config = { ...experiment.profiles.default, seeds: [300, 301, 302] };

const fitOf = (rmse: number) => ({
  rmse,
  trainedParameters: 100,
  fit: [0, 5, 10].map((x) => ({ x, target: 1, fit: 1 + rmse })),
});

/** Losses in quarters of 200 characters, of which two documents have unequal shares, at each document's own level. */
const rarityOf = (lossInQuarter: readonly number[]) => ({
  parts: lossInQuarter.map((loss, quarter) => ({
    fewest: 100 - 10 * quarter,
    most: 109 - 10 * quarter,
    documents: [
      { characters: 150, loss: 150 * loss },
      { characters: 50, loss: 50 * (loss + 0.4) },
      // Too short to have characters in each quarter.
      quarter < 3 ? { characters: 1, loss: loss + 1.5 } : { characters: 0, loss: 0 },
    ],
  })),
});

/** An overall loss, and what the loss on the rarest quarter is above that on the commonest, each a little more by seed. */
interface Side {
  readonly overall: number;
  readonly contrast: number;
}

/** The runs of a side; seeds differ far more than sides do. */
const modelsOf = ({ overall }: Side) =>
  config.seeds.map((_, seed) =>
    pretrainRun({
      finalLoss: overall + seed,
      lossByDocument: [overall + seed - 0.1, overall + seed + 0.3, overall + seed],
    }),
  );

const raritiesOf = ({ contrast }: Side) =>
  config.seeds.map((_, seed) => {
    const rarest = 1 + seed + contrast + 0.001 * seed;
    return rarityOf([1 + seed, 1.1 + seed, 1.2 + seed, rarest]);
  });

const sides = {
  // The line through these rises by 1.5 for each nat of overall loss.
  long: { overall: 1.5, contrast: 0.9 },
  middle: { overall: 1.7, contrast: 1.2 },
};

/** With an error of the fits, and LoRA's profile. */
function tablesWith(lora: Side, rmse = 0.01, trainedAt: (rank: number) => number = () => 0.51) {
  const fits = (error: number) => config.fit.seeds.map((_, index) => fitOf(error + 1e-4 * index));
  const of = <To>(make: (side: Side) => To) => ({
    lora: make(lora),
    long: make(sides.long),
    middle: make(sides.middle),
  });
  return experiment.tables(
    {
      fits: { full: fits(0.002), lora: config.fit.ranks.map(() => fits(rmse)), frozen: fits(1) },
      teachers: [0, 1].map(() =>
        config.teacher.seeds.map(() => ({
          errors: config.teacher.ranks.map((rank) => ({ rank, trained: trainedAt(rank), eckartYoung: 0.5 })),
        })),
      ),
      models: of(modelsOf),
      rarity: of(raritiesOf),
    },
    config,
  );
}

const near = tablesWith({ overall: 1.72, contrast: 1.24 });

test("LoRA is compared with full training at its overall loss, on the line through two lengths, seed by seed", () => {
  const { "rare-contexts": claim } = results.estimates(near, config);
  // At a loss of 0.22 more, the line is 1.5 * 0.22 = 0.33 above the longest training, and LoRA 0.34.
  closeAll(claim?.samples, [0.01, 0.01, 0.01]);
  closeAll(
    near.contrasts.map(({ contrastFullAtEqualLoss, contrastFull }) => contrastFullAtEqualLoss - contrastFull),
    [0.33, 0.33, 0.33],
  );
  assert.is(outcomeOf({ kind: "greater", than: 0.02 }, claim), "contradicted");
});

test("after equally many steps it is compared with the longest full training", () => {
  closeAll(results.estimates(near, config)["equal-steps"]?.samples, [0.34, 0.34, 0.34]);
});

test("a seed beyond the reach of the line makes the comparison inconclusive, and the texts say why", () => {
  const far = tablesWith({ overall: 1.751, contrast: 1.4 });
  const { "rare-contexts": claim } = results.estimates(far, config);
  assert.is(claim?.samples.length, 1);
  assert.is(outcomeOf({ kind: "greater", than: 0.02 }, claim), "inconclusive");
  const findings = results.findings(far, config);
  assert.match(String(findings["line-reach"]?.value), "inconclusive");
  close(Number(findings["line-end"]?.value), 0.051, 1e-9);
  assert.match(String(results.findings(near, config)["line-reach"]?.value), "near enough");
  assert.is(
    results.estimates(tablesWith({ overall: 1.749, contrast: 1.4 }), config)["rare-contexts"]?.samples.length,
    3,
  );
});

test("the figure has both sides in every quarter, less the longest full training of the seed", () => {
  assert.equal([...new Set(column(near.excess, "arm"))], ["LoRA r = 4", "full, equal loss"]);
  const [first] = rowsWith(near.excessBySeed, { arm: "LoRA r = 4", part: 4 });
  close(first?.excess ?? Number.NaN, 1.24 - 0.9, 1e-9);
  assert.equal([first?.fewestInTraining, first?.mostInTraining], [70, 79]);
  // At a loss of 0.22 more than the longest training, of which the shorter one has 0.2 more.
  closeAll(
    rowsWith(near.excess, { arm: "full, equal loss" }).map(({ excess }) => excess),
    [0, 0, 0, (0.22 / 0.2) * 0.3],
  );
  closeAll(column(near.equalLoss, "atEqualLoss"), [0.01]);
});

test("a document counts once, by its own losses, if it has characters in each quarter", () => {
  assert.equal(column(near.documentContrasts, "document"), [1, 2]);
  // Both documents have the whole text's overall losses and contrasts, shifted alike on all sides.
  closeAll(column(near.documentContrasts, "atEqualLoss"), [0.01, 0.01]);
  assert.is(results.findings(near, config).documents?.value, 2);
});

test("the claim on the function is about the error of LoRA at the deck's rank", () => {
  const rule = { kind: "greater", than: 0.106 } as const;
  const claim = (rmse: number) => results.estimates(tablesWith(sides.middle, rmse), config).function;
  closeAll(claim(0.01)?.samples, [0.01, 0.0101, 0.0102]);
  assert.is(outcomeOf(rule, claim(0.01)), "contradicted");
  assert.is(outcomeOf(rule, claim(0.2)), "supported");
});

test("the deck's error is that of the term it left out", () => {
  const findings = results.findings(near, config);
  const dropped = [0, 5, 10].map((x) => 0.3 * Math.sin(3 * x));
  const expected = Math.sqrt(dropped.reduce((sum, value) => sum + value * value, 0) / 3);
  close(Number(findings["fit-deck"]?.value), expected, 1e-12, "root mean square");
});

test("the distance from the bound is the largest of all ranks and spectra", () => {
  close(Number(results.findings(near, config)["teacher-deviation"]?.value), 0.01, 1e-12);
});

test("each rank of a teacher has its own error, and the texts give that of the deck's rank with one decimal", () => {
  const tables = tablesWith({ overall: 1.72, contrast: 1.24 }, 0.01, (rank) => 0.5 + rank / 1000);
  const flat = tables.teacher.filter(({ arm }) => arm === "equal");
  assert.equal(
    flat.map(({ rank }) => rank),
    config.teacher.ranks,
  );
  closeAll(
    flat.map(({ trained }) => trained),
    config.teacher.ranks.map((rank) => 0.5 + rank / 1000),
  );
  const finding = results.findings(tables, config)["teacher-equal"];
  close(Number(finding?.value), 0.5 + config.rank / 1000, 1e-12);
  assert.is(finding?.format, ".1%");
});

test.run();
