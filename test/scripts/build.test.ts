import { test } from "uvu";
import * as assert from "uvu/assert";
import { helpOf, readCommandLine } from "../../scripts/base/command.ts";
import { build } from "../../scripts/build.ts";
import { createMemoryEffects } from "../helpers/memory-effects.ts";
import { mistakeOf } from "../helpers/mistakes.ts";

const machine = { ...createMemoryEffects().machine, cores: 8 };
const parse = (line: string) => readCommandLine(build, line === "" ? [] : line.split(" "), machine);

test("without options: the default profile, wasm, a job a core, all slides, into out", () => {
  assert.equal(parse(""), {
    profile: "default",
    engine: "wasm",
    only: undefined,
    jobs: 8,
    force: false,
    explain: false,
    failFast: false,
    timing: true,
    out: "out",
  });
});

test("every option is read, with its value after a space or an equals sign", () => {
  const expected = {
    profile: "quick",
    engine: "cpu",
    only: [4, 9],
    jobs: 3,
    force: true,
    explain: true,
    failFast: true,
    timing: false,
    out: "elsewhere",
  };
  const flags = "--force --explain --fail-fast --no-timing";
  assert.equal(
    parse(`--profile quick --backend cpu --only 04,9 --jobs 3 --out elsewhere ${flags}`),
    expected,
  );
  assert.equal(
    parse(`--profile=quick --backend=cpu --only=04,9 --jobs=3 --out=elsewhere ${flags}`),
    expected,
  );
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
    "no-timing",
    "out",
  ]) {
    assert.match(helpOf(build), `--${name} `);
  }
});

const mistakes: Readonly<Record<string, string>> = {
  "--profil quick": "unknown option: --profil; did you mean --profile?",
  "--jbos 2": "unknown option: --jbos; did you mean --jobs?",
  "-j 2":
    "unknown option: -j; expected one of --profile, --only, --jobs, --backend, --force, --explain, --fail-fast, --no-timing, --out, --help",
  "--profile qiuck": "invalid --profile: qiuck; did you mean quick?",
  "--backend gpu": "invalid --backend: gpu; did you mean cpu?",
  "--jobs 0": "invalid --jobs: 0; expected a whole number from 1 to 256",
  "--jobs two": "invalid --jobs: two; expected a whole number from 1 to 256",
  "--jobs 1.5": "invalid --jobs: 1.5; expected a whole number from 1 to 256",
  "--jobs -1": "invalid --jobs: -1; expected a whole number from 1 to 256",
  "--jobs": "missing value: --jobs expects N",
  "--out --force": "missing value: --out expects DIR",
  "--only nine": "invalid --only: nine; expected slide numbers such as 04,09",
  "--only 4,,9": "invalid --only: 4,,9; expected slide numbers such as 04,09",
  "--force=yes": 'unexpected value: --force takes no value, got "yes"',
  everything: "unknown argument: everything",
};

for (const [line, message] of Object.entries(mistakes)) {
  test(`refused: ${line}`, async () => {
    assert.is(await mistakeOf(() => parse(line)), message);
  });
}

test.run();
