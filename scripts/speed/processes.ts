/** Starts the measuring processes of the bench, and takes their timings in turns. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { quantile } from "../../experiments/lib/stats/describe.ts";
import { type BenchEngine, type Case, nameOf } from "./cases.ts";
import type { Measurement } from "./measure.ts";

export interface MeasuringProcess {
  readonly engine: BenchEngine;
  measure(item: Case): Promise<Measurement>;
  end(): void;
}

/** Starts a process with one engine, or returns the reason why that engine does not start. */
export async function startMeasuring(engine: BenchEngine): Promise<MeasuringProcess | string> {
  const script = fileURLToPath(new URL("./measure.ts", import.meta.url));
  const child = fork(script, [engine], { execArgv: ["--import", "tsx"] });
  const answer = await message<string>(child);
  if (answer !== "ready") {
    child.disconnect();
    return answer;
  }
  return {
    engine,
    measure: (item) => {
      child.send(item);
      return message<Measurement>(child);
    },
    end: () => child.disconnect(),
  };
}

/** Waits for the next message. Throws if the process ends before it sends one. */
async function message<Content>(child: ChildProcess): Promise<Content> {
  const end = new AbortController();
  const ended = once(child, "exit", end).then(([code]) => {
    throw new Error(`a measuring process ended with exit code ${code}`);
  });
  ended.catch(() => {});
  try {
    const [content] = await Promise.race([once(child, "message", end), ended]);
    return content as Content;
  } finally {
    end.abort();
  }
}

export interface Timing {
  /** Median, quartiles and least of the seconds of one run. */
  readonly median: number;
  readonly quartiles: readonly [lower: number, upper: number];
  readonly fastest: number;
  readonly repetitions: number;
  /** Peak memory of the process up to then. */
  readonly residentBytes: number;
}

/** A case on one of the engines to compare. */
export interface Contestant {
  readonly process: MeasuringProcess;
  readonly item: Case;
}

/** Timings by "engine: case". */
export type Timings = ReadonlyMap<string, Timing>;

/** A slower case is measured only twice. */
const SLOW_SECONDS = 3;

export const keyOf = (engine: string, item: Case): string => `${engine}: ${nameOf(item)}`;

/**
 * Measures every contestant once a round, so that a busy phase of the machine affects all of them alike. The first round
 * is a warm-up, and counts only for slow cases.
 */
export async function interleave(contestants: readonly Contestant[], repetitions: number): Promise<Timings> {
  const samples = new Map<string, number[]>();
  const memory = new Map<string, number>();
  for (let round = 0; round <= repetitions; round++) {
    for (const { process, item } of contestants) {
      const key = keyOf(process.engine, item);
      const taken = samples.get(key) ?? [];
      if (taken.length >= 2 && Math.min(...taken) > SLOW_SECONDS) continue;
      const { seconds, residentBytes } = await process.measure(item);
      if (round > 0 || seconds > SLOW_SECONDS) samples.set(key, [...taken, seconds]);
      memory.set(key, residentBytes);
    }
  }
  return new Map(
    Array.from(samples, ([key, taken]) => [
      key,
      {
        median: quantile(taken, 0.5),
        quartiles: [quantile(taken, 0.25), quantile(taken, 0.75)] as const,
        fastest: Math.min(...taken),
        repetitions: taken.length,
        residentBytes: memory.get(key) ?? 0,
      },
    ]),
  );
}
