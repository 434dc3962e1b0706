import { test } from "uvu";
import * as assert from "uvu/assert";
import { experiment, START } from "../../../experiments/10-translation/experiment.ts";
import { languages } from "../../../experiments/10-translation/names.ts";
import { results } from "../../../experiments/10-translation/results.ts";
import { column, rowsWith, rowWith } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";

const config = {
  ...experiment.profiles.default,
  studyRanks: [8],
  seeds: [300, 301],
  studySeeds: [300],
};

/** A run with one P@1 for the pairs that hold Chinese and another for the others; articles have a tenth more. */
function run(withChinese: number, without: number, trainedParameters = 5) {
  const pairs = (more: number) =>
    languages.flatMap((source) =>
      languages.flatMap((target) => {
        const precision = source === "zh" || target === "zh" ? withChinese : without;
        return source === target ? [] : [{ source, target, precision: precision + more }];
      }),
    );
  const counts = { families: 3, train: 4, tuning: 2, test: 4 };
  return {
    training: { losses: [], trainedParameters },
    precision: { loss: 1, names: pairs(0), articles: pairs(0.1), counts },
  };
}

const tables = experiment.tables(
  {
    untrained: [run(0, 0.2, 9), run(0, 0.3, 9)],
    // Ranks 2, 8 and 32, then full training.
    trained: [
      [run(0, 0.25), run(0.1, 0.35)],
      [run(0.1, 0.3, 6)],
      [run(0.1, 0.5), run(0.1, 0.6)],
      [run(0.2, 0.6, 7), run(0.3, 0.7, 7)],
    ],
  },
  config,
);
const findings = results.findings(tables, config);

/** The mean over twenty pairs, eight of which hold Chinese. */
const over = (withChinese: number, without: number) => (8 * withChinese + 12 * without) / 20;

test("both claims are full training minus LoRA over all pairs, in percentage points, seed by seed", () => {
  const { "quarter-rank": quarter, "deck-rank": deck } = results.estimates(tables, config);
  closeAll(quarter?.samples, [100 * over(0.1, 0.1), 100 * over(0.2, 0.1)]);
  closeAll(deck?.samples, [100 * over(0.2, 0.35), 100 * over(0.2, 0.35)]);
  close(Number(findings.gap?.value), -100 * over(0.15, 0.1), 1e-9);
});

test("gains are over the untrained encoder of the same seed", () => {
  assert.equal(column(tables.gains, "rank", { arm: "LoRA r = 8" }), [8]);
  closeAll(column(tables.gains, "gain", { arm: "full" }), [100 * over(0.2, 0.4), 100 * over(0.3, 0.4)]);
  closeAll(column(tables.byRank, "gain"), [
    100 * over(0.05, 0.05),
    100 * over(0.1, 0.1),
    100 * over(0.1, 0.3),
  ]);
  assert.equal(column(tables.byRank, "rank"), [2, 8, 32]);
  const shares = [over(0.1, 0.3) / over(0.2, 0.4), over(0.1, 0.3) / over(0.3, 0.4)];
  close(Number(findings.share?.value), ((shares[0] ?? 0) + (shares[1] ?? 0)) / 2, 1e-12);
});

test("gains by pair are means over seeds", () => {
  const points = (arm: string, source: string) =>
    rowWith(tables.pairGains, { arm, source, target: "German" }).points;
  closeAll([points("full", "Chinese"), points("full", "English")], [25, 40]);
  assert.is(tables.pairGains.length, 4 * 20);
  assert.is(tables.matrix.length, 5 * 20);
});

test("the colour scale of the pairs ends at the largest gain that is shown", () => {
  const spec = JSON.stringify(results.figures(tables, config).pairs?.spec);
  const largest = Math.max(...tables.pairGains.map(({ points }) => points));
  assert.match(spec, `"domain":[0,${largest}]`);
});

test("the untrained encoder has trained nothing, and is measured on articles too", () => {
  const [row] = rowsWith(tables.bySeed, { arm: START });
  assert.is(row?.trainedParameters, 0);
  closeAll([row?.all ?? 0, row?.withChinese ?? 9, row?.articles ?? 0], [over(0, 0.2), 0, over(0, 0.2) + 0.1]);
  assert.is(findings["parameters-full"]?.value, 7);
});

test("findings add the parts of the names, and give a guess as one in the tested", () => {
  assert.equal([findings.concepts?.value, findings.chance?.value], [10, 0.25]);
  close(Number(findings["full-chinese"]?.value), 0.25, 1e-12);
});

test.run();
