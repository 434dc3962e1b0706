/**
 * Command `npm run bench`: how long a training step takes on the report's engine, on TensorFlow.js's own WASM backend
 * and, if installed, on TensorFlow's library. Takes minutes.
 */

import { defineCommand, type Effects, ReportError, startCommand, wholeNumber } from "../../scripts/api.ts";
import { nameOf, steps } from "./bench/measure.ts";
import { type Comparison, compareEngines, type MeasuringProcess, startMeasuring } from "./bench/processes.ts";

interface BenchOptions {
  readonly repetitions: number;
}

export const bench = defineCommand({
  name: "npm run bench",
  purpose: "Measures how fast the engine computes, compared with TensorFlow.js's own backends.",
  example: "--repetitions 3",
  options: {
    repetitions: { value: "N", help: "times to measure each step, at least 3 (default: 7)" },
  },
  read: ({ value }): BenchOptions => ({
    repetitions: wholeNumber("--repetitions", value("repetitions") ?? "7", 3, 1000),
  }),
  async run({ repetitions }, { machine, terminal }) {
    const { cpu, cores, node, platform } = machine;
    terminal.line(`${cpu}, ${cores} cores, ${platform}, Node ${node}`);
    const processes = await startAll(terminal);
    for (const step of steps) {
      terminal.line(`\n${nameOf(step)}`);
      for (const compared of await compareEngines(processes, step, repetitions)) {
        terminal.line(lineOf(compared));
      }
    }
    for (const { end } of processes) end();
    return 0;
  },
});

/** The report's engine comes first; the others are compared with it. */
async function startAll(terminal: Effects["terminal"]): Promise<readonly MeasuringProcess[]> {
  const processes: MeasuringProcess[] = [];
  for (const engine of ["wasm", "stock", "node"] as const) {
    const started = await startMeasuring(engine);
    if (typeof started !== "string") processes.push(started);
    else if (engine === "node") terminal.line(`not measured: ${started}`);
    else throw new ReportError(started);
  }
  return processes;
}

function lineOf({ engine, seconds, ratio }: Comparison): string {
  const time = `  ${engine.padEnd(5)} ${(1000 * seconds).toFixed(2).padStart(9)} ms per step`;
  if (engine === "wasm") return time;
  const [lower, upper] = ratio.quartiles.map((value) => value.toFixed(2));
  return `${time}, ${ratio.median.toFixed(2)} times as long as wasm [quartiles ${lower}, ${upper}]`;
}

await startCommand(bench, import.meta);
