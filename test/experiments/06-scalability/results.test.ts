import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/06-scalability/experiment.ts";
import { results } from "../../../experiments/06-scalability/results.ts";
import { searches } from "../../../experiments/06-scalability/searches.ts";
import { rowWith, zip } from "../../../experiments/kit/tables.ts";
import { frozenArm, fullArm, loraArm, type TunedArm } from "../../../experiments/lab/arms.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { languageRuns, trainingPlans } from "../../../experiments/lab/trials/language-runs.ts";
import { close } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("scalability");

const config = {
  ...experiment.profiles.default,
  seeds: [200, 201, 202],
  studySeeds: [200, 201],
  roundsPerSample: 1,
};
const [FIXED, PROPORTIONAL] = ["LoRA r = 4", "LoRA r = d / 16"];

const runWith = (finalLoss: number) => pretrainRun({ finalLoss });

/**
 * Seeds a loss of one apart; gaps of the fixed and of the growing rank at each width. Each seed's gap grows faster than
 * the last one's, by a hundredth for each doubling from the width of 16.
 */
function tablesWith(gaps: readonly (readonly [number, number])[], times?: typeof timed) {
  const sweep = zip(gaps, [0, 1, 2]).map(([[fixed, proportional], doublings]) => {
    const of = (seeds: readonly number[], gap: number) =>
      seeds.map((_, seed) => runWith(1 + seed + (gap === 0 ? 0 : gap + 0.01 * seed * doublings)));
    return {
      full: of(config.seeds, 0),
      fixed: of(config.seeds, fixed),
      proportional: of(config.studySeeds, proportional),
    };
  });
  const frozen = config.studySeeds.map((_, seed) => runWith(2 + seed));
  return experiment.tables({ sweep, frozen, times }, config);
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

test("the claim is on the slope of the gap at the deck's rank, one slope a seed", () => {
  const { scale } = results.estimates(tablesWith(GAPS), config);
  assert.ok(scale !== undefined && "samples" in scale);
  // Through three points at equal distances the slope is half the rise from the first to the last.
  for (const [seed, slope] of [0.01, 0.02, 0.03].entries())
    close(scale.samples[seed] ?? Number.NaN, slope, 1e-9);
  assert.is(scale.samples.length, config.seeds.length);
});

test("the slope is that of least squares where the points lie on no line", () => {
  const { slopes } = tablesWith([
    [0.05, 0.01],
    [0.01, 0.01],
    [0.06, 0.04],
  ]);
  // The middle of three points at equal distances does not move the slope.
  close(rowWith(slopes, { arm: FIXED, seed: 200 } as object).slope, 0.005, 1e-9);
  close(rowWith(slopes, { arm: PROPORTIONAL, seed: 201 } as object).slope, 0.025, 1e-9);
});

test("both ranks are compared with full training of their width, seed by seed", () => {
  const { bySeed, sweep, closed } = tablesWith(GAPS);
  const gapAt = (arm: string | undefined, width: number) => rowWith(sweep, { arm, width } as object).gap;
  close(gapAt(FIXED, 16), 0.01, 1e-9);
  close(gapAt(PROPORTIONAL, 16), 0.07, 1e-9);
  // The mean over two seeds, whose gaps are 0.03 and 0.05.
  close(gapAt(PROPORTIONAL, 64), 0.04, 1e-9);
  assert.is(bySeed.filter(({ arm }) => arm === FIXED).length, 9);
  assert.equal(
    closed.map(({ seed, closedGap }) => [seed, Math.round(100 * closedGap)]),
    [
      [200, 97],
      [201, 95],
    ],
    "at the width of 64, of a gap of one",
  );
});

test("at the core model's width the runs are those that other slides list", () => {
  const trials = experiment.trials(experiment.profiles.default);
  const [, , widest] = trials.sweep;
  const shared = (arm: TunedArm, count: number) =>
    languageRuns(arm, { length: "middle", seeds: reportSeeds(count) }, trainingPlans.default);
  assert.equal(widest?.full, shared(fullArm, 5));
  assert.equal(widest?.fixed, shared(loraArm(4), 5));
  assert.equal(widest?.proportional, shared(loraArm(4), 3));
  assert.equal(trials.frozen, shared(frozenArm, 3));
});

test("the rank is a sixteenth of the width, and is searched for where no slide shares it", () => {
  const { sweep } = experiment.trials(experiment.profiles.paper);
  assert.equal(
    sweep.map(({ proportional: [run] }) => (run?.config as { arm?: { rank: number } })?.arm?.rank),
    [1, 2, 4, 8],
  );
  assert.equal(
    searches.map(({ name }) => name),
    ["d16/1200/lora-r1", "d32/1200/lora-r2"],
  );
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
