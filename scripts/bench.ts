/**
 * Command `npm run bench -- [--repetitions N] [--out FILE]`: how fast the engine is, measured side by side with
 * TensorFlow.js's own WASM backend, with the `cpu` engine and, where it is installed, with `node`. Prints tables and
 * targets and writes all timings as JSON. Takes minutes; a machine that is busy makes the ratios noisy, not wrong.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { printError } from "./base/command.ts";
import { ReportError } from "./base/errors.ts";
import { prettyJson } from "./base/json.ts";
import { createNodeEffects } from "./base/node-effects.ts";
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

const effects = createNodeEffects(process.cwd(), new AbortController().signal);
const print = (text: string) => effects.terminal.line(text);

function readOptions(): { repetitions: number; out: string } {
  const { values } = parseArgs({
    options: {
      repetitions: { type: "string", default: "7" },
      out: { type: "string", default: ".cache/bench.json" },
    },
  });
  const repetitions = Number(values.repetitions);
  if (!(Number.isInteger(repetitions) && repetitions >= 3)) {
    throw new ReportError(`invalid --repetitions: ${values.repetitions}`, {
      help: "give a whole number of 3 or more",
    });
  }
  return { repetitions, out: resolve(values.out) };
}

const isMet = ({ value, bound, rule }: Target): boolean =>
  rule === "at least" ? value >= bound : value <= bound;

function report(section: Section): Section {
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

/** A process that must start. */
async function startRequired(engine: "wasm" | "stock" | "cpu"): Promise<MeasuringProcess> {
  const started = await startMeasuring(engine);
  if (typeof started === "string") throw new ReportError(started);
  return started;
}

async function startAll(): Promise<Processes> {
  const [ours, stock, cpu] = [
    await startRequired("wasm"),
    await startRequired("stock"),
    await startRequired("cpu"),
  ];
  const node = await startMeasuring("node");
  if (typeof node === "string") print(`not measured: ${node}`);
  return { ours, stock, others: typeof node === "string" ? [cpu] : [cpu, node] };
}

async function measureAll(repetitions: number): Promise<Section[]> {
  const processes = await startAll();
  const peak = report(await measurePeak(processes, repetitions));
  const products = await measureProducts(processes, repetitions);
  report(products);
  const ops = report(await measureOps(processes, repetitions));
  const steps = report(await measureSteps(processes, repetitions, products.bestRate));
  for (const { end } of [processes.ours, processes.stock, ...processes.others]) end();
  const pair = [await startRequired("wasm"), await startRequired("wasm")] as const;
  const workers = report(await measureWorkers(pair, repetitions));
  for (const { end } of pair) end();
  return [peak, products, ops, steps, workers];
}

try {
  const { repetitions, out } = readOptions();
  const { cpu, cores, node, platform } = effects.machine;
  print(`${cpu}, ${cores} cores, ${platform}, Node ${node}`);
  const sections = await measureAll(repetitions);
  const results = sections.map(({ title, targets, timings }) => ({
    title,
    targets: targets.map((target) => ({ ...target, met: isMet(target) })),
    timings: Object.fromEntries(timings),
  }));
  await effects.disk.write(
    out,
    prettyJson({ machine: { cpu, cores, node, platform }, repetitions, results }),
  );
  print(`\nwritten: ${out}`);
} catch (error) {
  printError(error, effects.terminal);
  process.exitCode = 1;
}
