/**
 * The headline's runs for PyTorch, full training and LoRA from random weights: a file of tensors for each, and runs.json with
 * their settings and results.
 */

import path from "node:path";
import {
  createProgress,
  defaultLimits,
  type Effects,
  keyTrials,
  prettyJson,
  ReportError,
  runTrials,
} from "../../../scripts/api.ts";
import type { ProfileName, ResultOf } from "../../kit/experiment.ts";
import { fullArm, loraArm, type TunedArm } from "../../lab/arms.ts";
import type { Length } from "../../lab/setup.ts";
import { languageRun, trainingPlans } from "../../lab/trials/language-runs.ts";
import type { PretrainConfig } from "../../lab/trials/pretrain.run.ts";
import type { pretrain } from "../../lab/trials/pretrain.ts";
import { renderTensors, runTensors } from "./tensors.ts";

const arms = {
  full: fullArm,
  lora4: loraArm(4),
  lora16: loraArm(16),
  lora64: loraArm(64),
} as const satisfies Readonly<Record<string, TunedArm>>;

export type ArmName = keyof typeof arms;

export const armNames = Object.keys(arms) as readonly ArmName[];

export const lengthNames = ["short", "middle", "long"] as const satisfies readonly Length[];

export interface Wanted {
  readonly profile: ProfileName;
  readonly seeds: readonly number[];
  readonly arms: readonly ArmName[];
  readonly lengths: readonly (typeof lengthNames)[number][];
}

/** The runs in order, with file names such as "lora4-3600-200". */
export function headlineRuns({ profile, seeds, arms: names, lengths }: Wanted) {
  const plan = trainingPlans[profile];
  return lengths.flatMap((length) =>
    seeds.flatMap((seed) =>
      names.map((arm) => ({
        name: `${arm}-${plan.lengths[length]}-${seed}`,
        arm,
        seed,
        steps: plan.lengths[length],
        trains: arms[arm].trains,
        trial: languageRun(arms[arm], { length, seed }, plan),
      })),
    ),
  );
}

type HeadlineRun = ReturnType<typeof headlineRuns>[number];

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

/** Throws for a folder with other content, before any training. */
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
