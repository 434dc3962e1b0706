/**
 * Command `npm run audit`: runs trials again and compares the digests of their results with those in the store, or in
 * another report. It changes neither.
 */
import path from "node:path";
import { digestOf } from "../experiments/lib/digest.ts";
import type { ProfileName } from "../experiments/lib/experiment.ts";
import { Random } from "../experiments/lib/random.ts";
import {
  defineCommand,
  mistake,
  profileName,
  slideNumbers,
  startCommand,
  wholeNumber,
} from "./base/command.ts";
import type { Effects, Terminal } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { MANIFEST_FILE } from "./report/files.ts";
import { parseDigests } from "./report/manifest.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";
import { compareWithArm64 } from "./trials/arm64.ts";
import type { KeyedTrial } from "./trials/keys.ts";
import { defaultLimits } from "./trials/pool.ts";
import { createProgress } from "./trials/progress.ts";
import { type Comparison, compareDigests, openForReading, repeatTrials } from "./trials/repeat.ts";
import { trialLabels } from "./trials/short-names.ts";
import { storeFolder } from "./trials/trial-store.ts";
import { measuresTime } from "./trials/walk.ts";

interface AuditOptions {
  readonly sample: number;
  readonly seed: number;
  readonly only: readonly number[] | undefined;
  /** The folder of the report to compare with, as given on the command line; undefined for the store. */
  readonly from: string | undefined;
  /** Undefined for the profile of that report, or else the default one. */
  readonly profile: ProfileName | undefined;
  readonly jobs: number;
  readonly arm64: boolean;
}

export const audit = defineCommand({
  name: "npm run audit",
  purpose: "Runs stored trials again, and checks that their results are the same.",
  example: "--sample 5 --only 04",
  options: {
    sample: { value: "N", help: "number of trials to run again (default: 20)" },
    seed: { value: "S", help: "chooses the trials: another number, other trials (default: 1)" },
    only: { value: "04,09", help: "choose among the trials of these slides" },
    from: {
      value: "DIR",
      help: `compare with ${MANIFEST_FILE} of the report in this folder, not with the store`,
    },
    profile: { value: "NAME", help: "profile of the trials: quick, default or paper" },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    arm64: { help: "instead, compare two short runs on this machine with an emulated ARM64 processor" },
  },
  whenStopped: "nothing is kept, and the store is unchanged",
  read: ({ value, has }, { cores }): AuditOptions => {
    const other = (["sample", "seed", "only", "from", "profile"] as const).find(has);
    if (has("arm64") && other !== undefined) {
      throw mistake(`unexpected option: --${other}; --arm64 has its own trials`);
    }
    const profile = value("profile");
    return {
      sample: wholeNumber("--sample", value("sample") ?? "20", 1, 100_000),
      seed: wholeNumber("--seed", value("seed") ?? "1", 0, 2 ** 32 - 1),
      only: slideNumbers(value("only")),
      from: value("from"),
      profile: profile === undefined ? undefined : profileName(profile),
      jobs: wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256),
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
    const { trials, before, labels } = await chooseTrials(options, effects);
    const outcomes = await repeatTrials(trials, running, createProgress(jobs, effects), effects);
    return conclude(compareDigests(trials, before, outcomes), labels, effects.terminal);
  },
});

/** Prints what differs and how many are identical. Returns the exit code: 1 if any differs. */
function conclude(
  comparisons: readonly Comparison[],
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

interface Chosen {
  readonly trials: readonly KeyedTrial[];
  /** Digests of these trials in the store or in the other report, by key. */
  readonly before: ReadonlyMap<string, string>;
  /** The names of all trials that could have been chosen, by key. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Where the digests to compare with come from. */
interface Reference {
  /** In messages, e.g. "the store". */
  readonly name: string;
  /** Why none of the trials may be there, and what to do. */
  readonly help: string;
  readonly profile: ProfileName;
  has(key: string): boolean;
  digest(key: string): Promise<string>;
}

async function chooseTrials(options: AuditOptions, effects: Effects): Promise<Chosen> {
  const { only, from } = options;
  const reference = from === undefined ? await storeReference(effects) : await reportReference(from, effects);
  const profile = options.profile ?? reference.profile;
  const slides = await discover(effects, only);
  const wanted = slides.filter(({ number }) => only?.includes(number) ?? true);
  const planned = (await plan(wanted, { profile, engine: "wasm" }, effects)).trials;
  const untimed = planned.filter((trial) => !measuresTime([trial]));
  const known = untimed.filter(({ key }) => reference.has(key));
  if (known.length === 0) {
    throw new ReportError(`no trial of the ${profile} profile in ${reference.name}`, {
      help: reference.help,
    });
  }
  const trials = choose(known, options);
  const { line } = effects.terminal;
  line(
    `${trials.length} of ${formatCount(known.length, "trial")} in ${reference.name}, chosen with seed ${options.seed}`,
  );
  for (const [count, reason] of [
    [planned.length - untimed.length, "measuring time"],
    [untimed.length - known.length, `not in ${reference.name}`],
  ] as const) {
    if (count > 0) line(`left out: ${formatCount(count, "trial")}, ${reason}`);
  }
  const digests = await Promise.all(
    trials.map(async ({ key }): Promise<[string, string]> => [key, await reference.digest(key)]),
  );
  return { trials, before: new Map(digests), labels: trialLabels(known) };
}

/** The same trials for the same seed, whatever the order in which slides list them. */
function choose(trials: readonly KeyedTrial[], { sample, seed }: AuditOptions): readonly KeyedTrial[] {
  const sorted = [...trials].sort((one, other) => (one.key < other.key ? -1 : 1));
  return Random.seeded(seed).shuffle(sorted).slice(0, sample);
}

async function storeReference(effects: Effects): Promise<Reference> {
  const files = new Set(await effects.disk.list(storeFolder(effects.cache)));
  const store = openForReading(effects);
  return {
    name: "the store",
    help: "npm run build runs and stores them; --from DIR compares with a report",
    profile: "default",
    has: (key) => files.has(`${key}.json`),
    async digest(key) {
      const stored = await store.read(key);
      // Computed from what is stored: a digest kept beside it would not show that it was changed.
      return stored === undefined ? "damaged" : await digestOf(stored.output);
    },
  };
}

async function reportReference(from: string, { root, disk }: Effects): Promise<Reference> {
  const text = await disk.maybeText(path.resolve(root, from, MANIFEST_FILE));
  const listed = text === undefined ? undefined : parseDigests(text);
  if (listed === undefined) {
    throw new ReportError(`no report in ${from}: ${MANIFEST_FILE} is missing or of another program`, {
      help: "--from expects the folder that npm run build wrote, such as out",
    });
  }
  const { commit, profile, engine, digests } = listed;
  return {
    name: from,
    help: `it lists ${formatCount(digests.size, "digest")} of commit ${commit}, profile ${profile}, engine ${engine}; other code has other keys`,
    profile,
    has: (key) => digests.has(key),
    digest: async (key) => digests.get(key) ?? "none",
  };
}

await startCommand(audit, import.meta);
