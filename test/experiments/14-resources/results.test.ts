import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment as layer } from "../../../experiments/01-lora-layer/experiment.ts";
import { experiment as alternatives } from "../../../experiments/12-alternatives/experiment.ts";
import { experiment } from "../../../experiments/14-resources/experiment.ts";
import { references as own } from "../../../experiments/14-resources/references.ts";
import { results } from "../../../experiments/14-resources/results.ts";
import { zip } from "../../../experiments/kit/tables.ts";
import { galoreTable2, reloraTable2 } from "../../../experiments/lab/data/literature.ts";
import { references as shared } from "../../../experiments/report/references.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the deck's references and the literature's tables");

const { ranks, ...rest } = experiment.profiles.default;
/** With two ranks of GaLore. */
const config = { ...rest, ranks: { ...ranks, galore: [16, 32] } };
/** Perplexities of a seed over full training's, in the order of the arms of the comparison. */
const RATIOS = [1.1, 1.05, 1.5, 1.2, 1.15, 1.08, 1.02, 1.01];
const runsAt = (ratio: number) =>
  config.seeds.map((seed) => pretrainRun({ finalLoss: seed / 50 + Math.log(ratio) }));
const tables = experiment.tables(
  {
    shortFull: runsAt(1),
    short: RATIOS.map(runsAt),
    longFull: runsAt(1),
    long: [runsAt(1.3), runsAt(1.04)],
  },
  config,
);
const { references: rows } = tables;
const deck = readFileSync(new URL("../../../experiments/14-resources/slide.md", import.meta.url), "utf8");

test("the published record is that of the bibliography", () => {
  const byId = new Map(Object.values({ ...shared, ...own }).map((reference) => [reference.arxiv, reference]));
  for (const { id, title, firstAuthor, year } of rows) {
    const reference = byId.get(id);
    assert.is(reference?.title, title);
    assert.is(String(reference?.year), year);
    assert.ok(reference?.authors.startsWith(firstAuthor), id);
  }
});

test("what the deck prints is what its slide says", () => {
  for (const { printedTitle, firstAuthor, year, id } of rows) {
    assert.ok(
      deck.includes(`"${printedTitle}" by ${firstAuthor} et al. (${year}) arXiv:${id}`),
      printedTitle,
    );
  }
  assert.is(deck.match(/^\d\. /gm)?.length, rows.length);
});

test("one title differs and nothing else", () => {
  assert.equal(
    rows.map(({ differs }) => differs),
    ["", "", "", "", "title"],
  );
});

test("each table has every method at every size, and full rank is best at each size", () => {
  for (const [table, methods] of [
    [galoreTable2, 5],
    [reloraTable2, 4],
  ] as const) {
    assert.is(table.length, 4 * methods);
    for (const { size, perplexity } of table) {
      const full = table.find((row) => row.size === size && row.method === "Full rank");
      assert.ok(perplexity >= (full?.perplexity ?? Number.NaN), size);
    }
  }
});

test("nineteen of twenty fields are right", () => {
  assert.equal(results.checks?.(tables, config).references, { exact: 19, format: "d" });
});

test("restarts close what ReLoRA's tables say of the gap that a warm start leaves", () => {
  const expected = [
    ["60M", (34.73 - 34.46) / (34.73 - 33.81)],
    ["130M", (25.46 - 25.04) / (25.46 - 23.65)],
    ["250M", (22.86 - 22.48) / (22.86 - 22.39)],
    ["350M", (19.73 - 19.32) / (19.73 - 18.66)],
    ["1.3B", (18.23 - 17.27) / (18.23 - 16.83)],
  ] as const;
  for (const [[size, share], row] of zip(expected, tables.restarts)) {
    assert.is(row.size, size);
    close(row.closed, share, 1e-12, size);
  }
  const findings = results.findings(tables, config);
  assert.equal(
    ["least", "greatest", "largest"].map((end) =>
      Math.round(100 * Number(findings[`restarts-${end}`]?.value)),
    ),
    [23, 81, 69],
  );
});

test("our ratios are those of perplexities on the same seed, whatever the seed's own loss", () => {
  const ours = tables.ratios.filter(({ source }) => source === "here");
  assert.equal(
    ours.map(({ arm }) => arm),
    [
      "LoRA r = 4",
      "LoRA r = 16",
      "W = BA, r = 16",
      "ReLoRA r = 4",
      "warm start, r = 4",
      "GaLore r = 16",
      "GaLore r = 32",
      "APOLLO-Mini",
      "LoRA r = 4, long",
      "LoRA r = 16, long",
    ],
  );
  for (const [expected, { ratio, low, high }] of zip([...RATIOS, 1.3, 1.04], ours)) {
    for (const value of [ratio, low, high]) close(value, expected, 1e-9);
  }
  const findings = results.findings(tables, config);
  close(Number(findings["excess-low"]?.value), 0.3, 1e-9);
  close(Number(findings["excess-galore"]?.value), 0.02, 1e-9, "of two ranks the highest");
});

test("published ratios are the printed perplexities over full rank's in the same column", () => {
  const ratiosOf = (arm: string) => tables.ratios.filter((row) => row.arm === arm).map(({ ratio }) => ratio);
  const expected = {
    "LoRA, in GaLore": [34.99 / 34.06, 33.92 / 25.08, 25.58 / 18.8, 19.21 / 15.56],
    "W = BA, in GaLore": [78.18 / 34.06, 45.51 / 25.08, 37.41 / 18.8, 142.53 / 15.56],
    "W = BA, in ReLoRA": [47.44 / 33.81, 34.17 / 23.65, 36.6 / 22.39, 57.11 / 18.66],
    "ReLoRA, in GaLore": [37.04 / 34.06, 29.37 / 25.08, 29.08 / 18.8, 18.33 / 15.56],
    "ReLoRA, in ReLoRA": [34.46 / 33.81, 25.04 / 23.65, 22.48 / 22.39, 19.32 / 18.66],
    "warm start, in ReLoRA": [34.73 / 33.81, 25.46 / 23.65, 22.86 / 22.39, 19.73 / 18.66],
    "APOLLO-Mini, in APOLLO": [31.93 / 34.06, 23.53 / 25.08, 17.18 / 18.8, 14.17 / 15.56],
    "GaLore, in GaLore": [34.88 / 34.06, 25.36 / 25.08, 18.95 / 18.8, 15.64 / 15.56],
  };
  for (const [arm, ratios] of Object.entries(expected)) assert.equal(ratiosOf(arm), ratios, arm);
});

test("slide 14 runs nothing of its own", () => {
  const { short, shortFull, long, longFull } = experiment.trials(experiment.profiles.default);
  const ofSlide12 = alternatives.trials(alternatives.profiles.default).arms.flat();
  const known = (config: object) => ofSlide12.some((trial) => isDeepStrictEqual(trial.config, config));
  assert.ok([...shortFull, ...short.flat()].every((trial) => known(trial.config)));
  const { full, lora, high } = layer.trials(layer.profiles.default);
  assert.equal([longFull, ...long], [full.at(-1), lora.at(-1), high.at(-1)]);
});

test.run();
