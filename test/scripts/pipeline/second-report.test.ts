/** The generator builds the report of another group, on another subject, and brings nothing of this report's subject along. */
import { readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ReportIdentity } from "../../../experiments/kit/report.ts";
import { newSlide } from "../../../scripts/new.ts";
import { runCommand } from "../../../scripts/system/command.ts";
import { build, filesOf } from "../../helpers/build.ts";
import { type Project, repository, withProject } from "../../helpers/project.ts";
import { otherLockfile, speaking } from "../../helpers/subject.ts";

const test = suite("a second report");

const identity: ReportIdentity = {
  title: "Slow descents",
  subtitle: "The essay “On small steps”, tested on bowls",
  summary: "What an essay says of step sizes, measured.",
  subject: "essay",
};

const files = {
  "experiments/report/report.ts": `import { defineReport } from "../kit/report.ts";
export const report = defineReport({ identity: ${JSON.stringify(identity)} });
`,
  "experiments/report/method.md": "How to read this.\n",
  "package.json": JSON.stringify({ name: "slow-descents", type: "module" }),
  "CITATION.cff": `cff-version: 1.2.0
title: "Slow descents"
authors:
  - name: "A group of walkers"
version: 1.0.0
license: MIT
`,
};

/** The project with the generator's files elsewhere, as where it is installed. */
const withGenerator = (project: Project): Project => ({
  ...project,
  effects: { ...project.effects, home: repository },
});

const isText = (name: string): boolean => !/\.(?:pdf|png|zip|woff2|wasm|bin)$/.test(name);

test("a report without engine, laboratory and templates is built, and says nothing of this one's subject", () =>
  withProject(files, async (plain) => {
    const project = withGenerator(plain);
    await project.write({ "package-lock.json": await otherLockfile() });
    await symlink(join(repository, "experiments", "kit"), join(project.root, "experiments", "kit"));
    assert.is(await runCommand(newSlide, ["01-small-steps"], project.effects), 0);
    const { code, lines, ran } = await build(project, "--profile quick");
    assert.is(code, 0, lines.join("\n"));
    assert.is(ran.length, 2);
    const out = await filesOf(project);
    const texts = [...out].filter(([name]) => isText(name));
    assert.ok(texts.length > 30);
    assert.equal(speaking(texts), []);
    const study = Buffer.from(out.get("slides/01-small-steps/index.html") ?? "", "latin1").toString();
    assert.match(study, "The essay says");
    assert.match(study, "Slow descents");
    assert.not.match(study, /\bdeck\b(?!["-])/);
    assert.match(study, "Run it here");
    assert.match(String(out.get("figures/report.bib")), "@misc{slow-descents,");
  }));

async function textsIn(folder: string): Promise<[string, string][]> {
  const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(repository.length));
  return Promise.all(
    paths.map(
      async (path): Promise<[string, string]> => [path, await readFile(join(repository, path), "utf8")],
    ),
  );
}

test("neither do the generator's code and templates", async () => {
  const generator = [...(await textsIn("scripts")), ...(await textsIn("templates"))];
  assert.ok(generator.length > 200);
  assert.equal(speaking(generator), []);
});

test.run();
