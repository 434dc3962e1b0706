/** Finds the place in experiments/ where an error was thrown, from its stack. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ReportError } from "./errors.ts";

/** The frames of a stack that are in experiments/, innermost first, e.g. "experiments/15-name/own.run.ts:12". */
export function framesIn(stack: string | undefined, root: string): readonly string[] {
  const folder = join(root, "experiments");
  // Which form a frame has depends on the loader, which may also add a query.
  const beginnings = [`${folder}/`, `${pathToFileURL(folder).href}/`];
  return (stack ?? "").split("\n").flatMap((line) => {
    const [, place = "", number] = /^ +at (.*):(\d+):\d+\)?$/.exec(line) ?? [];
    const beginning = beginnings.find((text) => place.includes(text));
    if (beginning === undefined) return [];
    const inside = place.slice(place.indexOf(beginning) + beginning.length).replace(/\?.*$/, "");
    return [`experiments/${inside}:${number}`];
  });
}

/** The innermost frame in the folder of a slide. */
const ofSlide = (frames: readonly string[]): string | undefined =>
  frames.find((frame) => /^experiments\/\d\d-/.test(frame));

/** An error's message with the place in experiments/ where it was thrown, and the slide's line that led there. */
export function placedMessage({ message, stack }: Error, root: string): string {
  const frames = framesIn(stack, root);
  const [thrown, caller] = [frames[0], ofSlide(frames)];
  if (thrown === undefined) return message;
  const place = caller === undefined || caller === thrown ? thrown : `${thrown}, called at ${caller}`;
  const [first = "", ...more] = message.split("\n");
  return [`${first} (${place})`, ...more].join("\n");
}

/** What is called in a file of experiments/, for messages. */
export interface CalledCode {
  /** Relative to the project. */
  readonly file: string;
  readonly root: string;
}

/** Calls code in experiments/. An error becomes one message that names the line. */
export function callCode<Value>(call: () => Value, name: string, code: CalledCode): Value {
  try {
    return call();
  } catch (error) {
    throw codeMistake(error, `${name} failed`, code);
  }
}

/** An error of code in experiments/ as one message that names the line; `what` failed. A ReportError stays as it is. */
export function codeMistake(error: unknown, what: string, { file, root }: CalledCode): ReportError {
  if (error instanceof ReportError) return error;
  const { message, stack } = error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
  const frames = framesIn(stack, root);
  const line = ofSlide(frames) ?? frames[0];
  const help = helpIn(error) ?? (frames[0] === line ? undefined : `thrown at ${frames[0]}`);
  return new ReportError(`${line ?? file}: ${what}: ${message}`, {
    cause: error,
    ...(help !== undefined && { help }),
  });
}

/** Code in experiments/ may add to an error how to fix the mistake. */
const helpIn = (error: unknown): string | undefined =>
  error instanceof Error && "help" in error && typeof error.help === "string" ? error.help : undefined;
