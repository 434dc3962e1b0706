import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/06-scalability/experiment.ts";
import { results } from "../../../experiments/06-scalability/results.ts";
import { sizeRuns } from "../../../experiments/06-scalability/size-runs.ts";
import { experiment as role } from "../../../experiments/13-role-of-lora/experiment.ts";
import { rowWith, zip } from "../../../experiments/lib/tables.ts";
import { fullArm, loraArm } from "../../../experiments/lib/trials/arms.ts";
import { headlineRuns } from "../../../experiments/lib/trials/headline.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("scalability");

const config = { ...experiment.profiles.default, seeds: [100, 101], roundsPerSample: 1 };
const [FIXED, PROPORTIONAL] = ["LoRA r = 4", "LoRA r = d / 16"];

const runWith = (finalLoss: number) => pretrainRun({ finalLoss });

/** Two seeds a loss of one apart; gaps of the fixed and of the growing rank at each width. */
function tablesWith(gaps: readonly (readonly [number, number])[], times?: typeof timed) {
  const of = (loss: number) => [runWith(loss), runWith(loss + 1)];
  const sweep = zip(config.widths, gaps).map(([width, [fixed, proportional]]) => ({
    full: of(1),
    fixed: of(1 + fixed),
    proportional: of(1 + proportional),
    frozen: width === 64 ? of(2) : [],
  }));
  return experiment.tables({ sweep, times }, config);
}

const GAPS = [
  [0.01, 0.07],
  [0.02, 0.06],
  [0.03, 0.03],
] as const;

/** LoRA takes twice full's time, then as much, then half; the last round is a hiccup of all arms. */
const timed = {
  times: [2, 1, 0.5].flatMap((ratio, index) =>
    (["full", "fixed", "proportional"] as const).map((name) => ({
      width: 16 * 2 ** index,
      name,
      milliseconds: [4, 5, 6, 400].map((time) => (name === "full" ? time : ratio * time)),
    })),
  ),
};

test("the claim is on the widest model at the deck's rank, which is the headline's", () => {
  const { scale } = results.estimates(tablesWith(GAPS), config);
  assert.ok(scale !== undefined && "samples" in scale);
  for (const sample of scale.samples) close(sample, 0.03, 1e-9);
  for (const [name, arm] of [
    ["full", fullArm],
    ["fixed", loraArm(4)],
    ["proportional", loraArm(4)],
  ] as const) {
    assert.equal(sizeRuns(64, name, experiment.profiles.default), headlineRuns(arm, role.profiles.default));
  }
});

test("both ranks are compared with full training of their width, seed by seed", () => {
  const { bySeed, sweep } = tablesWith(GAPS);
  const gapAt = (arm: string | undefined, width: number) => rowWith(sweep, { arm, width } as object).gap;
  close(gapAt(FIXED, 16), 0.01, 1e-9);
  close(gapAt(PROPORTIONAL, 16), 0.07, 1e-9);
  close(gapAt(PROPORTIONAL, 64), 0.03, 1e-9);
  assert.is(rowWith(bySeed, { width: 16 }).closedGap, null, "no body was frozen");
  close(rowWith(bySeed, { width: 64 }).closedGap ?? Number.NaN, 0.97, 1e-9);
});

test("costs at each width are those of the block's twelve d by d matrices, counted by hand", () => {
  const { costs, sizes } = tablesWith(GAPS);
  const [tokens, layers, sequences, length, vocabulary] = [512, 2, 16, 32, 87];
  for (const [arm, width, rank] of [
    [FIXED, 16, 4],
    [PROPORTIONAL, 16, 1],
    [FIXED, 32, 4],
    [PROPORTIONAL, 32, 2],
    [FIXED, 64, 4],
    [PROPORTIONAL, 64, 4],
  ] as const) {
    const weights = layers * 12 * width * width;
    // Inputs and outputs of a block's matrices: four of d and d, and two of d and 4 d.
    const adapters = layers * rank * (4 * 2 + 2 * 5) * width;
    const rest = 12 * layers * sequences * length * length * width + 6 * tokens * width * vocabulary;
    const share = (4 * tokens * weights + 6 * tokens * adapters + rest) / (6 * tokens * weights + rest);
    const row = rowWith(costs, { arm, width } as object);
    close(row.operations, share, 1e-12, `operations of ${arm} at ${width}`);
    close(row.state, 1 / 4 + (1.5 * rank) / width, 1e-12, `state of ${arm} at ${width}`);
    const size = rowWith(sizes, { arm, width } as object);
    assert.equal([size.rank, size.body, size.trained], [rank, weights, adapters]);
  }
  // float32 of 98,304 weights, their gradients and two moments.
  close(rowWith(sizes, { arm: "full", width: 64 } as object).stateMegabytes, 1.572864, 1e-12);
});

test("times are ratios within a round, so that a hiccup of the machine cancels", () => {
  const { times } = tablesWith(GAPS, timed);
  assert.equal(
    times.filter(({ arm }) => arm === FIXED).map(({ ratio, upperQuartile }) => [ratio, upperQuartile]),
    [
      [2, 2],
      [1, 1],
      [0.5, 0.5],
    ],
  );
  assert.is(times[0]?.fullMilliseconds, 5.5);
  const findings = results.findings(tablesWith(GAPS, timed), config);
  close(Number(findings["time-smallest"]?.value), 1, 1e-12);
  close(Number(findings["time-largest"]?.value), -0.5, 1e-12);
});

test("without times the slide says so, and draws no panel for them", () => {
  const without = tablesWith(GAPS);
  assert.equal(results.findings(without, config)["time-largest"], { value: "not measured in this build" });
  const panels = (tables: typeof without) => {
    const { spec, tables: shown } = results.figures(tables, config).costs ?? {};
    assert.ok(spec !== undefined && "vconcat" in spec);
    return [spec.vconcat.length, shown?.includes("times")];
  };
  assert.equal(panels(without), [2, false]);
  assert.equal(panels(tablesWith(GAPS, timed)), [3, true]);
});

test.run();
