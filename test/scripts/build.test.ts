import { test } from "uvu";
import * as assert from "uvu/assert";
import { build } from "../../scripts/build.ts";
import { helpOf, readCommandLine } from "../../scripts/system/command.ts";
import { defaultLimits } from "../../scripts/workers/worker-handle.ts";
import { createMemoryEffects } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";

const machine = { ...createMemoryEffects().machine, cores: 8 };
const parse = (line: string) => readCommandLine(build, line === "" ? [] : line.split(" "), machine);

test("without options: the default profile, wasm, a job a core, all slides, into out", () => {
  assert.equal(parse(""), {
    profile: "default",
    engine: undefined,
    only: undefined,
    jobs: 8,
    force: false,
    explain: undefined,
    failFast: false,
    limits: defaultLimits,
    timing: true,
    shard: undefined,
    out: "out",
    opens: false,
  });
});

test("every option is read, with its value after a space or an equals sign", () => {
  const expected = {
    profile: "quick",
    engine: "cpu",
    only: [4, 9],
    jobs: 3,
    force: true,
    explain: "slides",
    failFast: true,
    limits: { ...defaultLimits, seconds: 600 },
    timing: false,
    shard: undefined,
    out: "elsewhere",
    opens: false,
  };
  const flags = "--force --explain --fail-fast --no-timing";
  assert.equal(
    parse(`--profile quick --backend cpu --only 04,9 --jobs 3 --trial-limit 600 --out elsewhere ${flags}`),
    expected,
  );
  assert.equal(
    parse(`--profile=quick --backend=cpu --only=04,9 --jobs=3 --trial-limit=600 --out=elsewhere ${flags}`),
    expected,
  );
});

test("--open opens the page, if there is one to open", () => {
  assert.equal(parse("--open"), { ...(parse("") as object), opens: true });
  assert.equal(parse("--open --explain"), parse("--explain"));
});

test("--explain=all explains each trial", async () => {
  assert.equal(parse("--explain=all"), { ...(parse("") as object), explain: "trials" });
  assert.is(await mistakeOf(() => parse("--explain=al")), "invalid --explain: al; did you mean all?");
});

test("a shard is the number of a part, and how many parts there are", () => {
  assert.equal(parse("--shard 3/8"), { ...(parse("") as object), shard: { number: 3, of: 8 } });
});

test("--help names every option", () => {
  assert.is(parse("--jobs 2 --help"), "help");
  for (const name of [
    "profile",
    "only",
    "jobs",
    "backend",
    "force",
    "explain",
    "fail-fast",
    "trial-limit",
    "no-timing",
    "shard",
    "out",
  ]) {
    assert.match(helpOf(build), new RegExp(`--${name}[ [=]`));
  }
});

const mistakes: Readonly<Record<string, string>> = {
  "--profil quick": "unknown option: --profil; did you mean --profile?",
  "--jbos 2": "unknown option: --jbos; did you mean --jobs?",
  "-j 2":
    "unknown option: -j; expected one of --profile, --only, --jobs, --backend, --force, --explain, --fail-fast, --trial-limit, --no-timing, --shard, --out, --open, --help",
  "--profile qiuck": "invalid --profile: qiuck; did you mean quick?",
  "--jobs 0": "invalid --jobs: 0; expected a whole number from 1 to 256",
  "--jobs two": "invalid --jobs: two; expected a whole number from 1 to 256",
  "--jobs 1.5": "invalid --jobs: 1.5; expected a whole number from 1 to 256",
  "--trial-limit 10min": "invalid --trial-limit: 10min; expected a whole number from 1 to 1000000",
  "--jobs -1": "invalid --jobs: -1; expected a whole number from 1 to 256",
  "--jobs": "missing value: --jobs expects N",
  "--out --force": "missing value: --out expects DIR",
  "--only nine": "invalid --only: nine; expected slide numbers such as 04,09",
  "--only 4,,9": "invalid --only: 4,,9; expected slide numbers such as 04,09",
  "--force=yes": 'unexpected value: --force takes no value, got "yes"',
  "--shard 3": "invalid --shard: 3; expected a number of how many, such as 3/8",
  "--shard 0/8": "invalid --shard: 0/8; expected a number of how many, such as 3/8",
  "--shard 9/8": "invalid --shard: 9/8; expected a number of how many, such as 3/8",
  "--shard 1/2 --out elsewhere":
    "unexpected option: --shard runs what is missing and writes no report; it takes no --out",
  everything: "unknown argument: everything",
};

for (const [line, message] of Object.entries(mistakes)) {
  test(`error: ${line}`, async () => {
    assert.is(await mistakeOf(() => parse(line)), message);
  });
}

test.run();
