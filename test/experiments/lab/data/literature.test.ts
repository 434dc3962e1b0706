/** The tables of the literature, typed a second time from section 6 of the protocol. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as literature from "../../../../experiments/lab/data/literature.ts";
import { close, closeAll } from "../../../helpers/close.ts";

const test = suite("published tables");

type Cell = Pick<literature.PublishedPerplexity, "method" | "size" | "perplexity" | "error">;

function printed(table: readonly Cell[]): string[] {
  const methods = [...new Set(table.map(({ method }) => method))];
  return methods.map((method) => {
    const cells = table.filter((cell) => cell.method === method);
    const texts = cells.map(({ perplexity, error }) =>
      error === null ? perplexity : `${perplexity}±${error}`,
    );
    return `${method}: ${texts.join(" ")}`;
  });
}

test("GaLore, with ranks and tokens by size", () => {
  assert.equal(printed(literature.galoreTable2), [
    "full: 34.06 25.08 18.8 15.56",
    "GaLore: 34.88 25.36 18.95 15.64",
    "LoRA: 34.99 33.92 25.58 19.21",
    "ReLoRA: 37.04 29.37 29.08 18.33",
    "W = BA: 78.18 45.51 37.41 142.53",
  ]);
  const lora = literature.galoreTable2.filter(({ method }) => method === "LoRA");
  closeAll(
    lora.map(({ rankShare }) => rankShare ?? Number.NaN),
    [0.5, 0.333333333333, 0.25, 0.25],
  );
  assert.equal(
    lora.map(({ tokens, seeds }) => [tokens, seeds]),
    [1.1, 2.2, 6.4, 13.1].map((tokens) => [tokens, 1]),
  );
  const full = literature.galoreTable2.filter(({ method }) => method === "full");
  assert.ok(full.every(({ rankShare }) => rankShare === null));
});

test("LoQT has three seeds with errors, and one where it has none", () => {
  assert.equal(printed(literature.loqtTable1), [
    "full: 33.32±0.22 24.51±0.03 18.87±0.18",
    "GaLore: 34.15±0.24 24.81±0.04 19.47±0.01",
    "LoQT, not quantised: 33.55±0.03 24.37±0.02 18.85±0.01 15.2",
    "LoQT: 33.98±0.15 24.57±0.01 19.12±0.01 15.55",
  ]);
  for (const { seeds, error } of literature.loqtTable1) assert.is(seeds, error === null ? 1 : 3);
});

test("APOLLO, tables 2 and 4", () => {
  assert.equal(printed(literature.apolloTable2), [
    "full: 34.06 25.08 18.8 15.56",
    "APOLLO: 31.55 22.94 16.85 14.2",
    "APOLLO-Mini: 31.93 23.53 17.18 14.17",
  ]);
  assert.equal(printed(literature.apolloTable4), ["full: 16.3", "APOLLO: 15.64", "APOLLO-Mini: 16.12"]);
});

test("Fira, Alice, SCALE and the benchmark", () => {
  assert.equal(printed(literature.firaTable), ["Fira: 31.06 22.73 16.85 14.31"]);
  assert.equal(printed(literature.aliceTable2), [
    "full: 33.94 25.03 19.24 16.44",
    "GaLore: 38.91 27.18 21.11 16.6",
  ]);
  assert.equal(printed(literature.scaleTable), [
    "full: 30.05 23.13 18.77 15.79",
    "GaLore: 34.58 25.31 19.37 15.05",
    "APOLLO-Mini: 31.85 23.63 17.11 13.48",
  ]);
  assert.equal(printed(literature.glentisTable), [
    "full: 13.97",
    "SLTrain with restarts: 14.37",
    "W = BA with restarts: 15.013",
    "Fira: 15.098",
    "GaLore: 15.573",
  ]);
});

test("ReLoRA, tables 2 and 6", () => {
  assert.equal(printed(literature.reloraTable2), [
    "full: 33.81 23.65 22.39 18.66",
    "ReLoRA: 34.46 25.04 22.48 19.32",
    "warm start: 34.73 25.46 22.86 19.73",
    "LoRA from scratch: 47.44 34.17 36.6 57.11",
  ]);
  assert.equal(printed(literature.reloraTable6), [
    "full: 23.65",
    "LoRA from scratch: 34.17",
    "with restarts: 34.25",
    "with restarts, reset and jagged schedule: 29.77",
    "warm start: 25.46",
    "all of these: 25.04",
  ]);
});

test("sizes are the millions of their names, and notes are marked", () => {
  for (const { size, millions, source, checked } of literature.publishedTables) {
    const factor = size.endsWith("B") ? 1000 : 1;
    assert.is(millions, factor * Number(size.slice(0, -1)), size);
    assert.is(checked, ["scale", "glentis"].includes(source) ? "note" : "paper", source);
  }
});

/** Lowest and highest ratio of a row, to three decimals. */
const rangeOf = (rows: readonly { readonly ratio: number }[]) => {
  const ratios = rows.map(({ ratio }) => ratio);
  return [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(3));
};

test("ratios are over full training at the same size of the same table, where it has one", () => {
  const [, second] = literature.ratiosToFull(literature.galoreTable2, "LoRA");
  close(second?.ratio ?? 0, 33.92 / 25.08, 1e-12);
  // What the protocol says of them.
  assert.equal(rangeOf(literature.ratiosToFull(literature.galoreTable2, "GaLore")), ["1.005", "1.024"]);
  assert.equal(rangeOf(literature.ratiosToFull(literature.loqtTable1, "GaLore")), ["1.012", "1.032"]);
  assert.equal(rangeOf(literature.ratiosToFull(literature.scaleTable, "GaLore")), ["0.953", "1.151"]);
  assert.equal(rangeOf(literature.ratiosToFull(literature.glentisTable, "GaLore")), ["1.115", "1.115"]);
  assert.is(literature.ratiosToFull(literature.loqtTable1, "LoQT").length, 3);
});

test("full training itself moves between papers, and restarts close a share of what a warm start leaves", () => {
  closeAll(literature.rangeOfFullTraining(), [30.05 / 34.06, 16.44 / 15.56]);
  assert.equal(
    literature.closedByRestarts().map(({ size, closed }) => [size, Math.round(100 * closed)]),
    [
      ["60M", 29],
      ["130M", 23],
      ["250M", 81],
      ["350M", 38],
    ],
  );
});

test.run();
