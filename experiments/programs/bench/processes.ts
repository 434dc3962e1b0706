/** Starts the measuring processes of the bench, and compares their times. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { quantile } from "../../kit/stats/describe.ts";
import type { BenchEngine, Step } from "./measure.ts";

export interface MeasuringProcess {
  readonly engine: BenchEngine;
  /** The seconds of one step. */
  measure(step: Step): Promise<number>;
  end(): void;
}

/** Starts a process with one engine, or returns the reason why that engine cannot start. */
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
    measure: (step) => {
      child.send(step);
      return message<number>(child);
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

/** The seconds of a step on one engine, and their ratio to the first engine's. */
export interface Comparison {
  readonly engine: BenchEngine;
  /** The median. */
  readonly seconds: number;
  /** Median and quartiles of the ratios of successive measurements. */
  readonly ratio: { readonly median: number; readonly quartiles: readonly [number, number] };
}

/**
 * Measures a step on every engine once per round, so that a busy phase of the machine slows all alike and keeps their
 * ratios. The first round warms up and does not count.
 */
export async function compareEngines(
  processes: readonly MeasuringProcess[],
  step: Step,
  rounds: number,
): Promise<readonly Comparison[]> {
  const measured: number[][] = [];
  for (let round = 0; round <= rounds; round++) {
    const seconds: number[] = [];
    for (const process of processes) seconds.push(await process.measure(step));
    if (round > 0) measured.push(seconds);
  }
  return processes.map(({ engine }, index) => {
    const seconds = measured.map((round) => round[index] ?? Number.NaN);
    const ratios = measured.map(([first = Number.NaN], round) => (seconds[round] ?? Number.NaN) / first);
    return {
      engine,
      seconds: quantile(seconds, 0.5),
      ratio: {
        median: quantile(ratios, 0.5),
        quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
      },
    };
  });
}
