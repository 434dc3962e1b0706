/** Times several cases in turns, so that whatever else the machine does meets all of them alike. */
import { quantile } from "../../experiments/lib/stats/quantiles.ts";
import { type Case, nameOf } from "./case.ts";
import type { MeasuringProcess } from "./process.ts";

export interface Timing {
  /** Median and quartiles of the seconds of one run. */
  readonly median: number;
  readonly quartiles: readonly [lower: number, upper: number];
  readonly repetitions: number;
  /** Largest memory of the process up to then. */
  readonly residentBytes: number;
}

export interface Contestant {
  readonly process: MeasuringProcess;
  readonly item: Case;
}

/** Timings by "engine: case". */
export type Timings = ReadonlyMap<string, Timing>;

/** A case that takes longer than this is repeated twice only. */
const SLOW_SECONDS = 3;

export const keyOf = (engine: string, item: Case): string => `${engine}: ${nameOf(item)}`;

/** Runs every contestant once a round. The first round warms up and is not counted, where a case is not slow. */
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
        repetitions: taken.length,
        residentBytes: memory.get(key) ?? 0,
      },
    ]),
  );
}
