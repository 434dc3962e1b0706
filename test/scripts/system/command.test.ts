import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { bench } from "../../../experiments/programs/bench.ts";
import { build } from "../../../scripts/build.ts";
import { diff } from "../../../scripts/diff.ts";
import { figures } from "../../../scripts/figures.ts";
import { preview } from "../../../scripts/preview.ts";
import { site } from "../../../scripts/site.ts";
import {
  type Command,
  defineCommand,
  helpOf,
  mistake,
  oneOf,
  readCommandLine,
  runCommand,
} from "../../../scripts/system/command.ts";
import { tune } from "../../../scripts/tune.ts";
import {
  createColorTerminal,
  createMemoryDisk,
  createMemoryEffects,
  createRecordedTerminal,
} from "../../helpers/memory-effects.ts";
import { repository } from "../../helpers/project.ts";
import { tests } from "../../run.ts";

const test = suite("command runner");

const commands = { bench, build, diff, figures, preview, site, test: tests, tune };

/** A command that prints its arguments. */
const greet = defineCommand({
  name: "npm run greet",
  purpose: "Greets those who are named.",
  example: "Ann --loud",
  positionals: "[NAME ...]",
  positionalHelp: { NAME: "somebody to greet" },
  options: {
    tone: { value: "TONE", help: "warm or cool" },
    loud: { choices: ["very"], help: "in capitals" },
  },
  read: ({ value, has, positionals }) => ({
    tone: oneOf("--tone", value("tone") ?? "warm", ["warm", "cool"] as const),
    loud: value("loud") || has("loud"),
    positionals,
  }),
  async run({ tone, loud, positionals }, { terminal }) {
    if (positionals.includes("bug")) throw new TypeError("no such thing");
    if (positionals.includes("nobody")) throw mistake("invalid name: nobody");
    terminal.line(`${tone} ${loud} ${positionals.join("+")}`);
    return 3;
  },
});

async function run(line: string, effects = createMemoryEffects()) {
  const terminal = createRecordedTerminal();
  const code = await runCommand(greet, line.split(" ").filter(Boolean), { ...effects, terminal });
  return { code, text: terminal.lines.join("\n") };
}

test("options and positional arguments are read in any order, later ones win, and the exit code is the command's", async () => {
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
    /NAME +somebody to greet/,
    /--help, -h +print this help/,
    /^Greets those who are named\.$/m,
    /^Example: npm run greet -- Ann --loud$/m,
  ]) {
    assert.match(text, line);
  }
  assert.equal(await run("-h"), { code: 0, text });
});

test("options that npm kept for itself are named with the command that hands them on, and nothing runs", async () => {
  const after = async (argv: string, args: string) => {
    const line = argv
      .split(" ")
      .map((arg) => JSON.stringify(arg))
      .join(" ");
    const log = `/npm/_logs/2025-12-31T23_59_59_000Z-debug-0.log`;
    const disk = createMemoryDisk(new Map([[log, `8 verbose argv ${line}\n`]]));
    const environment = { npm_lifecycle_event: "greet", npm_config_cache: "/npm" };
    return await run(args, { ...createMemoryEffects(), disk, environment });
  };
  const message = "error: npm kept an option for itself: put the options of a command after --\n";
  assert.equal(await after("run greet --tone cool Ann", "Ann"), {
    code: 1,
    text: `${message}help: npm run greet -- --tone cool Ann`,
  });
  assert.is((await after("run greet --loud very", "")).text, `${message}help: npm run greet -- --loud=very`);
  assert.is((await after("run greet -- --loud", "--loud")).text, "warm true ");
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

test("on a terminal the label of an error has a colour", async () => {
  const terminal = createColorTerminal();
  await runCommand(greet, ["nobody"], { ...createMemoryEffects(), terminal });
  assert.is(terminal.lines[0], "<error>error:</error> invalid name: nobody");
});

test("a bug keeps its stack", async () => {
  const { code, text } = await run("bug");
  assert.is(code, 1);
  assert.match(text, /TypeError: no such thing\n +at /);
});

/** The command of each script of the package that starts one. */
async function allCommands(): Promise<ReadonlyMap<string, Command<unknown, string>>> {
  const { scripts } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const commands = new Map<string, Command<unknown, string>>();
  for (const [name, line] of Object.entries<string>(scripts)) {
    const file = /^node --import tsx (\S+)$/.exec(line)?.[1];
    if (file === undefined) continue;
    const module = await import(pathToFileURL(join(repository, file)).href);
    const command = Object.values<Command<unknown, string>>(module).find((value) => value?.purpose);
    assert.ok(command !== undefined, `${file} exports no command`);
    commands.set(name, command);
  }
  return commands;
}

test("every command says what it is for, and its example is one of its calls", async () => {
  const found = await allCommands();
  assert.ok(found.size > 15);
  for (const [name, command] of found) {
    assert.is(command.name, name === "test" ? "npm test" : `npm run ${name}`);
    assert.match(command.purpose, /^[A-Z].*\.$/, name);
    const { machine } = createMemoryEffects();
    const example = command.example.split(" ").filter(Boolean);
    assert.not.throws(() => readCommandLine(command, example, machine), name);
    assert.ok(
      command.positionals === undefined || command.positionalHelp !== undefined,
      `${name} explains its arguments`,
    );
  }
});

/** The folders of commands that lie elsewhere than in scripts/. */
const folders: Readonly<Record<string, string>> = { test: "test", bench: "experiments/programs" };

for (const [name, command] of Object.entries(commands)) {
  const script = join(repository, folders[name] ?? "scripts", name === "test" ? "run.ts" : `${name}.ts`);
  const start = (...args: string[]) =>
    promisify(execFile)(process.execPath, ["--import", "tsx", script, ...args], { cwd: repository });

  test(`${command.name} answers --help with its options, and an unknown option with the nearest one, without a stack`, async () => {
    const { stdout } = await start("--help");
    assert.match(stdout, `${command.name} -- `);
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
