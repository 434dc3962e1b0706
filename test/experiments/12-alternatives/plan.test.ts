import { suite } from "uvu";
import * as assert from "uvu/assert";
import { deck } from "../../../experiments/12-alternatives/deck.ts";
import { experiment } from "../../../experiments/12-alternatives/experiment.ts";
import { references } from "../../../experiments/12-alternatives/references.ts";
import { reportSeeds } from "../../../experiments/lab/setup.ts";
import { trialsOf } from "../../../scripts/trials/inputs.ts";
import { yearsMatch } from "../../helpers/citations.ts";
import { close } from "../../helpers/close.ts";
import { deckMatchesGolden } from "../../helpers/golden.ts";
import { countKinds } from "../../helpers/plan.ts";

const test = suite("the plan of the alternatives");

const { quick, default: config, long } = experiment.profiles;

test("the deck's star has three techniques around their name", () => {
  const centre = "Pre-training Techniques";
  assert.equal(
    deck.tables["deck-links"]?.map(({ from, to }) => `${from}-${to}`),
    ["Sparse Attention", "Mixture of Experts", "Gradient Checkpointing"].map((end) => `${centre}-${end}`),
  );
  deckMatchesGolden(deck, import.meta.url);
  yearsMatch(references);
});

test("the mixture, its dense model, full training and LoRA have four seeds, full training at two lengths", () => {
  const kindsOf = (profile: typeof config) => {
    const { recorded: _, ...trained } = experiment.trials(profile);
    return countKinds(trained);
  };
  const checkpoints = { checkpointing: 1, "checkpointing-time": 1 };
  assert.equal(kindsOf(config), { pretrain: 4 * 4, alternative: 4, ...checkpoints });
  assert.equal(kindsOf(quick), { pretrain: 4, alternative: 1, ...checkpoints });
  assert.equal([config.seeds, long.seeds], [reportSeeds(4), reportSeeds(4)]);
});

test("the mixture and its dense model read the same batches for as many steps", () => {
  const [dense = [], mixture = []] = experiment.trials(config).trained;
  for (const [index, trial] of dense.entries()) {
    const other = mixture[index]?.config as Readonly<Record<string, unknown>>;
    const own = trial.config as Readonly<Record<string, unknown>>;
    for (const same of ["seed", "steps", "batchSize"]) assert.is(own[same], other[same], same);
    assert.equal(own.model, other.model);
    assert.equal([own.arm, own.steps], [{ kind: "full" }, 3600]);
    assert.equal(other.method, { kind: "experts", experts: 4, capacityFactor: 1.25, balanceWeight: 0.01 });
  }
});

test("checkpoints are measured at three depths, and timed twenty times", () => {
  assert.equal(
    [quick, config].map(({ depths }) => depths),
    [[2], [2, 4, 8]],
  );
  assert.equal(config.timing, { repetitions: 20, warmup: 5 });
  assert.equal(quick.timing, { repetitions: 3, warmup: 1 });
  assert.is(config.largestDifference, 1e-5);
});

test("measuring takes a second and 50 ms per block, timing a second and 20 ms per block and repetition", () => {
  const secondsOf = (wanted: string, profile: typeof config) =>
    trialsOf(experiment.trials(profile)).find(({ kind }) => kind === wanted)?.estimatedSeconds ?? Number.NaN;
  close(secondsOf("checkpointing", config), 1 + 0.05 * 14, 1e-12);
  close(secondsOf("checkpointing-time", config), 1 + 0.02 * 2 * 25, 1e-12);
  close(secondsOf("checkpointing-time", quick), 1 + 0.02 * 2 * 4, 1e-12);
});

test.run();
