/** How a run of the workflows gets the editions that are released, with a stand-in for the program of GitHub. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository } from "../helpers/project.ts";

const test = suite("released editions");

const run = promisify(execFile);

/** Runs .ci/editions in an empty project, where the newest edition's tag is `tag`; returns what it printed. */
async function fetchEditions(tag: string, body: (output: string, folder: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), "editions-"));
  try {
    await mkdir(join(folder, ".ci"));
    await cp(join(repository, ".ci", "editions"), join(folder, ".ci", "editions"));
    await mkdir(join(folder, "released"));
    await writeFile(join(folder, "released", "index.html"), "the report");
    await run("tar", ["-czf", "site.tar.gz", "-C", "released", "."], { cwd: folder });
    const program = [
      "#!/usr/bin/env bash",
      'case "$*" in',
      `"release list "*) echo "${tag}" ;;`,
      `"release download ${tag} --pattern site.tar.gz --output -") cat site.tar.gz ;;`,
      "*) exit 1 ;;",
      "esac",
    ];
    await writeFile(join(folder, "gh"), `${program.join("\n")}\n`, { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const { stdout } = await run("bash", [join(folder, ".ci", "editions")], { env });
    await body(stdout, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the site of the newest edition's release becomes the folder in which the site is made", () =>
  fetchEditions("edition-2026-12", async (output, folder) => {
    assert.is(output, "editions up to 2026-12\n");
    assert.is(await readFile(join(folder, "out.site", "index.html"), "utf8"), "the report");
  }));

test("without a release nothing is fetched, and nothing fails", () =>
  fetchEditions("", async (output) => {
    assert.is(output, "no edition is released\n");
  }));

test.run();
