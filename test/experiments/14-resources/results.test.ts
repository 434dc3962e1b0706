import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/14-resources/experiment.ts";
import { references as own } from "../../../experiments/14-resources/references.ts";
import { results } from "../../../experiments/14-resources/results.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { column, rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { findShared, requiredSettings } from "../../../experiments/lab/settings.ts";
import { references as shared } from "../../../experiments/report/references.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the deck's references, published tables and the rank of published trials");

const config = { ...experiment.profiles.default, seeds: [300, 301, 302], fewSeeds: [300, 301] };

/** Runs of the first seeds, a loss of a fiftieth apart, above full training by the logarithm of a ratio of perplexities. */
const runsAt = (ratio: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, seed) =>
    pretrainRun({ finalLoss: 1 + (from + seed) / 50 + Math.log(ratio) }),
  );

const adaptedBy = (learned: number, count = 2) =>
  Array.from({ length: count }, (_, seed) => ({
    before: { novel: 3 + seed, addresses: 2 },
    after: { novel: 3 + seed - learned, addresses: 2 },
    vocabSize: 87,
  }));

/** Perplexities over those of full training of the added arms. */
const ADDED = [1.12, 1.04, 1.11, 1.2, 1.07];

/** What a build has, with or without the recorded runs. LoRA closes four fifths of a gap of one half. */
function tablesWith(isRecorded: boolean, equalSteps: readonly [pre: number, fine: number] = [0.8, 0.9]) {
  const recorded = <Run>(runs: readonly Run[]) => runs.map((run) => (isRecorded ? run : undefined));
  const [pre, fine] = equalSteps;
  const frozen = Math.exp(0.5);
  return experiment.tables(
    {
      full: runsAt(1, 3),
      low: runsAt(1.3, 3),
      high: runsAt(Math.exp(0.1), 2),
      highRecorded: recorded(runsAt(Math.exp(0.1), 1, 2)),
      whole: runsAt(1.02, 3),
      ranks: config.recordedRanks.map((rank) => recorded(runsAt(1 + 1 / rank, 2))),
      added: ADDED.map((ratio) => recorded(runsAt(ratio, 3))),
      stages: {
        frozen: runsAt(frozen, 2),
        fullMiddle: runsAt(1, 2),
        frozenMiddle: runsAt(frozen, 2),
        loraMiddle: recorded(runsAt(Math.exp(0.5 - 0.5 * pre), 2)),
        fineFull: adaptedBy(0.4),
        fineLora: adaptedBy(0.38),
        longerFull: recorded(adaptedBy(0.6)),
        longerLora: recorded(adaptedBy(0.6 * fine)),
      },
    },
    config,
  );
}

const built = tablesWith(false);
const whole = tablesWith(true);
const findings = results.findings(built, config);
const deck = readFileSync(new URL("../../../experiments/14-resources/slide.md", import.meta.url), "utf8");

test("the published record is that of the bibliography", () => {
  const byId = new Map(Object.values({ ...shared, ...own }).map((reference) => [reference.arxiv, reference]));
  for (const { id, title, firstAuthor, year } of built.references) {
    const reference = byId.get(id);
    assert.is(reference?.title, title);
    assert.is(String(reference?.year), year);
    assert.ok(reference?.authors.startsWith(firstAuthor), id);
  }
});

test("what the deck prints is what its slide says, and one title differs", () => {
  for (const { printedTitle, firstAuthor, year, id } of built.references) {
    assert.ok(
      deck.includes(`"${printedTitle}" by ${firstAuthor} et al. (${year}) arXiv:${id}`),
      printedTitle,
    );
  }
  assert.equal(column(built.references, "differs"), ["", "", "", "", "title"]);
  assert.equal(results.checks?.(built, config).references, { exact: 19, format: "d" });
  assert.equal([findings.references?.value, findings.slips?.value], [5, 1]);
});

const rule = { kind: "greater", than: 0.03 } as const;

test("the main claim is the difference of shares at a quarter of the width, with the guard of slide 13", () => {
  const estimate = results.estimates(built, config)["published-rank"];
  closeAll(estimate?.samples, [0.95 - 0.8, 0.95 - 0.8]);
  assert.is(findings["equal-steps"]?.value, "not tested at equal steps");
  closeAll([Number(findings["share-fine"]?.value), Number(findings["share-pre"]?.value)], [0.95, 0.8]);
  const outcome = (tables: typeof built) =>
    outcomeOf(rule, results.estimates(tables, config)["published-rank"]);
  assert.is(outcome(whole), "supported");
  close(Number(results.findings(whole, config)["equal-steps"]?.value), 0.1, 1e-9);
  assert.is(outcome(tablesWith(true, [0.8, 0.7])), "inconclusive");
});

test("claims on GaLore and APOLLO-Mini are tested with all recorded runs, paired by seed", () => {
  assert.equal(Object.keys(results.estimates(built, config)), ["published-rank"]);
  const { galore, apollo } = results.estimates(whole, config);
  closeAll(
    galore?.samples,
    [0.1, 0.1, 0.1].map((gap) => gap - Math.log(1.12)),
  );
  closeAll(
    apollo?.samples,
    [1, 1, 1].map(() => Math.log(1.11)),
  );
});

test("ratios are of perplexities on the same seed, and a rank has its own runs where the build has any", () => {
  assert.equal(column(built.ratios, "arm"), ["LoRA r = 4", "LoRA r = 16"]);
  closeAll(column(built.ratios, "ratio"), [1.3, Math.exp(0.1)]);
  assert.equal(
    whole.ratios.map(({ arm, recorded }) => [arm, recorded]),
    [
      ["LoRA r = 4", false],
      ["LoRA r = 16", false],
      ["GaLore r = 16", true],
      ["GaLore r = 32", true],
      ["APOLLO-Mini", true],
      ["ReLoRA r = 4", true],
      ["warm start, r = 4", true],
    ],
  );
  closeAll(column(whole.ratios, "ratio").slice(2), ADDED);
  assert.is(rowsWith(whole.ratioRuns, { arm: "LoRA r = 16" }).length, 2);
  close(Number(findings["excess-low"]?.value), 0.3, 1e-9);
});

test("gaps are by the rank's share of the width, ours and those of GaLore's table", () => {
  assert.equal(column(built.gaps, "rankShare"), [4 / 64, 16 / 64, 1]);
  assert.equal(
    whole.gaps.map(({ rank, recorded }) => [rank, recorded]),
    [
      [1, true],
      [2, true],
      [4, false],
      [8, true],
      [16, false],
      [32, true],
      [64, false],
    ],
  );
  close(Number(findings["gap-whole"]?.value), Math.log(1.02), 1e-9);
  const { gap, rankShare } = rowWith(built.publishedGaps, { size: "350M" });
  closeAll([gap, rankShare], [Math.log(25.58 / 18.8), 0.25]);
});

test("rates are compared at the lengths for which both arms were searched", () => {
  const rate = (name: string) => requiredSettings(findShared, name).learningRate;
  closeAll(
    rowsWith(built.rates, { arm: "LoRA r = 4" }).map(({ ratio }) => ratio),
    [400, 1200, 3600].map((steps) => rate(`d64/${steps}/lora-r4`) / rate(`d64/${steps}/full`)),
  );
  assert.ok(rowsWith(built.rates, { arm: "LoRA r = 16" }).length >= 1);
});

test("published ratios are the printed perplexities over that of full training in the same column", () => {
  const ratiosOf = (arm: string) => rowsWith(built.published, { arm }).map(({ ratio }) => ratio);
  const expected = {
    "LoRA, in GaLore": [34.99 / 34.06, 33.92 / 25.08, 25.58 / 18.8, 19.21 / 15.56],
    "ReLoRA, in ReLoRA": [34.46 / 33.81, 25.04 / 23.65, 22.48 / 22.39, 19.32 / 18.66],
    "warm start, in ReLoRA": [34.73 / 33.81, 25.46 / 23.65, 22.86 / 22.39, 19.73 / 18.66],
    "GaLore, in GaLore": [34.88 / 34.06, 25.36 / 25.08, 18.95 / 18.8, 15.64 / 15.56],
    "GaLore, in LoQT": [34.15 / 33.32, 24.81 / 24.51, 19.47 / 18.87],
    "GaLore, in SCALE": [34.58 / 30.05, 25.31 / 23.13, 19.37 / 18.77, 15.05 / 15.79],
    "GaLore, in Alice": [38.91 / 33.94, 27.18 / 25.03, 21.11 / 19.24, 16.6 / 16.44],
    "GaLore, benchmark": [15.573 / 13.97],
    "APOLLO-Mini, in APOLLO": [31.93 / 34.06, 23.53 / 25.08, 17.18 / 18.8, 14.17 / 15.56],
    "the same, AdamW tuned": [16.12 / 16.3],
    "APOLLO-Mini, in SCALE": [31.85 / 30.05, 23.63 / 23.13, 17.11 / 18.77, 13.48 / 15.79],
  };
  assert.equal([...new Set(column(built.published, "arm"))], Object.keys(expected));
  for (const [arm, ratios] of Object.entries(expected)) closeAll(ratiosOf(arm), ratios);
});

test("texts quote what the tables say of restarts, of full training in other papers and of GaLore elsewhere", () => {
  const shown = (id: string) => Number(findings[id]?.value);
  assert.equal(
    ["least", "greatest"].map((end) => Math.round(100 * shown(`restarts-${end}`))),
    [23, 81],
  );
  closeAll(
    ["full-small-least", "full-small-greatest", "full-large-least", "full-large-greatest"].map(shown),
    [30.05, 34.06, 13.97, 16.44],
  );
  closeAll(["galore-elsewhere-least", "galore-elsewhere-greatest", "apollo-tuned"].map(shown), [
    15.05 / 15.79,
    34.58 / 30.05,
    16.12 / 16.3,
  ]);
  closeAll(["ablation-lora", "ablation-restarts"].map(shown), [34.17, 34.25]);
});

test("tables of papers are published figures, and come with all cells of the literature", () => {
  const { galore, relora } = results.figures(built, config);
  assert.equal([galore?.published, relora?.published], [true, true]);
  assert.equal(galore?.tables, ["galoreTable", "printed"]);
  assert.is(rowsWith(built.printed, { source: "loqt", method: "GaLore", size: "60M" })[0]?.error, 0.24);
});

test.run();
