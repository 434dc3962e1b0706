/**
 * Command `npm run store`: shows what the store of finished trials has and what is missing, verifies and prunes it, and
 * moves results between machines.
 */
import { resolve } from "node:path";
import type { ProfileName } from "../experiments/kit/experiment.ts";
import type { Effects } from "./base/effects.ts";
import { formatBytes, formatCount, formatSeconds } from "./base/format.ts";
import { type Bundler, createBundler } from "./bundling/bundle.ts";
import { discover } from "./stages/discover.ts";
import { plan, trialsToRecord } from "./stages/plan.ts";
import { type PruneOptions, prune, statusOfTrials, verifyStore } from "./store/contents.ts";
import { exportStore, importResults } from "./store/transfer.ts";
import {
  defineCommand,
  type Given,
  mistake,
  oneOf,
  profileName,
  profiles,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import type { KeyedTrial } from "./trials/keys.ts";
import { writeRecordedRuns } from "./trials/recorded-runs.ts";
import { loadReport } from "./trials/report-entry.ts";
import { storeFolder } from "./trials/store.ts";
import { lookUpSearches } from "./tuning/rounds.ts";
import { findSearches, trialsOfSearches } from "./tuning/searches.ts";

type StoreOptions =
  | { readonly action: "status"; readonly profiles: readonly ProfileName[] }
  | { readonly action: "verify" }
  | ({ readonly action: "prune" } & PruneOptions)
  | { readonly action: "record" }
  | { readonly action: "export"; readonly folder: string }
  | { readonly action: "import"; readonly folders: readonly string[] };

type Action = StoreOptions["action"];
type OptionName = "profile" | "keep-days" | "dry-run";

interface ActionUsage {
  readonly options: readonly OptionName[];
  /** The arguments after the action, as the help shows them. */
  readonly positionals: "" | "DIR" | "DIR ...";
  readonly read: (given: Given<OptionName>, folders: readonly string[]) => StoreOptions;
}

const usage: Readonly<Record<Action, ActionUsage>> = {
  status: {
    options: ["profile"],
    positionals: "",
    read: ({ value, has }) => ({
      action: "status",
      profiles: has("profile") ? [profileName(value("profile") ?? "default")] : profiles,
    }),
  },
  verify: { options: [], positionals: "", read: () => ({ action: "verify" }) },
  prune: {
    options: ["keep-days", "dry-run"],
    positionals: "",
    read: ({ value, has }) => ({
      action: "prune",
      keepDays: wholeNumber("--keep-days", value("keep-days") ?? "1", 0, 36_500),
      dryRun: has("dry-run"),
    }),
  },
  record: { options: [], positionals: "", read: () => ({ action: "record" }) },
  export: { options: [], positionals: "DIR", read: (_, [folder = ""]) => ({ action: "export", folder }) },
  import: { options: [], positionals: "DIR ...", read: (_, folders) => ({ action: "import", folders }) },
};

const actions: readonly Action[] = ["status", "verify", "prune", "record", "export", "import"];
const optionNames: readonly OptionName[] = ["profile", "keep-days", "dry-run"];

export const store = defineCommand({
  name: "npm run store",
  purpose: "Counts, checks, removes, records, exports or imports the results of finished trials.",
  example: "status --profile default",
  positionals: "status | verify | prune | record | export DIR | import DIR ...",
  positionalHelp: {
    status: "count the stored and the missing trials of each profile",
    verify: "read every stored result, and name those that are damaged",
    prune: "remove what no trial of the current code needs",
    record: "write the report's file of recorded runs from the results of the long profile",
    "export DIR": "write all results into a folder, for another machine",
    "import DIR ...": "add the results of such folders, or of other stores",
  },
  options: {
    profile: { value: "NAME", help: "status of this profile only: quick, default or long" },
    "keep-days": {
      value: "N",
      help: "prune keeps what was written in the last N days (default: 1, for what runs now)",
    },
    "dry-run": { help: "prune only prints what it would remove" },
  },
  read: readStoreOptions,
  async run(options, effects) {
    switch (options.action) {
      case "status":
        return await printStatus(options.profiles, effects);
      case "verify":
        return await printVerification(effects);
      case "prune":
        return await printPruned(options, effects);
      case "record":
        return await printRecorded(effects);
      case "export":
        return await printExported(options.folder, effects);
      case "import":
        return await printImported(options.folders, effects);
    }
  },
});

function readStoreOptions(given: Given<OptionName>): StoreOptions {
  const [name, ...folders] = given.positionals;
  if (name === undefined) throw mistake(`missing action; expected one of ${actions.join(", ")}`);
  const action = oneOf("action", name, actions);
  const { options, positionals: expected, read } = usage[action];
  const unwanted = optionNames.find((name) => given.has(name) && !options.includes(name));
  if (unwanted !== undefined) throw mistake(`unexpected option: ${action} takes no --${unwanted}`);
  const most = { "": 0, DIR: 1, "DIR ...": Number.POSITIVE_INFINITY }[expected];
  if (folders.length > most || (most > 0 && folders.length === 0)) {
    throw mistake(
      `invalid arguments: ${given.positionals.join(" ")}; expected ${`${action} ${expected}`.trim()}`,
    );
  }
  return read(given, folders);
}

async function printStatus(wanted: readonly ProfileName[], effects: Effects): Promise<number> {
  const slides = await discover(effects);
  const bundler = createBundler(effects);
  for (const profile of wanted) {
    const { trials } = await plan(slides, { profile }, effects, bundler);
    const { stored, missing, secondsLeft, bytes } = await statusOfTrials(trials, effects);
    const left = missing === 0 ? "" : `, about ${formatSeconds(secondsLeft)} left on one core`;
    effects.terminal.line(
      `${profile.padEnd(7)}  ${stored} stored (${formatBytes(bytes)}), ${missing} missing${left}`,
    );
  }
  return 0;
}

/** Returns 1 if anything is damaged or foreign. */
async function printVerification({ cache, disk, terminal }: Effects): Promise<number> {
  const { whole, damaged, listing } = await verifyStore(storeFolder(cache), disk);
  const label = (text: string) => terminal.paint("error", text, "error");
  for (const [key, reason] of damaged) terminal.error(`${label("damaged:")} ${key}.json; ${reason}`);
  for (const name of listing.foreign) terminal.error(`${label("foreign:")} ${name} is no file of a store`);
  terminal.line(`${formatCount(whole, "result")} whole, ${damaged.size} damaged`);
  if (damaged.size > 0) terminal.error("help: the next build sets damaged results aside and runs them again");
  return damaged.size + listing.foreign.length > 0 ? 1 : 0;
}

async function printPruned(options: PruneOptions, effects: Effects): Promise<number> {
  const slides = await discover(effects);
  const bundler = createBundler(effects);
  const needed = [...(await trialsOfSearches(await findSearches(effects), effects, bundler))];
  needed.push(...(await trialsOfOwnSearches(effects, bundler)));
  for (const engine of (await loadReport(effects)).engine?.names ?? [undefined]) {
    for (const profile of profiles) {
      needed.push(...(await plan(slides, { profile, engine }, effects, bundler)).trials);
    }
  }
  const { results, files, bytes } = await prune(needed, options, effects);
  const done = options.dryRun ? "would remove" : "removed";
  effects.terminal.line(
    `${done} ${formatCount(results, "result")} and ${formatCount(files - results, "other file")}, ${formatBytes(bytes)}`,
  );
  return 0;
}

/** The runs of the long profile's searches: of those that have chosen, and the runs so far of the open ones. */
async function trialsOfOwnSearches(effects: Effects, bundler: Bundler): Promise<readonly KeyedTrial[]> {
  const searches = await findSearches(effects, "long");
  const made = searches.filter(({ chosen }) => chosen !== undefined);
  const open = await lookUpSearches(searches, effects, bundler);
  return [
    ...(await trialsOfSearches(made, effects, bundler)),
    ...open.flatMap((search) => (search.state === "waits" ? [] : search.asked)),
  ];
}

async function printRecorded(effects: Effects): Promise<number> {
  const trials = await trialsToRecord(await discover(effects), effects);
  const { file, runs, kept, seconds, bytes, missing } = await writeRecordedRuns(trials, effects);
  effects.terminal.line(
    `${formatCount(runs, "run")} of ${formatSeconds(seconds)} in ${file} (${formatBytes(bytes)}), ${kept} of them from before; ${missing.length} not in the store`,
  );
  return 0;
}

async function printExported(folder: string, { root, cache, disk, terminal }: Effects): Promise<number> {
  const count = await exportStore(storeFolder(cache), resolve(root, folder), disk);
  terminal.line(`${formatCount(count, "result")} in ${folder}`);
  return 0;
}

async function printImported(
  folders: readonly string[],
  { root, cache, disk, terminal }: Effects,
): Promise<number> {
  const sources = folders.map((folder) => resolve(root, folder));
  const { added, known } = await importResults(sources, storeFolder(cache), disk);
  terminal.line(`${formatCount(added, "result")} imported, ${known} known before`);
  return 0;
}

await startCommand(store, import.meta);
