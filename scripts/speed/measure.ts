/**
 * A measuring process: starts one engine and times the cases that it is sent, one at a time. Each measurement repeats its
 * case for long enough to be above the clock's noise and answers with the seconds of one run.
 */
import * as tf from "@tensorflow/tfjs-core";
import { startEngine, startStockWasm } from "../../experiments/lib/engine/backend.ts";
import { type BenchEngine, type Case, nameOf } from "./cases.ts";
import { loadPeakLoops, prepare } from "./prepare.ts";

/** What a measuring process answers: the seconds of a run, and the most memory that it has had so far. */
export interface Measurement {
  readonly seconds: number;
  readonly residentBytes: number;
}

/** A measurement lasts at least this long, unless one run does. */
const SECONDS = 0.05;

interface Prepared {
  readonly run: () => void;
  /** Runs in a measurement. */
  readonly runs: number;
}

const prepared = new Map<string, Prepared>();

const [engine = "wasm"] = process.argv.slice(2) as [BenchEngine?];
const started = engine === "stock" ? startStockWasm() : startEngine(engine);
const peakLoops = await loadPeakLoops();
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
  // Elapsed time counts what other programs take, processor time the threads of the node engine: the shorter is ours.
  const seconds = Math.min(elapsed, (user + system) / 1e6) / runs;
  return { seconds, residentBytes: process.resourceUsage().maxRSS * 1024 };
}

/** Prepares a case once: warms it up and finds out how many runs fill a measurement. */
function preparedFor(item: Case): Prepared {
  const name = nameOf(item);
  const known = prepared.get(name);
  if (known !== undefined) return known;
  const run = prepare(item, peakLoops);
  let runs = 0;
  const start = performance.now();
  do {
    run();
    runs++;
  } while (performance.now() - start < 1000 * SECONDS);
  const result = { run, runs: Math.max(1, Math.round(runs)) };
  prepared.set(name, result);
  return result;
}
