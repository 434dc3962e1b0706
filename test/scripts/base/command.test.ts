import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { defineCommand, helpOf, mistake, oneOf, runCommand } from "../../../scripts/base/command.ts";
import { bench } from "../../../scripts/bench.ts";
import { build } from "../../../scripts/build.ts";
import { diff } from "../../../scripts/diff.ts";
import { figures } from "../../../scripts/figures.ts";
import { preview } from "../../../scripts/preview.ts";
import { site } from "../../../scripts/site.ts";
import { tune } from "../../../scripts/tune.ts";
import { createMemoryEffects, createRecordedTerminal } from "../../helpers/memory-effects.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("command runner");

const commands = { bench, build, diff, figures, preview, site, tune };

/** A command that prints its arguments. */
const greet = defineCommand({
  name: "npm run greet",
  words: "[NAME ...]",
  options: {
    tone: { value: "TONE", help: "warm or cool" },
    loud: { choices: ["very"], help: "in capitals" },
  },
  read: ({ value, has, words }) => ({
    tone: oneOf("--tone", value("tone") ?? "warm", ["warm", "cool"] as const),
    loud: value("loud") || has("loud"),
    words,
  }),
  async run({ tone, loud, words }, { terminal }) {
    if (words.includes("bug")) throw new TypeError("no such thing");
    if (words.includes("nobody")) throw mistake("invalid name: nobody");
    terminal.line(`${tone} ${loud} ${words.join("+")}`);
    return 3;
  },
});

async function run(words: string) {
  const terminal = createRecordedTerminal();
  const code = await runCommand(greet, words.split(" ").filter(Boolean), {
    ...createMemoryEffects(),
    terminal,
  });
  return { code, text: terminal.lines.join("\n") };
}

test("options and words are read in any order, later ones win, and the exit code is the command's", async () => {
  assert.equal(await run("Ann --tone cool --loud Bo --tone=warm"), { code: 3, text: "warm true Ann+Bo" });
});

test("--help lists every option with its value and does nothing else", async () => {
  const { code, text } = await run("Ann --help");
  assert.is(code, 0);
  assert.is(text, helpOf(greet));
  assert.match(text, "npm run greet -- [NAME ...] [options]");
  for (const line of [
    /--tone TONE +warm or cool/,
    /--loud\[=very\] +in capitals/,
    /--help +print this help/,
  ]) {
    assert.match(text, line);
  }
});

test("a switch may take one of its values after an equals sign", async () => {
  assert.is((await run("--loud=very Ann")).text, "warm very Ann");
  assert.match((await run("--loud=vary")).text, "invalid --loud: vary; did you mean very?");
  assert.is((await run("--loud very")).text, "warm true very", "a word of its own is no value");
});

test("a mistake gives one message with the nearest match, and says how to list the options", async () => {
  const help = "help: npm run greet -- --help lists the options";
  assert.equal(await run("--tune cool"), {
    code: 1,
    text: `error: unknown option: --tune; did you mean --tone?\n${help}`,
  });
  assert.equal(await run("--tone col"), {
    code: 1,
    text: `error: invalid --tone: col; did you mean cool?\n${help}`,
  });
  assert.equal(await run("nobody"), { code: 1, text: `error: invalid name: nobody\n${help}` });
});

test("a bug keeps its stack", async () => {
  const { code, text } = await run("bug");
  assert.is(code, 1);
  assert.match(text, /TypeError: no such thing\n +at /);
});

for (const [name, command] of Object.entries(commands)) {
  const script = join(repository, "scripts", `${name}.ts`);
  const start = (...words: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", script, ...words], { cwd: repository });

  test(`npm run ${name} answers --help with its options, and an unknown option with the nearest one, without a stack`, async () => {
    assert.is(command.name, `npm run ${name}`);
    const { stdout } = await start("--help");
    assert.match(stdout, `npm run ${name} -- `);
    for (const option of Object.keys(command.options)) assert.match(stdout, new RegExp(`--${option}[ [=]`));
    const failure: { code?: number; stderr?: string } = await start("--hepl").then(
      () => ({}),
      (error) => error,
    );
    assert.is(failure.code, 1);
    assert.match(failure.stderr ?? "", "unknown option: --hepl; did you mean --help?");
    assert.not.match(failure.stderr ?? "", /\n +at /);
  });
}

test.run();
