import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repeatableTrials } from "../../../scripts/live/repeatable.ts";
import type { PlacedData, RunTrial } from "../../../scripts/report/report.ts";

const test = suite("which trials a browser repeats");

interface Of {
  readonly exclusive?: boolean;
  readonly data?: readonly string[];
  readonly engine?: string;
  readonly inputs?: Readonly<Record<string, RunTrial["trial"]>>;
}

const runOf = (kind: string, { exclusive = false, data = [], engine = "wasm", inputs = {} }: Of = {}) =>
  ({
    trial: { key: kind, trial: { kind, exclusive, data }, components: { engine }, inputs },
  }) as unknown as RunTrial;

const offered = (trials: readonly RunTrial[]) => {
  const published = [{ name: "texts" }] as unknown as readonly PlacedData[];
  const { trials: kept, obstacles } = repeatableTrials({ trials, slide: { published } });
  return { kept: kept.map(({ trial }) => trial.key), obstacles: [...obstacles] };
};

test("a trial on wasm with published data is repeated", () => {
  assert.equal(offered([runOf("a", { data: ["texts"] }), runOf("b")]), { kept: ["a", "b"], obstacles: [] });
});

test("time, another engine and unpublished data are obstacles, each named once with its kinds", () => {
  const trials = [
    runOf("timed", { exclusive: true }),
    runOf("native", { engine: "node" }),
    runOf("secret", { data: ["texts", "letters"] }),
    runOf("diary", { data: ["letters"] }),
  ];
  assert.equal(offered(trials), {
    kept: [],
    obstacles: [
      ["it measures time", ["timed"]],
      ["it ran on the engine node", ["native"]],
      ["its data is not published: letters", ["secret", "diary"]],
    ],
  });
});

test("what an input lacks is an obstacle for what takes it", () => {
  const base = runOf("base", { data: ["letters"] });
  assert.equal(offered([runOf("adapted", { inputs: { base: base.trial } })]).kept, []);
});

test.run();
