/** The tables of the literature, typed a second time from the papers. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as literature from "../../../../experiments/lab/data/literature.ts";
import { close } from "../../../helpers/close.ts";

const test = suite("published tables");

const { galoreTable2, apolloTable2, reloraTable2, reloraLargest } = literature;

function printed(table: readonly { method: string; size: string; perplexity: number }[]): string[] {
  const methods = [...new Set(table.map(({ method }) => method))];
  return methods.map((method) => {
    const row = table.filter((cell) => cell.method === method);
    return `${method}: ${row.map(({ perplexity }) => perplexity).join(" ")}`;
  });
}

test("GaLore, table 2", () => {
  assert.equal(printed(galoreTable2), [
    "Full rank: 34.06 25.08 18.8 15.56",
    "GaLore: 34.88 25.36 18.95 15.64",
    "LoRA: 34.99 33.92 25.58 19.21",
    "ReLoRA: 37.04 29.37 29.08 18.33",
    "Low rank: 78.18 45.51 37.41 142.53",
  ]);
});

test("APOLLO, table 2", () => {
  assert.equal(printed(apolloTable2), [
    "Full rank: 34.06 25.08 18.8 15.56",
    "APOLLO-Mini: 31.93 23.53 17.18 14.17",
  ]);
});

test("ReLoRA, table 2, and its largest model", () => {
  assert.equal(printed(reloraTable2), [
    "Full rank: 33.81 23.65 22.39 18.66",
    "ReLoRA: 34.46 25.04 22.48 19.32",
    "LoRA, warm start: 34.73 25.46 22.86 19.73",
    "LoRA from scratch: 47.44 34.17 36.6 57.11",
  ]);
  assert.equal(printed(reloraLargest), ["Full rank: 16.83", "ReLoRA: 17.27", "LoRA, warm start: 18.23"]);
});

test("sizes are the millions of their names", () => {
  for (const { size, millions } of [...galoreTable2, ...apolloTable2, ...reloraTable2, ...reloraLargest]) {
    const factor = size.endsWith("B") ? 1000 : 1;
    assert.is(millions, factor * Number(size.slice(0, -1)), size);
  }
});

test("ratios are over full rank at the same size, and restarts close a share of what a warm start leaves", () => {
  const [, second] = literature.ratiosToFull(galoreTable2, "LoRA");
  close(second?.ratio ?? 0, 33.92 / 25.08, 1e-12);
  const [small] = literature.closedByRestarts(reloraTable2);
  close(small?.closed ?? 0, (34.73 - 34.46) / (34.73 - 33.81), 1e-12);
});

test.run();
