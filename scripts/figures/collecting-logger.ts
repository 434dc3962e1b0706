/** A logger for Vega and Vega-Lite that keeps what they would print to the console, where nobody reads it. */
import type { LoggerInterface } from "vega";

export interface CollectingLogger extends LoggerInterface {
  /** Warnings and errors so far. */
  readonly entries: readonly string[];
}

/** Collects warnings and errors, drops the rest. */
export function createCollectingLogger(): CollectingLogger {
  const entries: string[] = [];
  const collect = function <Self>(this: Self, ...messages: readonly unknown[]): Self {
    entries.push(messages.map(String).join(" "));
    return this;
  };
  const drop = function <Self>(this: Self): Self {
    return this;
  };
  const warnLevel = 2;
  return { entries, level: () => warnLevel, error: collect, warn: collect, info: drop, debug: drop };
}
