/**
 * Runs the test files, each in a process of its own, as many at a time as there are cores. `npm test -- store tune` runs
 * those whose path holds one of the arguments. Files named *.long.test.ts take a minute or more each: they run when they
 * are asked for by their path, or with all others by `npm test -- --all`, as in CI. uvu by itself passes when a hook
 * throws, when a file registers no test and when nothing ran at all; here each of these fails. What a file leaves out is
 * listed at the end, and fails in CI.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
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
  /** What is wrong beside failed tests. */
  readonly problem: string | undefined;
}

const folder = dirname(fileURLToPath(import.meta.url));
const uvu = join(folder, "..", "node_modules", "uvu", "bin.js");

const words = process.argv.slice(2);
const filters = words.filter((word) => word !== "--all");
const unknown = filters.find((word) => word.startsWith("-"));
if (unknown !== undefined) {
  process.stderr.write(`error: unknown option ${unknown}; expected --all or parts of a path\n`);
  process.exit(1);
}
const isLong = (file: string): boolean => file.endsWith(".long.test.ts");
const asked = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((file) => file.split("\\").join("/"))
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)));
const withLong = words.includes("--all") || filters.length > 0;
// Long files begin first: at the end they would leave a core idle.
const files = asked
  .filter((file) => withLong || !isLong(file))
  .sort((one, other) => Number(isLong(other)) - Number(isLong(one)) || (one < other ? -1 : 1));

const results: FileResult[] = [];
const waiting = [...files];
await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
finish();

async function runWaiting(): Promise<void> {
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const result = await runFile(file);
    results.push(result);
    report(result);
  }
}

function runFile(file: string): Promise<FileResult> {
  const started = performance.now();
  const pattern = `^${file.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`;
  const child = spawn(process.execPath, ["--import", "tsx", uvu, "test", pattern], {
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

function report({ file, passed, failed, engines, seconds, output, problem }: FileResult): void {
  const good = failed === 0 && problem === undefined;
  const where = engines === undefined ? "" : ` on ${engines}`;
  const counts = `${passed} of ${passed + failed} passed${where}`;
  process.stdout.write(`${good ? "ok  " : "FAIL"}  ${file}  ${counts}, ${seconds.toFixed(1)} s\n`);
  if (good) return;
  process.stdout.write(`${output}\n`);
  if (problem !== undefined) process.stdout.write(`${file}: ${problem}\n`);
}

/** A file with a problem of its own counts as one more failure, and so does what must not be left out. */
function finish(): void {
  const leftOut = results.flatMap((result) => result.leftOut.map((one) => ({ ...one, file: result.file })));
  const refused = leftOut.filter(({ tool }) => failsWithout(tool, process.env)).length;
  const problems = results.filter(({ problem }) => problem !== undefined).length;
  const sum = (counts: readonly number[]) => counts.reduce((one, other) => one + other, 0);
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.map((result) => result.failed)) + problems + refused;
  if (files.length === 0) process.stdout.write(`no test file matches ${filters.join(" ")}\n`);
  process.stdout.write("\n");
  for (const one of leftOut) process.stdout.write(`${leftOutLine(one)} (${one.file})\n`);
  const notAsked = asked.length - files.length;
  if (notAsked > 0) {
    process.stdout.write(`not run: ${notAsked} long test files; npm test -- --all runs them too\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
