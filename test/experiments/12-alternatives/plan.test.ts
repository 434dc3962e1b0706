import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/12-alternatives/deck.ts";
import { experiment } from "../../../experiments/12-alternatives/experiment.ts";
import { references } from "../../../experiments/12-alternatives/references.ts";
import { results } from "../../../experiments/12-alternatives/results.ts";
import { rowWith } from "../../../experiments/kit/tables.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the alternatives");

const { quick, default: config, paper } = experiment.profiles;

test("the deck's star has three techniques around their name", () => {
  const centre = "Pre-training Techniques";
  assert.equal(
    deck.tables["deck-links"]?.map(({ from, to }) => `${from}-${to}`),
    ["Sparse Attention", "Mixture of Experts", "Gradient Checkpointing"].map((end) => `${centre}-${end}`),
  );
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references);
});

test("seven methods have three seeds, three techniques eight", () => {
  // Full and LoRA of two ranks are plain pre-training, and so are the factors; so is the window.
  const { pretrain, alternative, ...others } = countKinds(experiment.trials(config));
  assert.is((pretrain ?? 0) + (alternative ?? 0), 8 * 3 + 3 * 8);
  assert.is(alternative, 4 * 3 + 8);
  assert.equal(others, { checkpointing: 1, "checkpointing-time": 1 });
  const ofQuick = countKinds(experiment.trials(quick));
  assert.is((ofQuick.pretrain ?? 0) + (ofQuick.alternative ?? 0), 7 + 3);
});

test("checkpoints are measured at three depths, and timed twenty times", () => {
  assert.equal(
    [quick, config, paper].map(({ depths }) => depths),
    [[2], [2, 4, 8], [4, 8, 16]],
  );
  assert.equal(config.timing, { repetitions: 20, warmup: 5 });
  assert.equal(quick.timing, { repetitions: 3, warmup: 1 });
  assert.is(config.largestDifference, 1e-5);
});

test("measuring takes a second and 50 ms a block, timing a second and 20 ms a block and repetition", () => {
  const secondsOf = (wanted: string, profile: typeof config) =>
    trialsOf(experiment.trials(profile)).find(({ kind }) => kind === wanted)?.estimatedSeconds ?? Number.NaN;
  close(secondsOf("checkpointing", config), 1 + 0.05 * 14, 1e-12);
  close(secondsOf("checkpointing-time", config), 1 + 0.02 * 2 * 25, 1e-12);
  close(secondsOf("checkpointing-time", quick), 1 + 0.02 * 2 * 4, 1e-12);
});

const run = (finalLoss: number, dropped?: number) => ({
  finalLoss,
  vocabSize: 89,
  ...(dropped !== undefined && { dropped }),
});
const small = { ...config, seeds: [200], techniques: { ...config.techniques, seeds: [200] } };
const tables = experiment.tables(
  {
    arms: [2, 2.1, 2.2, 2.3, 2.4, 2.5, 2.6, 2.7].map((loss) => [run(loss)]),
    techniques: [[run(3)], [run(3.25)], [run(2.5, 0.125)]],
    checkpointing: {
      depths: [
        { layers: 2, plainBytes: 4e6, checkpointedBytes: 3e6, largestDifference: 1e-5 },
        { layers: 8, plainBytes: 8e6, checkpointedBytes: 2e6, largestDifference: 0 },
      ],
    },
    times: { plain: [2, 4], checkpointed: [3, 6] },
  },
  small,
);
const findings = results.findings(tables, small);

test("arms are labelled by their method and rank", () => {
  assert.equal(
    tables.arms.map(({ label }) => label),
    ["full", "GaLore 32", "APOLLO", "warm 4", "ReLoRA 4", "LoRA 4", "LoRA 16", "BA 16"],
  );
  assert.equal(
    tables.techniques.map(({ label }) => label),
    ["full", "window", "MoE"],
  );
  closeAll(
    tables.gaps.map(({ gap }) => gap),
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
  );
});

test("state and work of an arm are in megabytes and millions of operations", () => {
  // Full training holds four float32 numbers for each of 98,304 body weights.
  close(rowWith(tables.arms, { arm: "full" }).stateMegabytes, (4 * 4 * 98_304) / 1e6, 1e-9);
  assert.is(rowWith(tables.arms, { arm: "full" }).weights, 98_304);
  // The narrow model: 2 x 12 x 32^2.
  assert.is(rowWith(tables.techniques, { arm: "full" }).weights, 24_576);
});

test("checkpoints save what they do not hold, at the model's own depth and at the deepest", () => {
  assert.equal(
    tables.activations.map(({ arm, layers, megabytes }) => [arm, layers, megabytes]),
    [
      ["plain", 2, 4],
      ["checkpoints", 2, 3],
      ["plain", 8, 8],
      ["checkpoints", 8, 2],
    ],
  );
  assert.equal([findings["saved-own"]?.value, findings["saved-deepest"]?.value], [0.25, 0.75]);
  assert.equal([findings.depth?.value, findings.deepest?.value], [2, 8]);
  assert.equal([findings["time-ratio"]?.value, findings["time-ratio"]?.n], [1.5, 2]);
  assert.is(tables.times[1]?.repetition, 2);
  // Exactly at the largest difference the gradients still count as the same.
  assert.is(results.checks?.(tables, small).checkpointing?.exact, 0.25);
});

test("restarts are one less than the intervals, and GaLore chooses a subspace every 200 steps", () => {
  assert.is(findings.restarts?.value, 3);
  assert.is(findings.subspaces?.value, 2);
  assert.is(findings["rank-galore"]?.value, 32);
  assert.is(findings["technique-seeds"]?.value, 1);
  assert.is(findings["experts-dropped"]?.value, 0.125);
  closeAll([Number(findings["gap-window"]?.value), Number(findings["gap-experts"]?.value)], [0.25, -0.5]);
  // Four experts: three more feed-forward layers of 8 d^2 beside a block's 12 d^2, and a router of 4 d.
  closeAll([Number(findings["experts-weights"]?.value)], [(12 * 32 + 3 * 8 * 32 + 4) / (12 * 32)]);
  const state = (arm: string) => rowWith(tables.arms, { arm }).stateMegabytes;
  closeAll([Number(findings["state-lora-low"]?.value)], [state("LoRA r = 4") / state("full")]);
});

test.run();
