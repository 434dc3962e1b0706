import { test } from "uvu";
import * as assert from "uvu/assert";
import { explainJson, whyMissing } from "../../../scripts/build/explain.ts";
import type { KeyComponents, KeyedTrial } from "../../../scripts/trials/keys.ts";
import { type LastRun, rememberRun } from "../../../scripts/trials/last-runs.ts";
import { createMemoryEffects, createRecordedTerminal } from "../../helpers/memory-effects.ts";

const components: KeyComponents = {
  profile: "default",
  kind: "pretrain",
  code: "code",
  packages: { "@tensorflow/tfjs-core": "4.22.0" },
  kernels: "kernels",
  engine: "wasm",
  node: null,
  config: { learningRate: 0.01, model: { dModel: 64 }, arms: [1, 2] },
  inputs: { base: "base key" },
  machine: null,
};
const sources = { "lib/lora.ts": "1", "lib/adam.ts": "1" };
const last: LastRun = { identity: "identity", key: "old", seconds: 1, components, sources };

function now(
  changed: Partial<KeyComponents>,
  newSources: Readonly<Record<string, string>> = sources,
): KeyedTrial {
  const all = { ...components, ...changed };
  const trial = {
    kind: all.kind,
    module: "",
    measuresTime: false,
    data: [],
    estimatedSeconds: 1,
    config: all.config,
    inputs: {},
  };
  const bundle = { hash: all.code, file: "", write: async () => {}, packages: [], sources: newSources };
  return { key: "new", identity: "identity", trial, inputs: {}, components: all, bundle };
}

function reasons(
  trial: KeyedTrial,
  entry: LastRun = last,
  planned: readonly string[] = ["identity"],
): string {
  const { word, reasons: all } = whyMissing(
    trial,
    new Map([[entry.identity, entry]]),
    new Set(planned),
    new Map(),
  );
  return `${word}: ${all.join("; ")}`;
}

test("each changed part of a key is named", () => {
  const cases: readonly [KeyedTrial, string][] = [
    [now({ code: "other" }, { ...sources, "lib/lora.ts": "2" }), "stale: lib/lora.ts changed"],
    [
      now({ code: "other" }, { "lib/adam.ts": "1", "lib/sgd.ts": "1" }),
      "stale: lib/lora.ts changed; lib/sgd.ts changed",
    ],
    [now({ code: "other" }), "stale: its code changed"],
    [
      now({ packages: { "@tensorflow/tfjs-core": "4.23.0" } }),
      "stale: @tensorflow/tfjs-core 4.22.0 -> 4.23.0",
    ],
    [now({ packages: { "@tensorflow/tfjs-core": "4.22.0", added: "1.0.0" } }), "stale: added none -> 1.0.0"],
    [now({ kernels: "others" }), "stale: the engine's kernels changed"],
    [now({ engine: "cpu" }), "stale: engine wasm -> cpu"],
    [now({ node: "22.1.0" }), "stale: Node any -> 22.1.0"],
    [now({ machine: "B, 4 cores" }), "stale: machine null -> B, 4 cores"],
    [now({ inputs: { base: "other key" } }), "stale: input base changed"],
    [now({ engine: "cpu", node: "22.1.0" }), "stale: engine wasm -> cpu; Node any -> 22.1.0"],
  ];
  for (const [trial, expected] of cases) assert.is(reasons(trial), expected);
});

test("a missing result is told apart from a stale one", () => {
  assert.is(reasons({ ...now({}), key: "old" }), "stale: its stored result is missing or damaged");
});

test("a changed setting is named if the trial with the old one is no longer planned", () => {
  const trial = {
    ...now({ config: { learningRate: 0.02, model: { dModel: 64 }, arms: [1, 2] } }),
    identity: "fresh",
  };
  assert.is(reasons(trial, last, ["fresh"]), "new: config learningRate 0.01 -> 0.02");
  assert.is(reasons(trial, last, ["fresh", "identity"]), "new: never run", "the old one is still planned");
});

test("a trial of a new kind, profile or input has never run", () => {
  const fresh = (changed: Partial<KeyComponents>) => ({ ...now(changed), identity: "fresh" });
  assert.is(reasons(fresh({ kind: "adapt" }), last, ["fresh"]), "new: never run");
  assert.is(reasons(fresh({ profile: "quick" }), last, ["fresh"]), "new: never run");
  assert.is(reasons(fresh({}), last, ["fresh"]), "new: never run on these inputs");
});

test("as JSON, a missing trial takes what it took when it last ran, and else its estimate", async () => {
  const terminal = createRecordedTerminal();
  const effects = { ...createMemoryEffects(), terminal };
  const [known, other] = [now({}), { ...now({}), key: "other", identity: "elsewhere" }];
  await rememberRun(known, 40, effects.cache, effects.disk);
  await explainJson(
    [
      { name: "01-one", trials: [known] },
      { name: "02-two", trials: [known, other] },
    ],
    effects,
  );
  assert.equal(JSON.parse(terminal.lines.join("")), {
    trials: 2,
    missing: 2,
    seconds: 41,
    groups: [
      { name: "01-one", trials: 1, missing: 1, seconds: 40 },
      { name: "02-two", trials: 2, missing: 2, seconds: 41 },
    ],
  });
});

test.run();
