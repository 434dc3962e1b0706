import { suite } from "uvu";
import * as assert from "uvu/assert";
import { gatherRunFacts, renderManifest } from "../../../scripts/build/facts.ts";
import type { KeyedTrial } from "../../../scripts/trials/keys.ts";
import { keyedTrial } from "../../helpers/keyed-trial.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";

const test = suite("facts of a build");

type Plan = Parameters<typeof renderManifest>[0];
type Build = Parameters<typeof renderManifest>[1];
type Outcomes = Build["outcomes"];

function trial(
  key: string,
  seed: number,
  measuresTime = false,
  inputs: Record<string, KeyedTrial> = {},
): KeyedTrial {
  const keyed = keyedTrial("run", { seed }, inputs, { seed });
  return {
    ...keyed,
    key,
    trial: { ...keyed.trial, measuresTime },
    components: { ...keyed.components, inputs: {} },
  };
}
const base = trial("c", 10);
const taking = trial("a", 9, false, { base });
const timed = trial("b", 200, true);
const planned = (name: string, trials: readonly KeyedTrial[]) => ({ slide: { name }, trials });
const plan = {
  trials: [base, timed, taking],
  slides: [planned("01-one", [taking]), planned("02-two", [timed])],
} as unknown as Plan;
const outcomes = new Map([
  ["a", { state: "ran", result: 1, digest: "digest a", seconds: 2 }],
  ["b", { state: "stored", result: 1, digest: "digest b", seconds: 3 }],
  ["c", { state: "failed", cause: "none" }],
]) as unknown as Outcomes;

const manifestOf = (timing: boolean) =>
  JSON.parse(renderManifest(plan, { outcomes, facts: { profile: "quick" } as Build["facts"], timing }));

test("the manifest lists trials by key, with their slides, also those that only take them", () => {
  const { trials, profile } = manifestOf(true);
  assert.is(profile, "quick");
  assert.equal(
    trials.map(({ key, digest, slides }: Record<string, unknown>) => [key, digest, slides]),
    [
      ["a", "digest a", ["01-one"]],
      ["b", undefined, ["02-two"]],
      ["c", undefined, ["01-one"]],
    ],
  );
});

test("seeds ascend as numbers, each once, and without timing those of timed trials are left out", () => {
  assert.equal(manifestOf(true).seeds, [9, 10, 200]);
  assert.equal(manifestOf(false).seeds, [9, 10]);
  assert.equal(
    manifestOf(false).trials.map(({ key }: { key: string }) => key),
    ["a", "c"],
  );
});

test("the run file has the state of each trial, its seconds, and digests of timed ones", async () => {
  const effects = createMemoryEffects({ "package-lock.json": '{"packages":{}}' });
  const clock = { ...effects.clock, now: () => 5500 };
  const start = { date: "2026-01-01", time: 3000 };
  const facts = await gatherRunFacts(plan, "none", new Map([...outcomes].slice(0, 2)), start, {
    ...effects,
    clock,
  });
  assert.equal([facts.seconds, facts.startedAt, facts.cores], [2.5, "2026-01-01", 2]);
  assert.equal(
    facts.trials.map(({ key, state, digest, seconds }) => [key, state, digest, seconds]),
    [
      ["c", "not run", undefined, undefined],
      ["b", "stored", "digest b", 3],
      ["a", "ran", undefined, 2],
    ],
  );
});

test.run();
