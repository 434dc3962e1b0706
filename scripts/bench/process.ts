/** Starts measuring processes and asks them. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchEngine, Case } from "./case.ts";
import type { Answer } from "./measure.ts";

export interface MeasuringProcess {
  readonly engine: BenchEngine;
  measure(item: Case): Promise<Answer>;
  end(): void;
}

/** A process with one engine, or the reason why that engine does not start. */
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
      return message<Answer>(child);
    },
    end: () => child.disconnect(),
  };
}

/** The next message; an error if the process ends before it sends one. */
async function message<Content>(child: ChildProcess): Promise<Content> {
  const end = new AbortController();
  const ended = once(child, "exit", end).then(([code]) => {
    throw new Error(`a measuring process ended with ${code}`);
  });
  ended.catch(() => {});
  try {
    const [content] = await Promise.race([once(child, "message", end), ended]);
    return content as Content;
  } finally {
    end.abort();
  }
}
