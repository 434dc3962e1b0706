/** manifest.json (what the report was made from; no clock, no machine) and run.json (all the rest). */

import { isRecord, prettyJson } from "./json.ts";
import type { Plan } from "./plan.ts";
import type { BuildFacts, RunFacts } from "./report.ts";
import { configLeaves } from "./trials/describe.ts";
import { withInputs } from "./trials/keys.ts";

const GENERATOR = "lora-pretraining-report";

/** The name by which a folder is known as one that this program wrote. */
export const MANIFEST_FILE = "manifest.json";
export const RUN_FILE = "run.json";

export function renderManifest(plan: Plan, facts: BuildFacts): string {
  const slidesOf = (key: string) =>
    plan.slides
      .filter(({ trials }) => withInputs(trials).some((trial) => trial.key === key))
      .map(({ slide }) => slide.name);
  const trials = plan.trials.map(({ key, trial, components }) => ({
    key,
    kind: trial.kind,
    exclusive: trial.exclusive,
    config: trial.config,
    inputs: components.inputs,
    slides: slidesOf(key),
  }));
  trials.sort((one, other) => (one.key < other.key ? -1 : 1));
  return prettyJson({ generator: GENERATOR, ...facts, seeds: seedsOf(plan), trials });
}

export function renderRunFile(facts: RunFacts): string {
  return prettyJson(facts);
}

/** True for the text of a manifest that this program wrote. */
export function isOurManifest(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return isRecord(json) && json.generator === GENERATOR;
  } catch {
    return false;
  }
}

/** All seeds in the configs of the trials, in order. */
function seedsOf({ trials }: Plan): readonly number[] {
  const seeds = new Set<number>();
  for (const { trial } of trials) {
    for (const [path, value] of configLeaves(trial.config)) {
      if (/(?:^|\.)(?:seed|.*Seed)$/.test(path)) seeds.add(Number(value));
    }
  }
  return [...seeds].filter(Number.isFinite).sort((one, other) => one - other);
}
