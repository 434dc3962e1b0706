/** Starts programs and keeps what they print. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { ProgramEnd } from "./effects.ts";

export interface StartedProgram {
  readonly child: ChildProcess;
  readonly ended: Promise<ProgramEnd>;
}

/** Starts a program without input. `ended` rejects if it cannot be started for another reason than that there is none. */
export function startProgram(
  program: string,
  words: readonly string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "detached">,
): StartedProgram {
  const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<ProgramEnd>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve({ code: undefined, output });
      else reject(error);
    });
    // Unlike "exit", "close" always comes after the end of the output.
    child.on("close", (code) => resolve({ code, output }));
  });
  return { child, ended };
}
