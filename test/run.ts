/**
 * Command `npm test`: runs the test files, each in a process of its own, as many at a time as there are cores. Files named
 * *.long.test.ts take a minute or more each: they run when they are asked for by their path, or with all others by `npm
 * test -- --all`, as in CI. uvu by itself passes when a hook throws, when a file registers no test and when nothing ran at
 * all; here each of these fails. What a file leaves out is listed at the end, and fails in CI.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Effects, Terminal } from "../scripts/base/effects.ts";
import { defineCommand, startCommand } from "../scripts/system/command.ts";
import { failsWithout, type LeftOut, leftOutIn, leftOutLine } from "./helpers/left-out.ts";

interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly leftOut: readonly LeftOut[];
  /** The engines on which it ran, as it says; undefined if it says nothing. */
  readonly engines: string | undefined;
  readonly seconds: number;
  readonly output: string;
  /** What is wrong apart from failed tests. */
  readonly problem: string | undefined;
}

const folder = dirname(fileURLToPath(import.meta.url));

interface TestOptions {
  /** Parts of the paths of the wanted files; empty for all. */
  readonly parts: readonly string[];
  readonly all: boolean;
}

export const tests = defineCommand({
  name: "npm test",
  purpose: "Runs the tests.",
  example: "trials/keys base/",
  positionals: "[PART ...]",
  positionalHelp: {
    PART: "only files whose path below test/ has one of these parts (default: all but the long ones)",
  },
  options: { all: { help: "the long ones too, as in CI: other browsers, Slurm, other versions of Node" } },
  read: ({ has, positionals }): TestOptions => ({ parts: positionals, all: has("all") }),
  run: runTests,
});

const isLong = (file: string): boolean => file.endsWith(".long.test.ts");

async function runTests({ parts, all }: TestOptions, { terminal, environment }: Effects): Promise<number> {
  const asked = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.split("\\").join("/"))
    .filter((file) => file.endsWith(".test.ts"))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)));
  // Long files begin first, and the short ones of experiments/ end: a long one at the end would leave a core idle.
  const files = asked
    .filter((file) => all || parts.length > 0 || !isLong(file))
    .sort((left, right) => Number(isLong(right)) - Number(isLong(left)) || (left < right ? 1 : -1));
  const results: FileResult[] = [];
  const waiting = [...files];
  const runWaiting = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runFile(file);
      results.push(result);
      report(result, terminal);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
  if (files.length === 0) terminal.line(`no test file matches ${parts.join(" ")}`);
  terminal.line("");
  const notAsked = asked.length - files.length;
  if (notAsked > 0) terminal.line(`not run: ${notAsked} long test files; npm test -- --all runs them too`);
  return conclude(results, environment, terminal);
}

function runFile(file: string): Promise<FileResult> {
  const started = performance.now();
  // Not by uvu's own command, which cannot load a file below a folder with # or % in its name.
  const child = spawn(process.execPath, ["--import", "tsx", join(folder, file)], {
    cwd: join(folder, ".."),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ file, seconds, output, ...judge(output, code, signal) });
    });
  });
}

function judge(output: string, code: number | null, signal: string | null) {
  const plain = stripVTControlCharacters(output);
  const total = Number(/^ {2}Total: +(\d+)$/m.exec(plain)?.[1] ?? 0);
  const passed = Number(/^ {2}Passed: +(\d+)$/m.exec(plain)?.[1] ?? 0);
  const leftOut = leftOutIn(plain);
  const isEmpty = total === 0 && leftOut.length === 0;
  return {
    passed,
    failed: total - passed,
    leftOut,
    engines: /^engines: (.+)$/m.exec(plain)?.[1],
    problem: problemOf(isEmpty, total - passed, code, signal),
  };
}

function problemOf(
  isEmpty: boolean,
  failed: number,
  code: number | null,
  signal: string | null,
): string | undefined {
  if (signal !== null) return `its process was ended by ${signal}`;
  if (isEmpty) return code === 0 ? "it registered no test; does it call run()?" : "it could not be loaded";
  if (failed === 0 && code !== 0) return `its process exited with code ${code}`;
  return undefined;
}

function report(
  { file, passed, failed, engines, seconds, output, problem }: FileResult,
  { line, paint }: Terminal,
): void {
  const isGood = failed === 0 && problem === undefined;
  const where = engines === undefined ? "" : ` on ${engines}`;
  const counts = `${passed} of ${passed + failed} passed${where}`;
  line(`${isGood ? "ok  " : paint("error", "FAIL")}  ${file}  ${counts}, ${seconds.toFixed(1)} s`);
  if (isGood) return;
  line(output);
  if (problem !== undefined) line(`${file}: ${problem}`);
}

/** Prints what was left out and how many tests passed. A problem of a file counts as one more failure. */
function conclude(
  results: readonly FileResult[],
  environment: Effects["environment"],
  { line }: Terminal,
): number {
  const leftOut = results.flatMap((result) => result.leftOut.map((left) => ({ ...left, file: result.file })));
  for (const left of leftOut) line(`${leftOutLine(left)} (${left.file})`);
  const refused = leftOut.filter(({ tool }) => failsWithout(tool, environment)).length;
  const problems = results.filter(({ problem }) => problem !== undefined).length;
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0) + problems + refused;
  line(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

await startCommand(tests, import.meta);
