import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOf } from "../../../experiments/kit/digest.ts";
import { build, withSmallReport } from "../../helpers/build.ts";
import type { Project } from "../../helpers/project.ts";

const test = suite("digests in the report");

interface Listed {
  readonly kind: string;
  readonly config: { readonly seed?: number };
  readonly digest?: string;
}

async function trialsIn(project: Project, file: string): Promise<readonly Listed[]> {
  return JSON.parse(await project.read(`out/${file}`)).trials;
}

/** What a trial of the small report with seed 2 returns, by its formula. */
const outputOf = (first: number) => ({
  result: { value: first + 2 / 3 },
  artifacts: { weight: { shape: [3], values: Float32Array.of(2, 0.1, 1 / 3) } },
});

test("the manifest has the digest of each trial's output, and run.json those of trials that measure time", () =>
  withSmallReport(async (project) => {
    await build(project);
    const manifest = await trialsIn(project, "manifest.json");
    const run = await trialsIn(project, "run.json");
    const base = manifest.find(({ kind, config }) => kind === "base" && config.seed === 2);
    assert.is(base?.digest, await digestOf(outputOf(1.25)));
    const placed = (trials: readonly Listed[]) =>
      trials.map(({ kind, digest }) => `${kind}: ${digest === undefined ? "none" : "digest"}`);
    assert.equal(new Set(placed(manifest)), new Set(["base: digest", "next: digest", "timed: none"]));
    assert.equal(new Set(placed(run)), new Set(["base: none", "next: none", "timed: digest"]));
    const timed = run.filter(({ kind }) => kind === "timed").map(({ digest }) => digest);
    assert.ok(timed.includes(await digestOf(outputOf(2.5))));
  }));

test("the manifest has whether the build has verdicts, and if not, what it is and why", () =>
  withSmallReport(async (project) => {
    const verdicts = async () => JSON.parse(await project.read("out/manifest.json")).verdicts;
    await build(project);
    assert.equal(await verdicts(), { given: true });
    await build(project, "--profile quick");
    const { given, build: name, reason } = await verdicts();
    assert.equal([given, name], [false, "quick build"]);
    assert.match(reason, /no verdicts/);
  }));

test("without timing the manifest has no trial that measures time, for its key would name the machine", () =>
  withSmallReport(async (project) => {
    await build(project, "--no-timing");
    const kinds = (await trialsIn(project, "manifest.json")).map(({ kind }) => kind);
    assert.equal(kinds.sort(), ["base", "base", "base", "next", "next", "next"]);
  }));

test("a trial that has not run has no digest", () =>
  withSmallReport(async (project) => {
    await build(project, "--only 01");
    const next = (await trialsIn(project, "manifest.json")).filter(({ kind }) => kind === "next");
    assert.equal(
      next.map(({ digest }) => digest),
      [undefined, undefined, undefined],
    );
  }));

test.run();
