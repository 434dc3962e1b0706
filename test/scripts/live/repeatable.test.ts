import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  auditedTrials,
  type FinishedTrial,
  obstacleOf,
  repeatableTrials,
} from "../../../scripts/live/repeatable.ts";
import type { RunTrial } from "../../../scripts/slides/planned.ts";
import type { PlacedData } from "../../../scripts/slides/slide.ts";
import type { RecordedTrial } from "../../../scripts/trials/recorded-runs.ts";

const test = suite("which trials a browser repeats");

interface Of {
  readonly measuresTime?: boolean;
  readonly data?: readonly string[];
  readonly engine?: string;
  readonly node?: string | null;
  readonly inputs?: Readonly<Record<string, RunTrial["trial"]>>;
}

const runOf = (
  kind: string,
  { measuresTime = false, data = [], engine = "wasm", node = null, inputs = {} }: Of = {},
) =>
  ({
    trial: {
      key: kind,
      trial: { kind, measuresTime, data },
      components: { engine, node, inputs: {} },
      inputs,
    },
    stored: { result: null, digest: "", seconds: 0 },
  }) as unknown as RunTrial;

const published = [{ name: "texts" }] as unknown as readonly PlacedData[];

const keptOf = (trials: readonly RunTrial[]) =>
  repeatableTrials({ trials, recorded: [], slide: { published } }).map(({ trial }) => trial.key);

test("a trial on an exact engine with published data is repeated", () => {
  assert.equal(keptOf([runOf("a", { data: ["texts"] }), runOf("b")]), ["a", "b"]);
});

test("time, another engine, unpublished data and a trial that has not run are obstacles", () => {
  const trials = [
    runOf("timed", { measuresTime: true }),
    runOf("native", { engine: "node", node: "20.0.0" }),
    runOf("secret", { data: ["texts", "letters"] }),
    { ...runOf("later"), stored: undefined },
  ];
  assert.equal(
    trials.map((trial) => obstacleOf(trial, published)),
    [
      "it measures time",
      "it ran on the engine node",
      "its data is not published: letters",
      "this build has not run it",
    ],
  );
  assert.equal(keptOf(trials), []);
});

test("what an input lacks is an obstacle for what takes it", () => {
  const base = runOf("base", { data: ["letters"] });
  assert.equal(keptOf([runOf("adapted", { inputs: { base: base.trial } })]), []);
});

test("a recorded run is offered after those of the build, unless these lack its input or have it", () => {
  const built = runOf("base");
  const recordedOf = (key: string, input: string): RecordedTrial => ({
    trial: {
      ...runOf(key).trial,
      components: { ...built.trial.components, inputs: { base: input } },
    },
    run: { date: "2026-02-03", result: { value: 1 }, digest: key, seconds: 1, omitted: ["curve"] },
  });
  const recorded = [
    recordedOf("longer", "base"),
    recordedOf("alone", "missing"),
    recordedOf("base", "base"),
    { ...recordedOf("timed", "base"), trial: runOf("timed", { measuresTime: true }).trial },
  ];
  const offered = repeatableTrials({
    trials: [built],
    recorded,
    slide: { published },
  });
  assert.equal(
    offered.map(({ trial, stored, recorded: of }) => [trial.key, stored.digest, of]),
    [
      ["base", "", undefined],
      ["longer", "longer", { date: "2026-02-03", omitted: ["curve"] }],
    ],
  );
});

test("the audit draws from short trainings of the build with a curve, which take no other trial", () => {
  const training = (key: string, seconds: number, more: object = {}) => {
    const { trial, stored } = runOf(key);
    const described = { ...trial.trial, estimatedSeconds: seconds, description: { curve: "losses" } };
    return { trial: { ...trial, trial: described, ...more }, stored } as unknown as FinishedTrial;
  };
  const count = runOf("count") as FinishedTrial;
  const recorded = { ...training("recorded", 5), recorded: { date: "2026-12-01", omitted: [] } };
  const drawn = auditedTrials([
    training("short", 30),
    training("long", 31),
    training("adapted", 5, { inputs: { base: count.trial } }),
    recorded,
    count,
  ]);
  assert.equal(
    drawn.map(({ trial }) => trial.key),
    ["short"],
  );
});

test.run();
