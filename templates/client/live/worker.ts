/**
 * Runs trials in a worker: downloads the engine's files and the data, hands them in, and calls the same modules as Node.
 * A worker serves one request; the page ends it to stop a run.
 */
import { handInData } from "../../../experiments/lib/data/data-set.ts";
import { digestOf } from "../../../experiments/lib/digest.ts";
import { handInEngine } from "../../../experiments/lib/engine/host-browser.ts";
import type { TrialContext, TrialOutput } from "../../../experiments/lib/trial.ts";
import { dataIn, download } from "./download.ts";
import type { PublishedEngine, PublishedFile } from "./listing.ts";
import type { RunReply, RunRequest } from "./messages.ts";

// Each trial's module is called with the config and inputs that it was listed with.
type Run = (config: never, context: TrialContext<never>) => TrialOutput | Promise<TrialOutput>;
type Runs = Readonly<Record<string, Run>>;

/** How often progress is posted at most, in milliseconds. */
const POST_INTERVAL = 50;

const post = (reply: RunReply): void => self.postMessage(reply);

/** Answers the page's request with these modules' `run`, by the modules' places. */
export function serve(runs: Runs): void {
  self.addEventListener("message", ({ data }: MessageEvent<RunRequest>) => {
    runAll(data, runs).then(post, (error: unknown) => {
      post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
    });
  });
}

async function runAll(request: RunRequest, runs: Runs): Promise<RunReply> {
  await handInFiles(request);
  const outputs = new Map<string, TrialOutput>();
  for (const [index, trial] of request.trials.entries()) {
    post({ type: "start", index });
    const run = runs[trial.module];
    if (run === undefined) throw new Error(`missing module: ${trial.module}`);
    const inputs = Object.entries(trial.inputs).map(([name, key]) => [name, outputs.get(key)]);
    const context = { inputs: Object.fromEntries(inputs), engine: "wasm", progress: reportProgress() };
    const output = await run(trial.config as never, context as unknown as TrialContext<never>);
    outputs.set(trial.key, output);
  }
  const last = outputs.get(request.trials.at(-1)?.key ?? "");
  if (last === undefined) throw new Error("nothing to run");
  // What the build stored went through JSON as well.
  const result: unknown = JSON.parse(JSON.stringify(last.result));
  return { type: "done", result, digest: await digestOf(last) };
}

/** Downloads what the run needs and hands it in. */
async function handInFiles({ engine, data, base }: RunRequest): Promise<void> {
  const ofEngine: readonly PublishedFile[] = engine === null ? [] : [engine.kernels, engine.backend];
  const total = [...ofEngine, ...data].reduce((sum, { bytes }) => sum + bytes, 0);
  const loaded = new Map<string, number>();
  const fetchFile = (file: PublishedFile) =>
    download(file, base, (bytes) => {
      loaded.set(file.file, bytes);
      post({ type: "download", loaded: [...loaded.values()].reduce((sum, one) => sum + one, 0), total });
    });
  await Promise.all([
    engine === null ? undefined : handInBinaries(engine, base, fetchFile),
    ...data.map(async (set) => handInData(set.name, await dataIn(await fetchFile(set)))),
  ]);
}

type FetchFile = (file: PublishedFile) => Promise<Uint8Array>;

async function handInBinaries(engine: PublishedEngine, base: string, fetchFile: FetchFile): Promise<void> {
  // The backend's loader fetches its binary again, from the browser's cache, after the checksum was seen to hold.
  const [kernels] = await Promise.all([fetchFile(engine.kernels), fetchFile(engine.backend)]);
  handInEngine({ binaries: new URL(".", new URL(engine.backend.file, base)).href, kernels });
}

/** Collects losses and posts them together, since a training step may take less than a millisecond. */
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
