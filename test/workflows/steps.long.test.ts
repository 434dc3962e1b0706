/**
 * Each `run:` step of the workflows, run in a clean clone of the last commit. Only npm is asked for less than a step
 * asks, as `standIns` says; all else, the scripts of .ci/ included, is run as it stands.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CleanClone, withCleanClone } from "../helpers/clean-clone.ts";
import { repository } from "../helpers/project.ts";
import { readWorkflow, type Step, workflowTexts } from "../helpers/workflows.ts";

const test = suite("workflow steps");

/** What the steps ask npm for and would take minutes, and what is run in its place. */
const standIns = {
  // Compares package.json with the lockfile as `npm ci` does, and installs nothing.
  ci: "ci --dry-run --offline",
  // Those of this commit are among what CI runs before these tests.
  "run check": "run check -- --help",
  // One slide that trains, of fourteen.
  "run build -- --profile quick": "run build -- --profile quick --only 02",
  // A quick report, which the next step has to refuse.
  "run build": "run build -- --profile quick --only 02",
  // Would install into this repository's node_modules/.
  "run native": "run native -- --help",
  // The long profile takes many hours: here its shards have the trials of one small slide of the quick one.
  "run build -- --profile long --shard 1/20": "run build -- --profile quick --only 02 --shard 1/2",
  "run build -- --profile long --shard 2/20": "run build -- --profile quick --only 02 --shard 2/2",
  "run build -- --profile long": "run build -- --profile quick --only 02",
  // These tests are among all tests, which must not run them again.
  "test -- --all": "test -- readme",
} as const;

const siteUrl = "https://owner.github.io/report";

/** What GitHub puts in place of the expressions in the steps' environments. */
const expressions: Readonly<Record<string, string>> = {
  [expression("steps.pages.outputs.base_url")]: siteUrl,
  [expression("github.token")]: "none",
  [expression("github.ref_type == 'tag' && github.ref_name || ''")]: "",
};

function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function environmentOf(
  { env = {} }: Step,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const known = { ...expressions, ...more };
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const filled = value.includes("${{") ? known[value] : value;
      assert.ok(filled !== undefined, `no value for ${value}`);
      return [name, filled];
    }),
  );
}

/** Gives a clone the results of this repository, which the tests need not compute again. */
async function restoreTrials(clone: CleanClone): Promise<void> {
  const trials = join(repository, ".cache", "trials");
  await mkdir(trials, { recursive: true });
  await symlink(trials, join(clone.folder, ".cache", "trials"));
}

/** Runs a step; what npm was asked for. */
async function succeed(
  clone: CleanClone,
  step: Step,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { code, output, asked } = await clone.run(step.run ?? "", environmentOf(step, more));
  assert.is(code, 0, `${step.run}\n${output}`);
  return asked;
}

const runsOf = (name: string): Step[] =>
  Object.keys(readWorkflow(name).jobs).flatMap((job) => [...runsOfJob(name, job)]);

const runsOfJob = (name: string, job: string): readonly Step[] =>
  (readWorkflow(name).jobs[job]?.steps ?? []).filter(({ run }) => run !== undefined);

test("every workflow with steps of its own is run below", () => {
  const names = [...workflowTexts().keys()].filter((name) => runsOf(name).length > 0);
  assert.equal(names.sort(), ["ci.yml", "long.yml", "pages.yml"]);
});

test("ci: its one step installs, checks, builds, fetches TensorFlow's library and tests, in this order", () =>
  withCleanClone(standIns, async (clone) => {
    await restoreTrials(clone);
    const steps = runsOfJob("ci.yml", "check");
    assert.is(steps.length, 1);
    for (const step of steps) {
      const asked = ["ci", "run check", "run build -- --profile quick", "run native", "test -- --all"];
      assert.equal(await succeed(clone, step), asked);
    }
    const manifest = JSON.parse(await readFile(join(clone.folder, "out", "manifest.json"), "utf8"));
    assert.is(manifest.profile, "quick");
  }));

for (const { code, what, ends } of [
  { code: 3, what: "is out of reach, its tests are left out", ends: 0 },
  { code: 1, what: "does not install, it fails", ends: 1 },
]) {
  test(`ci: where TensorFlow's library ${what}`, () => {
    const native = { "run native": `exec --call "exit ${code}"` };
    // Nothing but what follows of it.
    const others = Object.fromEntries(
      ["ci", "run check", "run build -- --profile quick", "test -- --all"].map((asked) => [
        asked,
        "--version",
      ]),
    );
    return withCleanClone({ ...others, ...native }, async (clone) => {
      const result = await clone.run("bash .ci/run", { CI_WITHOUT: "" });
      assert.is(result.code, ends, result.output);
      assert.is(result.output.includes("left out: TensorFlow's own library"), ends === 0);
      assert.is(result.asked.includes("test -- --all"), ends === 0);
    });
  });
}

test("ci: a pull request's summary says what it changes in the report, compared with the branch that it is for", () =>
  withCleanClone(standIns, async (clone) => {
    const { jobs } = readWorkflow("ci.yml");
    assert.match(String(jobs.compare?.if), /'pull_request'/);
    assert.is(jobs.compare?.permissions, undefined);
    assert.equal(jobs.compare?.steps[0]?.with?.["fetch-depth"], 2);
    const [install = {}, compare = {}, ...more] = runsOfJob("ci.yml", "compare");
    assert.equal(more, []);
    assert.equal(await succeed(clone, install), ["ci"]);
    assert.is((await clone.run(mergeOfAnEdit)).code, 0);
    await restoreTrials(clone);
    const summary = join(clone.folder, ".cache", "summary.md");
    const { code, output } = await clone.run(compare.run ?? "", { GITHUB_STEP_SUMMARY: summary });
    assert.is(code, 0, output);
    const markdown = await readFile(summary, "utf8");
    assert.match(markdown, /^## The report: 1 text differs\\, on 1 of 14 slides\n/);
    assert.match(markdown, "\n+ A sentence of the pull request.\n");
  }));

/** Checks out what GitHub does for a pull request that adds a sentence to a slide: its merge into the branch. */
const mergeOfAnEdit = `
git config user.name test && git config user.email test@localhost
git checkout --quiet -b request
file=$(ls experiments/14-*/slide.md)
printf '\\n%s\\n' 'A sentence of the pull request.' >>"$file"
git commit --quiet --all --message edit
git checkout --quiet --detach HEAD^
git merge --quiet --no-ff --no-edit request
`;

test("pages: a quick part is refused by the step that makes the site; what is whole becomes the folder that is uploaded", () =>
  withCleanClone(standIns, async (clone) => {
    const steps = readWorkflow("pages.yml").jobs.build?.steps ?? [];
    const [install = {}, build = {}, prune = {}, editions = {}, site = {}, digest = {}, ...more] =
      steps.filter(({ run }) => run !== undefined);
    assert.equal(
      more.map((step) => step.if),
      [expression("github.ref_type == 'tag'")],
    );
    assert.equal(await succeed(clone, editions), []);
    assert.equal(await succeed(clone, install), ["ci"]);
    assert.equal(await succeed(clone, build), ["run build"]);
    assert.equal(await succeed(clone, prune), ["run store -- prune"]);

    const refused = await clone.run(site.run ?? "", environmentOf(site));
    assert.is(refused.code, 1);
    assert.match(refused.output, /not published: it is a quick build/);

    await declareWhole(clone);
    assert.equal(await succeed(clone, site), [`run site -- --site-url ${siteUrl}`]);
    const uploaded = String(steps.at(-1)?.with?.path);
    const page = await readFile(join(clone.folder, uploaded, "index.html"), "utf8");
    assert.match(page, `<link rel="canonical" href="${siteUrl}/">`);

    const noted = join(clone.folder, "noted");
    assert.is((await clone.run(digest.run ?? "", { GITHUB_OUTPUT: noted })).code, 0);
    const manifest = await readFile(join(clone.folder, uploaded, "manifest.json"));
    const sha256 = createHash("sha256").update(manifest).digest("hex");
    assert.is(await readFile(noted, "utf8"), `sha256=${sha256}\n`);
  }));

/** In place of the whole build: the record of the quick part says that it is whole and has verdicts. */
async function declareWhole(clone: CleanClone): Promise<void> {
  const file = join(clone.folder, "out", "report.json");
  const record = await readFile(file, "utf8");
  assert.match(record, /"commit": "[0-9a-f]{40}"/, "a clean clone is built of what its commit holds");
  const whole = record
    .replace('"partial": true', '"partial": false')
    .replace('"given": false', '"given": true');
  await writeFile(file, whole);
}

/** Runs a job's steps, and returns what npm was asked for. */
async function runJob(
  clone: CleanClone,
  name: string,
  job: string,
  more: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const asked: string[] = [];
  for (const step of runsOfJob(name, job)) {
    if (step.run?.startsWith("npm run site")) await declareWhole(clone);
    asked.push(...(await succeed(clone, step, more)));
  }
  return asked;
}

test("long: shards hand on only what they computed, their results are merged, and the report becomes the site", () =>
  withCleanClone(standIns, async (clone) => {
    const inClone = (path: string) => join(clone.folder, path);
    const shardIs = (shard: number) => ({ [expression("matrix.shard")]: String(shard) });
    for (const [wave, next] of [
      ["wave-1", "merge"],
      ["wave-2", "report"],
    ] as const) {
      await mkdir(inClone(".cache/parts"), { recursive: true });
      for (const shard of [1, 2]) {
        const asked = await runJob(clone, "long.yml", wave, shardIs(shard));
        assert.equal(asked, ["ci", `run build -- --profile long --shard ${shard}/20`]);
        // As an artifact is uploaded and downloaded.
        await rename(inClone(".cache/new"), inClone(`.cache/parts/${wave}-${shard}`));
      }
      const asked = await runJob(clone, "long.yml", next);
      assert.is(asked[1], `run store -- import .cache/parts/${wave}-1 .cache/parts/${wave}-2`);
      await rm(inClone(".cache/parts"), { recursive: true });
    }
    const page = await readFile(inClone("out.site/index.html"), "utf8");
    assert.match(page, `<link rel="canonical" href="${siteUrl}/">`);
  }));

test("long: its shards are all of as many as their command says, within the limits of free runners", () => {
  const { jobs } = readWorkflow("long.yml");
  for (const wave of ["wave-1", "wave-2"]) {
    const shards = jobs[wave]?.strategy?.matrix.shard ?? [];
    const of = Number(/\$SHARD\/(\d+)/.exec(JSON.stringify(jobs[wave]?.steps))?.[1]);
    assert.equal(
      shards,
      Array.from({ length: of }, (_, index) => index + 1),
    );
    assert.ok(of <= 256);
  }
  for (const [name, job] of Object.entries(jobs)) {
    if (name !== "deploy") assert.ok((job["timeout-minutes"] ?? 1000) < 360, name);
  }
});

test("a step that calls a script or an option that is not there fails", () =>
  withCleanClone(standIns, async (clone) => {
    for (const [step, reason] of [
      ["npm run biuld", /Missing script: "biuld"/],
      ["npm run build -- --profil default", /--profil\b.*did you mean --profile/],
      ["npm run build -- --profile defualt", /did you mean default/],
      ["bash .ci/rnu", /No such file/],
      ["npm run site", /missing --site-url/],
    ] as const) {
      const { code, output } = await clone.run(step);
      assert.is.not(code, 0, step);
      assert.match(output, reason);
    }
  }));

test.run();
