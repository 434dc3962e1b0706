/** Searches in rounds of shards, on a slide whose two searches are small, and one takes the other's choice. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { runCommand } from "../../../scripts/system/command.ts";
import { tune } from "../../../scripts/tune.ts";
import { lookUpSearches, shareOfRound, statusOfRound } from "../../../scripts/tuning/rounds.ts";
import { findSearches } from "../../../scripts/tuning/searches.ts";
import { gridImport, type Project, withProject } from "../../helpers/project.ts";

const test = suite("rounds of searches");

/**
 * The loss is lowest at the rate 0.08, beyond the first grid. `fails` are rates at which a run fails, and `edge` is a search
 * whose loss falls with the rate without end.
 */
const slide = ({
  fails = [],
  edge = "",
}: {
  readonly fails?: readonly number[];
  readonly edge?: string;
} = {}) => ({
  "experiments/03-own/own.run.ts": `export const run = ({ name, learningRate, seed }) => {
    if (${JSON.stringify(fails)}.includes(learningRate)) throw new RangeError("not finite");
    if (name === ${JSON.stringify(edge)}) return { result: { loss: learningRate } };
    return { result: { loss: Math.abs(Math.log(learningRate / 0.08)) + seed / 1e6 } };
  };`,
  "experiments/03-own/searches.ts": `${gridImport}
    const trial = (config) => ({
      kind: "own", module: new URL("./own.run.ts", import.meta.url).href, measuresTime: false,
      estimatedSeconds: 1, config, inputs: {},
    });
    const search = (name, needs) => gridSearch({
      name, arm: { kind: "full" }, steps: 1, seeds: [50, 51], grid: { learningRate: { rates: [0.01, 0.02, 0.04] } }, needs,
      run: (settings, seed) => ({ trial: trial({ name, ...settings, seed }), lossOf: ({ loss }) => loss }),
    });
    export const searches = [];
    export const searchesOf = (profile) => [search(profile + "/first", []), search(profile + "/second", [profile + "/first"])];`,
  "experiments/03-own/chosen-settings.json": "{}",
});

const tuneIn = (project: Project, line: string) =>
  runCommand(tune, `--profile long --jobs 1 ${line}`.trim().split(" "), project.effects);
const tunedIn = (project: Project) => project.read("experiments/03-own/chosen-settings.json");
const openIn = async ({ effects }: Project) => {
  const searches = await findSearches(effects, "long");
  return { searches, open: await lookUpSearches(searches, effects) };
};

test("rounds of shards end with the choices of one machine, and a search waits for the choice that it takes", () =>
  withProject(slide(), async (project) => {
    const [first] = (await openIn(project)).open.slice(1);
    assert.equal(first?.state === "waits" && first.for, "long/first");
    let rounds = 0;
    for (; (await openIn(project)).open.length > 0 && rounds < 20; rounds++) {
      for (const shard of [2, 1, 3]) assert.is(await tuneIn(project, `--shard ${shard}/3`), 0);
      assert.is(await tuneIn(project, "--stored"), 0);
    }
    assert.ok(rounds < 20);
    const inRounds = await tunedIn(project);
    assert.match(inRounds, '"learningRate": 0.08');

    await project.write({ "experiments/03-own/chosen-settings.json": "{}" });
    await project.effects.disk.remove(`${project.root}/.cache/trials`);
    // The second search waits for the first, so the command runs twice.
    for (const _ of [1, 2]) assert.is(await tuneIn(project, ""), 0);
    assert.is(await tunedIn(project), inRounds);
  }));

test("the shards of a round are disjoint and have all its runs, also when one starts after another has ended", () =>
  withProject(slide(), async (project) => {
    const keysOf = async (number: number) => {
      const { searches, open } = await openIn(project);
      return shareOfRound(searches, open, { number, of: 2 }).map(({ key }) => key);
    };
    const before = [await keysOf(1), await keysOf(2)];
    assert.equal([new Set(before.flat()).size, before.flat().length], [3, 3]);
    await tuneIn(project, "--shard 1/2");
    assert.equal([await keysOf(1), await keysOf(2)], before);
    const { searches, open } = await openIn(project);
    assert.equal(
      statusOfRound(searches, open, 2).missing.map(({ key }) => key),
      before[1],
    );
    await tuneIn(project, "--list");
    assert.match(
      project.terminal.lines.join("\n"),
      "03/long/first: not tuned: 2 of 3 runs of its next step are stored",
    );
  }));

test("a run that fails on the shards stays missing, and the search on one machine counts it as lost", () =>
  withProject(slide({ fails: [0.01] }), async (project) => {
    assert.is(await tuneIn(project, "--shard 1/1"), 1);
    const { searches, open } = await openIn(project);
    assert.is(statusOfRound(searches, open, 1).missing.length, 1);
    assert.is(await tuneIn(project, "03/long/first"), 0);
    assert.match(await tunedIn(project), '"long/first"');
  }));

test("a search whose best rate stays at an edge is said to be undecided, and the others go on", () =>
  withProject(slide({ edge: "long/second" }), async (project) => {
    for (let round = 0; round < 20; round++) {
      await tuneIn(project, "--shard 1/1");
      await tuneIn(project, "--stored");
    }
    assert.match(await tunedIn(project), '"long/first"');
    const { open } = await openIn(project);
    assert.equal(
      open.map(({ state }) => state),
      ["undecided"],
    );
    assert.is(await tuneIn(project, "03/long/second"), 1);
    assert.match(
      project.terminal.lines.join("\n"),
      "error: undecided search: 03/long/second: no lowest loss inside the grid of rates",
    );
  }));

test("options that exclude each other are an error", async () =>
  withProject(slide(), async (project) => {
    assert.is(await tuneIn(project, "--shard 1/2 --stored"), 1);
    assert.match(
      project.terminal.lines.join("\n"),
      "unexpected option: --shard and --stored do not go together",
    );
  }));

test.run();
