/**
 * A measuring process: starts one engine and times the cases that it is sent, one at a time. Each measurement repeats its
 * case for long enough to rise above the clock's noise, and answers with the seconds of one run.
 */
import * as tf from "@tensorflow/tfjs-core";
import { startEngine, startStockWasm } from "../../experiments/lib/engine/backend.ts";
import { completeCore } from "../../experiments/lib/engine/complete-core.ts";
import { type BenchEngine, type Case, nameOf } from "./cases.ts";
import { loadPeakLoop, prepare } from "./prepare.ts";

/** The answer of a measuring process. */
export interface Measurement {
  /** Seconds of one run. */
  readonly seconds: number;
  /** Peak memory of the process so far. */
  readonly residentBytes: number;
}

/** Minimum length of a measurement. */
const SECONDS = 0.05;

interface Prepared {
  readonly run: () => void;
  /** Runs in a measurement. */
  readonly runs: number;
}

const prepared = new Map<string, Prepared>();

const [engine = "wasm"] = process.argv.slice(2) as [BenchEngine?];
const started = engine === "stock" ? completeCore().then(startStockWasm) : startEngine(engine);
const peakLoop = await loadPeakLoop();
started.then(
  () => process.send?.("ready"),
  (error: Error) => process.send?.(error.message),
);
process.on("message", (item: Case) => process.send?.(measure(item)));
process.on("disconnect", () => process.exit());

function measure(item: Case): Measurement {
  const { run, runs } = preparedFor(item);
  const start = performance.now();
  const startUsage = process.cpuUsage();
  tf.tidy(() => {
    for (let index = 0; index < runs; index++) run();
  });
  const elapsed = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(startUsage);
  // Elapsed time includes waiting for other programs; processor time adds up the node engine's threads. The smaller of
  // the two is closer to the time of the run.
  const seconds = Math.min(elapsed, (user + system) / 1e6) / runs;
  return { seconds, residentBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Prepares a case once: warms it up and counts how many runs fill a measurement. */
function preparedFor(item: Case): Prepared {
  const name = nameOf(item);
  const known = prepared.get(name);
  if (known !== undefined) return known;
  const run = prepare(item, peakLoop);
  let runs = 0;
  const start = performance.now();
  do {
    run();
    runs++;
  } while (performance.now() - start < 1000 * SECONDS);
  const result = { run, runs };
  prepared.set(name, result);
  return result;
}
