/**
 * Command `npm run bench`: measures the speed of the engine beside TensorFlow.js's own WASM backend, the `cpu` engine
 * and, where installed, the `node` engine. Prints tables and targets, and writes all timings as JSON. Takes minutes.
 * All are timed alternately, so a busy machine makes the ratios noisier but does not favour one of them.
 */
import path from "node:path";
import { defineCommand, startCommand, wholeNumber } from "./base/command.ts";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { prettyJson } from "./base/json.ts";
import { type MeasuringProcess, startMeasuring } from "./speed/processes.ts";
import {
  measureOps,
  measurePeak,
  measureProducts,
  measureSteps,
  measureWorkers,
  type Processes,
  type Section,
  type Target,
} from "./speed/sections.ts";

interface BenchOptions {
  readonly repetitions: number;
  /** The file to write, as given on the command line. */
  readonly out: string;
}

export const bench = defineCommand({
  name: "npm run bench",
  options: {
    repetitions: { value: "N", help: "times to measure each case, at least 3 (default: 7)" },
    out: { value: "FILE", help: "file for the timings (default: .cache/bench.json)" },
  },
  read: ({ value }): BenchOptions => ({
    repetitions: wholeNumber("--repetitions", value("repetitions") ?? "7", 3, 1000),
    out: value("out") ?? ".cache/bench.json",
  }),
  run: measureAndWrite,
});

async function measureAndWrite({ repetitions, out }: BenchOptions, effects: Effects): Promise<number> {
  const { root, disk, terminal } = effects;
  const { cpu, cores, node, platform } = effects.machine;
  terminal.line(`${cpu}, ${cores} cores, ${platform}, Node ${node}`);
  const sections = await measureAll(repetitions, terminal.line);
  const results = sections.map(({ title, targets, timings }) => ({
    title,
    targets: targets.map((target) => ({ ...target, met: isMet(target) })),
    timings: Object.fromEntries(timings),
  }));
  const file = path.resolve(root, out);
  await disk.write(file, prettyJson({ machine: { cpu, cores, node, platform }, repetitions, results }));
  terminal.line(`\nwritten: ${file}`);
  return 0;
}

const isMet = ({ value, bound, rule }: Target): boolean =>
  rule === "at least" ? value >= bound : value <= bound;

/** Prints a line. */
type Print = (line: string) => void;

/** Prints a section and returns it. */
function report(section: Section, print: Print): Section {
  print(`\n${section.title}`);
  for (const line of section.lines) print(`  ${line}`);
  for (const target of section.targets) {
    const verdict = isMet(target) ? "met   " : "missed";
    print(
      `  ${verdict} ${target.name}: ${target.value.toFixed(2)}, ${target.rule} ${target.bound.toFixed(2)}`,
    );
  }
  return section;
}

/** Starts a process, or throws a ReportError with the reason why it cannot start. */
async function startRequired(engine: "wasm" | "stock" | "cpu"): Promise<MeasuringProcess> {
  const started = await startMeasuring(engine);
  if (typeof started === "string") throw new ReportError(started);
  return started;
}

async function startAll(print: Print): Promise<Processes> {
  const [ours, stock, cpu] = [
    await startRequired("wasm"),
    await startRequired("stock"),
    await startRequired("cpu"),
  ];
  const node = await startMeasuring("node");
  if (typeof node === "string") print(`not measured: ${node}`);
  return { ours, stock, others: typeof node === "string" ? [cpu] : [cpu, node] };
}

async function measureAll(repetitions: number, print: Print): Promise<Section[]> {
  const processes = await startAll(print);
  const products = await measureProducts(processes, repetitions);
  report(products, print);
  const peak = report(await measurePeak(processes, repetitions, products.bestRate), print);
  const ops = report(await measureOps(processes, repetitions), print);
  const steps = report(await measureSteps(processes, repetitions, products.bestRate), print);
  for (const { end } of [processes.ours, processes.stock, ...processes.others]) end();
  const pair = [await startRequired("wasm"), await startRequired("wasm")] as const;
  const workers = report(await measureWorkers(pair, repetitions), print);
  for (const { end } of pair) end();
  return [products, peak, ops, steps, workers];
}

await startCommand(bench, import.meta);
