/** A running `npm run dev` in a separate project: its pages, its messages to them, and its output. */
import { spawn } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DevState } from "../../scripts/dev/state.ts";
import { withSmallReport } from "./build.ts";
import { type Project, repository } from "./project.ts";

/** After this time it will never happen, however slow the computer is. */
const PATIENCE_MILLISECONDS = 300_000;

export interface DevSession {
  readonly address: string;
  /** Resolves with the first state from now on for which `isWanted` holds. */
  readonly state: (isWanted: (state: DevState) => boolean) => Promise<DevState>;
  /** The same, but only of states that follow on `act`. */
  readonly after: (act: () => Promise<unknown>, isWanted: (state: DevState) => boolean) => Promise<DevState>;
  readonly page: (name: string) => Promise<string>;
  readonly type: (line: string) => Promise<void>;
  /** Resolves once it has printed this text. */
  readonly says: (text: string) => Promise<void>;
  /** Ends the command as Ctrl-C does; returns its exit code. */
  readonly stop: () => Promise<number | null>;
}

export interface DevProject {
  readonly project: Project;
  /** Starts the command and waits for its first build. */
  readonly start: (args?: readonly string[]) => Promise<DevSession>;
  /** Ends what still runs, and removes the project. */
  readonly close: () => Promise<void>;
}

/** The small report, with templates that may be edited. */
export function openDevProject(files: Readonly<Record<string, string>> = {}): Promise<DevProject> {
  const sessions: DevSession[] = [];
  return new Promise((resolve, reject) => {
    const removed = withSmallReport(async (project) => {
      await rm(join(project.root, "templates"));
      await cp(join(repository, "templates"), join(project.root, "templates"), { recursive: true });
      await new Promise<void>((end) => {
        resolve({
          project,
          async start(args = []) {
            const session = await startSession(project, args);
            sessions.push(session);
            await session.state(({ build, failure }) => build > 0 || failure !== null);
            return session;
          },
          async close() {
            for (const session of sessions) await session.stop();
            end();
            await removed;
          },
        });
      });
    }, files);
    removed.catch(reject);
  });
}

/** A text with `to` in the place of `from`, which must be there. */
export function edited(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the text: ${from}`);
  return text.replace(from, to);
}

/** Saves `path` with another text in the place of `from`. */
export async function edit({ project }: DevProject, path: string, from: string, to: string): Promise<void> {
  await project.write({ [path]: edited(await project.read(path), from, to) });
}

async function startSession({ root }: Project, args: readonly string[]): Promise<DevSession> {
  const script = join(root, "scripts", "dev.ts");
  // The project is in this repository, whose commits and edits meanwhile must not show on its pages.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(root) };
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { cwd: root, env });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  /** What matches in the output, as soon as it has been printed. */
  const printed = (pattern: RegExp | string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const [found] = output.match(pattern) ?? [];
        if (found !== undefined) resolve(found);
      };
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      look();
      const giveUp = () => reject(new Error(`not printed: ${pattern}; but\n${output}`));
      setTimeout(giveUp, PATIENCE_MILLISECONDS).unref();
      ended.then(giveUp, reject);
    });
  const address = await printed(/^http:\S+/m);
  return {
    address,
    state: (isWanted) => stateOf(address, isWanted),
    after: (act, isWanted) => stateOf(address, isWanted, act),
    page: async (name) => (await fetch(address + name)).text(),
    type: async (line) => void child.stdin.write(`${line}\n`),
    says: async (text) => void (await printed(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))),
    stop() {
      child.kill("SIGINT");
      return ended;
    },
  };
}

/** The present state, and every further one. */
async function* statesOf(address: string): AsyncGenerator<DevState> {
  const { body } = await fetch(`${address}.dev/events`, {
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
  if (body === null) throw new Error("the server tells nothing");
  const decoder = new TextDecoder();
  let text = "";
  for await (const part of body) {
    text += decoder.decode(part, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) yield JSON.parse(event.replace("data: ", ""));
  }
}

/** Acts, if asked to, once the present state is known, which then does not count. */
async function stateOf(
  address: string,
  isWanted: (state: DevState) => boolean,
  act?: () => Promise<unknown>,
): Promise<DevState> {
  let isFirst = true;
  for await (const state of statesOf(address)) {
    if (isFirst && act !== undefined) await act();
    else if (isWanted(state)) return state;
    else if (state.failure !== null) throw new Error(state.failure);
    isFirst = false;
  }
  throw new Error("the server has ended");
}
