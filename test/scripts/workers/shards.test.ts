import { test } from "uvu";
import * as assert from "uvu/assert";
import { Random } from "../../../experiments/kit/random.ts";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { shareOut, type Wave } from "../../../scripts/workers/shards.ts";

interface Described {
  readonly seconds?: number;
  readonly measuresTime?: boolean;
  readonly inputs?: readonly KeyedTrial[];
}

function trial(key: string, { seconds = 10, measuresTime = false, inputs = [] }: Described = {}): KeyedTrial {
  const byKey = Object.fromEntries(inputs.map((input) => [input.key, input]));
  const bundle = { hash: "", file: "", write: async () => {}, packages: [], sources: {} };
  const components = {
    profile: "quick",
    kind: key,
    code: "",
    packages: {},
    kernels: null,
    engine: "wasm",
    node: null,
    config: {},
    inputs: {},
    machine: null,
  } as const;
  const own = {
    kind: key,
    module: "",
    measuresTime,
    data: [],
    estimatedSeconds: seconds,
    config: {},
    inputs: {},
  };
  return { key, identity: key, trial: own, inputs: byKey, components, bundle };
}

const keysOf = (waves: readonly Wave[]) =>
  waves.map(({ shards }) => shards.map((trials) => trials.map(({ key }) => key)));

test("a trial belongs to the wave after the last of its inputs", () => {
  const base = trial("base");
  const middle = trial("middle", { inputs: [base] });
  const last = trial("last", { inputs: [base, middle] });
  assert.equal(keysOf(shareOut([last], 1)), [[["base"]], [["middle"]], [["last"]]]);
});

test("trials that measure time, and those that need one, are left to the machine that writes the report", () => {
  const timed = trial("timed", { measuresTime: true });
  const after = trial("after", { inputs: [timed] });
  const later = trial("later", { inputs: [after, trial("base")] });
  assert.equal(keysOf(shareOut([later], 2)), [[["base"], []]]);
});

test("the longest trials are shared out first, each to the shard with the least work", () => {
  const trials = [7, 1, 5, 3, 4].map((seconds) => trial(`t${seconds}`, { seconds }));
  assert.equal(keysOf(shareOut(trials, 2)), [
    [
      ["t7", "t3"],
      ["t5", "t4", "t1"],
    ],
  ]);
});

test("a later wave fills the shards that had less in earlier ones", () => {
  const [long, short] = [trial("long", { seconds: 9 }), trial("short", { seconds: 2 })];
  assert.equal(keysOf(shareOut([trial("next", { inputs: [long, short] })], 2)), [
    [["long"], ["short"]],
    [[], ["next"]],
  ]);
});

test("every trial has one shard, whatever the order of the plan, and loads differ by at most the longest trial", () => {
  for (let seed = 0; seed < 50; seed++) {
    const random = Random.seeded(seed);
    const trials = Array.from({ length: 40 }, (_, index) =>
      trial(`t${index}`, { seconds: 1 + 20 * random.uniform() }),
    );
    const count = 1 + (seed % 7);
    const [wave] = shareOut(trials, count);
    const shards = wave?.shards ?? [];
    assert.is(shards.length, count);
    assert.equal(
      shards
        .flat()
        .map(({ key }) => key)
        .sort(),
      trials.map(({ key }) => key).sort(),
    );
    assert.equal(keysOf(shareOut([...trials].reverse(), count)), keysOf(shareOut(trials, count)));
    const loads = shards.map((share) =>
      share.reduce((sum, { trial: { estimatedSeconds } }) => sum + estimatedSeconds, 0),
    );
    const longest = Math.max(...trials.map(({ trial: { estimatedSeconds } }) => estimatedSeconds));
    assert.ok(Math.max(...loads) - Math.min(...loads) <= longest);
  }
});

test.run();
