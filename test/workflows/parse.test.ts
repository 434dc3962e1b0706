/** The workflows hold what GitHub would refuse to start: nothing. Checked with the parser that GitHub publishes. */
import { runInNewContext } from "node:vm";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Job, readWorkflow, workflowErrors, workflowTexts } from "../helpers/workflows.ts";

const test = suite("workflow files");

const texts = workflowTexts();

test("GitHub's parser accepts every workflow", async () => {
  assert.ok(texts.size >= 2);
  for (const [name, text] of texts) assert.equal(await workflowErrors(name, text), []);
});

/** Slips in the text of pages.yml, and what the parser says of each. */
const slips: readonly (readonly [right: string, wrong: string, error: RegExp])[] = [
  ["permissions:\n  contents", "permisions:\n  contents", /Unexpected value 'permisions'/],
  ["    runs-on:", "    run-on:", /Unexpected value 'run-on'/],
  ["- run: npm ci", "- rum: npm ci", /Unexpected value 'rum'/],
  ["workflow_run:", "workflow_rum:", /Unexpected value 'workflow_rum'/],
  ["pages: write", "pages: wirte", /Unexpected value 'wirte'/],
  ["timeout-minutes: 90", "timeout-minutes: long", /Unexpected value 'long'/],
  ["needs: [build", "needs: [biuld", /depends on unknown job 'biuld'/],
  ["steps.pages.outputs.base_url }}", "stpes.pages.outputs.base_url }}", /Unrecognized named-value: 'stpes'/],
  ["steps.pages.outputs.base_url }}", "steps.pages.outputs.base_url", /expression is not closed/],
  ["    steps:\n", "    steps:\n    \t- run: tab\n", /tab/i],
];

test("the parser names each slip in a workflow: key, event, permission, value, job, expression, YAML", async () => {
  const text = texts.get("pages.yml") ?? "";
  for (const [right, wrong, error] of slips) {
    assert.ok(text.includes(right), right);
    assert.match((await workflowErrors("pages.yml", text.replace(right, wrong))).join("\n"), error);
  }
});

test("every action is pinned by the hash of a commit, with its version in a comment", () => {
  for (const [name, text] of texts) {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action]) => action ?? "");
    assert.ok(uses.length > 0, name);
    for (const action of uses) {
      assert.match(action, /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, `${name}: ${action}`);
    }
  }
});

test("one action has one version in all workflows", () => {
  const pins = new Map<string, Set<string>>();
  for (const text of texts.values()) {
    for (const [, owner = "", pin = ""] of text.matchAll(/uses: ([\w-]+\/[\w-]+)[\w/-]*@(.*)/g)) {
      pins.set(owner, new Set(pins.get(owner)).add(pin));
    }
  }
  for (const [action, found] of pins) assert.is(found.size, 1, action);
});

test("a step's output is read only after the step, and within its job", () => {
  for (const name of texts.keys()) {
    const jobs = Object.values(readWorkflow(name).jobs);
    assert.equal(jobs.flatMap(readTooEarly), [], name);
  }
  const early = [{ run: "echo", env: { URL: "steps.late.outputs.url" } }, { id: "late" }];
  assert.equal(readTooEarly({ steps: early }), ["late"]);
});

/** Ids of steps whose output a step reads that does not come after them. */
function readTooEarly({ steps }: Job): string[] {
  return steps.flatMap((step, index) => {
    const before = steps.slice(0, index).map(({ id }) => id);
    const read = [...JSON.stringify(step).matchAll(/\bsteps\.(\w+)\./g)].map(([, id]) => id ?? "");
    return read.filter((id) => !before.includes(id));
  });
}

test("a push and a pull request are checked and tested with each version of Node that the README names", () => {
  const { on, jobs, permissions } = readWorkflow("ci.yml");
  assert.equal(Object.keys(on), ["push", "pull_request"]);
  assert.equal(jobs.check?.strategy?.matrix.node, [20, 22, 24]);
  assert.equal(permissions, { contents: "read" });
});

/** The value of a condition, whose operators mean in JavaScript what they mean to GitHub, in an event of a workflow's end. */
const holds = (condition: string | undefined, event: object): boolean =>
  isTrue(condition, { github: { event } });

/** The same for any contexts. */
function isTrue(condition: string | undefined, contexts: object): boolean {
  const [, expression = ""] = /^\$\{\{(.*)\}\}$/s.exec(condition?.trim() ?? "") ?? [];
  return Boolean(runInNewContext(expression, { ...contexts }));
}

test("pages publishes what ci has passed for a push to main, where Pages is on, and nothing else", () => {
  const { on, jobs } = readWorkflow("pages.yml");
  assert.equal(on, {
    workflow_run: { workflows: ["ci"], types: ["completed"], branches: ["main"] },
    push: { tags: ["edition-*"] },
  });
  assert.match(texts.get("ci.yml") ?? "", /^name: ci$/m);
  const eventOf = (conclusion: string, event: string, has_pages: boolean) => ({
    workflow_run: { conclusion, event },
    repository: { has_pages },
  });
  const isBuilt = (event: object) => holds(jobs.build?.if, event);
  assert.ok(isBuilt(eventOf("success", "push", true)));
  for (const conclusion of ["failure", "cancelled", "timed_out", "skipped"]) {
    assert.not.ok(isBuilt(eventOf(conclusion, "push", true)), conclusion);
  }
  assert.not.ok(isBuilt(eventOf("success", "pull_request", true)));
  assert.not.ok(isBuilt(eventOf("success", "push", false)));

  const checkout = jobs.build?.steps.find(({ uses }) => uses?.startsWith("actions/checkout@"));
  assert.match(
    String(checkout?.with?.ref),
    /^\$\{\{ github\.event\.workflow_run\.head_sha \|\| github\.sha \}\}$/,
  );
  // Neither runs where the build was skipped.
  const deploys = (build: string, release: string) =>
    isTrue(jobs.deploy?.if, {
      needs: { build: { result: build }, release: { result: release } },
      cancelled: () => false,
    });
  assert.equal(jobs.deploy?.needs, ["build", "release"]);
  assert.ok(deploys("success", "skipped"));
  assert.not.ok(deploys("skipped", "skipped"));

  const tagged = { ref_type: "tag", event: { repository: { has_pages: true } } };
  assert.ok(isTrue(jobs.build?.if, { github: tagged }));
  assert.ok(isTrue(jobs.release?.if, { github: tagged }));
  assert.not.ok(isTrue(jobs.release?.if, { github: { ref_type: "branch" } }));
  assert.not.ok(deploys("success", "failure"));
});

test("pages attests the manifest that it publishes, in a job that runs no code of the project", () => {
  const { jobs } = readWorkflow("pages.yml");
  const { attest, build } = jobs;
  assert.is(attest?.needs, "build");
  assert.equal(attest?.permissions, { "id-token": "write", attestations: "write" });
  assert.equal(
    attest?.steps.map(({ uses, run }) => [uses?.replace(/@.*/, ""), run]),
    [["actions/attest-build-provenance", undefined]],
  );
  assert.not.ok("id-token" in (build?.permissions ?? {}));
  const place = (wanted: RegExp) =>
    build?.steps.findIndex(({ uses = "", run = "" }) => wanted.test(uses + run)) ?? -1;
  const hashed = place(/sha256sum out\.site\/manifest\.json/);
  assert.ok(place(/npm run site/) < hashed && hashed < place(/upload-pages-artifact/));
  assert.is(build?.steps[hashed]?.id, "manifest");
});

test.run();
