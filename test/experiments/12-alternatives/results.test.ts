import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/12-alternatives/experiment.ts";
import { results } from "../../../experiments/12-alternatives/results.ts";
import { outcomeOf } from "../../../experiments/lib/stats/claims.ts";
import { close } from "../../helpers/close.ts";

const test = suite("alternatives");

const config = experiment.profiles.default;
/** The order of the trials: full, windows, experts, GaLore, warm start, ReLoRA, LoRA, factors. */
const FULL = 0;
const HALF_CONTEXT = 2;
const EXPERTS = 3;
const LORA = [7, 8] as const;
const ARMS = 10;

/** Three seeds that differ far more than the arms; the arm at a position is off full training by `gaps`. */
function resultsWith(gaps: Readonly<Record<number, number>>, largestDifference = 0) {
  return {
    arms: Array.from({ length: ARMS }, (_, arm) =>
      config.seeds.map((_seed, index) => ({
        finalLoss: 2 + index + (gaps[arm] ?? 0.3) + (arm === FULL ? 0 : 0.001 * index),
        vocabSize: 89,
        ...(arm === EXPERTS ? { dropped: 0.05 } : {}),
      })),
    ),
    checkpointing: {
      depths: [2, 4].map((layers) => ({
        layers,
        plainBytes: 1000 * layers,
        checkpointedBytes: 1200,
        largestDifference,
      })),
    },
    times: { plain: [2, 2, 4], checkpointed: [3, 2.6, 5] },
  };
}

const tablesWith = (gaps: Readonly<Record<number, number>>, largestDifference = 0) =>
  experiment.tables(resultsWith(gaps, largestDifference), config);

const estimatesOf = (tables: ReturnType<typeof tablesWith>) => results.estimates(tables, config);

test("experts are compared as dense minus mixture, seed by seed", () => {
  const better = { kind: "greater", than: 0.01 } as const;
  const at = (gap: number) =>
    outcomeOf(better, estimatesOf(tablesWith({ [FULL]: 0, [EXPERTS]: gap })).experts);
  assert.is(at(-0.05), "supported");
  assert.is(at(0.05), "contradicted");
});

test("the window of the claim is half the context", () => {
  const equivalent = { kind: "equivalent", within: 0.02 } as const;
  const at = (gap: number) =>
    outcomeOf(equivalent, estimatesOf(tablesWith({ [FULL]: 0, [HALF_CONTEXT]: gap }))["sparse-attention"]);
  assert.is(at(0.005), "supported");
  assert.is(at(0.05), "contradicted");
});

test("activations count as saved only where the gradients are the same", () => {
  const saved = (difference: number) => estimatesOf(tablesWith({}, difference)).checkpointing;
  const same = saved(1e-6);
  assert.ok(same !== undefined && "exact" in same);
  close(same.exact, 0.4, 1e-12, "at the model's own depth");
  assert.equal(saved(1e-4), { exact: 0, format: ".0%" });
});

test("of several ranks the findings name the lowest and the highest", () => {
  const tables = tablesWith({ [FULL]: 0, [LORA[0]]: 0.11, [LORA[1]]: 0.22 });
  const findings = results.findings(tables, config);
  close(Number(findings["gap-lora-low"]?.value), 0.111, 1e-9, "rank 4");
  close(Number(findings["gap-lora-high"]?.value), 0.221, 1e-9, "rank 16");
  assert.is(findings["time-ratio"]?.value, 1.3);
});

test("without times the slide says so, and shows no empty table of them", () => {
  const tables = experiment.tables({ ...resultsWith({ [FULL]: 0 }), times: undefined }, config);
  assert.equal(results.findings(tables, config)["time-ratio"], { value: "not measured in this build" });
  const shown = results.figures(tables, config).activations?.tables ?? [];
  assert.ok(shown.includes("checkpoints") && !shown.includes("times"));
  assert.ok(results.figures(tablesWith({ [FULL]: 0 }), config).activations?.tables?.includes("times"));
});

test("the last window is the whole context, with full training's loss and all of attention's work", () => {
  const { windows, arms } = tablesWith({ [FULL]: 0 });
  assert.equal(
    windows.map(({ positions }) => positions),
    [4, 16, 32],
  );
  assert.is(windows[2]?.loss, arms[0]?.loss);
  // 12 d operations for each of 528 pairs in 16 sequences and 2 layers.
  close(windows[2]?.megaFlops ?? Number.NaN, (12 * 64 * 528 * 16 * 2) / 1e6, 1e-9, "work");
});

test.run();
