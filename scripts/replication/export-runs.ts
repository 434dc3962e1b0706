/** Writes runs for PyTorch: a file of tensors for each, and runs.json with what they are and how they ended here. */
import path from "node:path";
import type { ProfileName, ResultOf } from "../../experiments/lib/experiment.ts";
import type { PretrainConfig } from "../../experiments/lib/trials/pretrain.run.ts";
import type { pretrain } from "../../experiments/lib/trials/pretrain.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { prettyJson } from "../base/json.ts";
import { keyTrials } from "../trials/keys.ts";
import { defaultLimits } from "../trials/pool.ts";
import { createProgress } from "../trials/progress.ts";
import { runTrials } from "../trials/run-trials.ts";
import type { HeadlineRun } from "./headline-runs.ts";
import { runTensors } from "./run-tensors.ts";
import { renderTensors } from "./safetensors.ts";

const RUNS_FILE = "runs.json";

export interface ExportOptions {
  readonly profile: ProfileName;
  readonly jobs: number;
}

/** Trains the runs that the store lacks, and writes all of them into `folder`. */
export async function exportRuns(
  runs: readonly HeadlineRun[],
  folder: string,
  options: ExportOptions,
  effects: Effects,
): Promise<void> {
  const { disk } = effects;
  await checkFolder(folder, effects);
  const trained = await trainedRuns(runs, options, effects);
  for (const { name, steps, result, config } of trained) {
    const trainLoss = { shape: [steps], values: Float64Array.from(result.trainLoss) };
    const tensors = renderTensors({ ...(await runTensors(config)), trainLoss });
    await disk.write(path.join(folder, `${name}.safetensors`), tensors);
  }
  const { hash: commit = "unknown" } = (await effects.commit()) ?? {};
  const records = trained.map(({ name, arm, seed, steps, trains, digest, config, result }) => {
    const { model } = config;
    return { name, arm, seed, steps, trains, model, digest, finalLoss: result.finalLoss };
  });
  await disk.write(
    path.join(folder, RUNS_FILE),
    prettyJson({ commit, profile: options.profile, runs: records }),
  );
}

/** Refuses a folder that holds something else, before any training. */
async function checkFolder(folder: string, { disk }: Effects): Promise<void> {
  const names = await disk.list(folder);
  if (names.length > 0 && !names.includes(RUNS_FILE)) {
    throw new ReportError(`not written: ${folder} holds other files`, {
      help: "name a new or an empty folder with --out",
    });
  }
  await disk.checkReplaceable(folder);
}

async function trainedRuns(runs: readonly HeadlineRun[], { profile, jobs }: ExportOptions, effects: Effects) {
  const trials = runs.map(({ trial }) => trial);
  const keyed = await keyTrials(trials, { profile, engine: "wasm" }, effects);
  const options = { jobs, failFast: true, force: false, limits: defaultLimits };
  const outcomes = await runTrials([...keyed.values()], options, createProgress(jobs, effects), effects);
  return runs.map((run) => {
    const outcome = outcomes.get(keyed.get(run.trial)?.key ?? "");
    if (outcome === undefined || !("result" in outcome)) throw new Error(`missing result: ${run.name}`);
    const result = outcome.result as ResultOf<typeof pretrain>;
    return { ...run, result, digest: outcome.digest, config: run.trial.config as PretrainConfig };
  });
}
