/**
 * Runs trials in a worker: downloads the engine's files and the data, checks the size and SHA-256 of each, and calls
 * the same modules as Node. A worker serves one request; the page terminates it to stop a run.
 */

import { handInData, unpackData } from "../../../experiments/kit/data-set.ts";
import { digestOf, sha256 } from "../../../experiments/kit/digest.ts";
import type { DownloadedFile, HandInEngine } from "../../../experiments/kit/report.ts";
import type { TrialContext, TrialOutput } from "../../../experiments/kit/trial.ts";
import type { PublishedEngine, PublishedFile } from "../../live/listing.ts";
import type { RunReply, RunRequest } from "./run-trial.ts";

// Each trial's module is called with its listed config and inputs.
type Run = (config: never, context: TrialContext<never>) => TrialOutput | Promise<TrialOutput>;

type Runs = Readonly<Record<string, Run>>;

/** Least time between two progress messages, in milliseconds. */
const POST_INTERVAL = 50;

const post = (reply: RunReply): void => self.postMessage(reply);

/** The content of the worker's bundle. */
export interface Served {
  /** The modules' `run`, by the modules' paths. */
  readonly runs: Runs;
  /** Takes the engine's files, if the report has an engine. */
  readonly handInEngine?: HandInEngine;
}

/** Answers the page's request. */
export function serve(served: Served): void {
  self.addEventListener("message", ({ data }: MessageEvent<RunRequest>) => {
    runAll(data, served).then(post, (error: unknown) => {
      post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
    });
  });
}

async function runAll(request: RunRequest, { runs, handInEngine }: Served): Promise<RunReply> {
  await handInFiles(request, handInEngine);
  const outputs = new Map<string, TrialOutput>();
  for (const [index, trial] of request.trials.entries()) {
    post({ type: "start", index });
    const run = runs[trial.module];
    if (run === undefined) throw new Error(`missing module: ${trial.module}`);
    const inputs = Object.entries(trial.inputs).map(([name, key]) => [name, outputs.get(key)]);
    const context = {
      inputs: Object.fromEntries(inputs),
      engine: request.engine?.name,
      progress: reportProgress(),
    };
    const output = await run(trial.config as never, context as unknown as TrialContext<never>);
    outputs.set(trial.key, output);
  }
  const last = outputs.get(request.trials.at(-1)?.key ?? "");
  if (last === undefined) throw new Error("nothing to run");
  // The build's stored result also went through JSON.
  const result: unknown = JSON.parse(JSON.stringify(last.result));
  return { type: "done", result, digest: await digestOf(last) };
}

/** Downloads what the run needs and passes it to engine and data sets. */
async function handInFiles(
  { engine, data, base }: RunRequest,
  handInEngine: HandInEngine | undefined,
): Promise<void> {
  const total = [...Object.values(engine?.files ?? {}), ...data].reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = new Map<string, number>();
  const fetchFile = (file: PublishedFile) =>
    download(file, base, (bytes) => {
      loaded.set(file.file, bytes);
      post({ type: "download", loaded: [...loaded.values()].reduce((sum, one) => sum + one, 0), total });
    });
  await Promise.all([
    engine === null ? undefined : downloadEngine(engine, base, fetchFile).then(handInEngine),
    ...data.map(async (set) => handInData(set.name, await dataIn(await fetchFile(set)))),
  ]);
}

type FetchFile = (file: PublishedFile) => Promise<Uint8Array>;

async function downloadEngine(
  { files }: PublishedEngine,
  base: string,
  fetchFile: FetchFile,
): Promise<Readonly<Record<string, DownloadedFile>>> {
  const downloads = Object.entries(files).map(async ([name, file]) => {
    const bytes = await fetchFile(file);
    return [name, { address: new URL(file.file, base).href, bytes }] as const;
  });
  return Object.fromEntries(await Promise.all(downloads));
}

/** Collects losses and posts them in groups, because a training step may take less than a millisecond. */
function reportProgress(): TrialContext["progress"] {
  let losses: number[] = [];
  let posted = 0;
  return (fraction, loss) => {
    if (loss !== undefined) losses.push(loss);
    const now = performance.now();
    if (now - posted < POST_INTERVAL && fraction < 1) return;
    post({ type: "progress", fraction, losses });
    losses = [];
    posted = now;
  };
}

type OnBytes = (bytes: number) => void;

/** Throws an Error with the file's problem. */
async function download(
  { file, bytes, sha256: expected }: PublishedFile,
  base: string,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(file, base)).catch((cause: unknown) => {
    throw new Error(`${file} could not be downloaded; is the connection up?`, { cause });
  });
  if (!response.ok || response.body === null) {
    throw new Error(`${file} could not be downloaded: the server says ${response.status}`);
  }
  const content = await readAll(response.body, bytes, onBytes);
  if (content.length !== bytes) {
    throw new Error(`${file} is cut off: ${content.length} of ${bytes} bytes; reload the page and try again`);
  }
  if ((await sha256(content)) !== expected) {
    throw new Error(`${file} is not the file that the report was published with: its checksum differs`);
  }
  return content;
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  expected: number,
  onBytes: OnBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    onBytes(Math.min(length, expected));
  }
  const content = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    content.set(part, place);
    place += part.length;
  }
  return content;
}

/** The data set in a downloaded file. */
async function dataIn(content: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const unzipped = new Blob([content]).stream().pipeThrough(new DecompressionStream("gzip"));
  return unpackData(new Uint8Array(await new Response(unzipped).arrayBuffer()));
}
