/**
 * Each `run:` step of the workflows, run in a clean clone of the last commit. Only npm is asked for less than a step
 * asks, as `standIns` says; all else, the scripts of .ci/ included, is run as it stands.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CleanClone, withCleanClone } from "../helpers/clean-clone.ts";
import { readWorkflow, type Step, workflowTexts } from "../helpers/workflows.ts";

const test = suite("workflow steps");

/** What the steps ask npm for and would take minutes, and what is run in its place. */
const standIns = {
  // Compares package.json with the lockfile as `npm ci` does, and installs nothing.
  ci: "ci --dry-run --offline",
  // One slide that trains, of fourteen.
  "run build -- --profile quick": "run build -- --profile quick --only 02",
  // The slide that needs no training: a report that is a part, which the next step has to refuse.
  "run build": "run build -- --only 04",
  // Would install into this repository's node_modules/.
  "run native": "run native -- --help",
  // These tests run within `npm test`, which must not run them again.
  test: "test -- readme",
} as const;

const siteUrl = "https://owner.github.io/report";

/** What GitHub puts in place of the expressions in the steps' environments. */
const expressions: Readonly<Record<string, string>> = {
  [expression("steps.pages.outputs.base_url")]: siteUrl,
};

function expression(text: string): string {
  return `\${{ ${text} }}`;
}

function environmentOf({ env = {} }: Step): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      const filled = value.includes("${{") ? expressions[value] : value;
      assert.ok(filled !== undefined, `no value for ${value}`);
      return [name, filled];
    }),
  );
}

/** Runs a step; what npm was asked for. */
async function succeed(clone: CleanClone, step: Step): Promise<readonly string[]> {
  const { code, output, asked } = await clone.run(step.run ?? "", environmentOf(step));
  assert.is(code, 0, `${step.run}\n${output}`);
  return asked;
}

const runsOf = (name: string): Step[] =>
  Object.values(readWorkflow(name).jobs).flatMap(({ steps }) => steps.filter(({ run }) => run !== undefined));

test("every workflow with steps of its own is run below", () => {
  const names = [...workflowTexts().keys()].filter((name) => runsOf(name).length > 0);
  assert.equal(names.sort(), ["ci.yml", "pages.yml"]);
});

test("ci: its one step installs, checks, builds, fetches TensorFlow's library and tests, in this order", () =>
  withCleanClone(standIns, async (clone) => {
    const steps = runsOf("ci.yml");
    assert.is(steps.length, 1);
    for (const step of steps) {
      const asked = ["ci", "run check", "run build -- --profile quick", "run native", "test"];
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
      ["ci", "run check", "run build -- --profile quick", "test"].map((asked) => [asked, "--version"]),
    );
    return withCleanClone({ ...others, ...native }, async (clone) => {
      const result = await clone.run("bash .ci/run", { CI_WITHOUT: "" });
      assert.is(result.code, ends, result.output);
      assert.is(result.output.includes("left out: TensorFlow's own library"), ends === 0);
      assert.is(result.asked.includes("test"), ends === 0);
    });
  });
}

test("pages: a part is refused by the step that makes the site; what is whole becomes the folder that is uploaded", () =>
  withCleanClone(standIns, async (clone) => {
    const steps = readWorkflow("pages.yml").jobs.build?.steps ?? [];
    const [install = {}, build = {}, site = {}, ...more] = steps.filter(({ run }) => run !== undefined);
    assert.equal(more, []);
    assert.equal(await succeed(clone, install), ["ci"]);
    assert.equal(await succeed(clone, build), ["run build"]);

    const refused = await clone.run(site.run ?? "", environmentOf(site));
    assert.is(refused.code, 1);
    assert.match(refused.output, /not published: it is partial/);

    // In place of the whole build: the manifest of the part says that it is whole.
    const file = join(clone.folder, "out", "manifest.json");
    const manifest = await readFile(file, "utf8");
    assert.match(manifest, /"commit": "[0-9a-f]{40}"/, "a clean clone is built of what its commit holds");
    await writeFile(file, manifest.replace('"partial": true', '"partial": false'));
    assert.equal(await succeed(clone, site), [`run site -- --site-url ${siteUrl}`]);
    const uploaded = String(steps.at(-1)?.with?.path);
    const page = await readFile(join(clone.folder, uploaded, "index.html"), "utf8");
    assert.match(page, `<link rel="canonical" href="${siteUrl}/">`);
  }));

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
