/**
 * Command `npm run tune`: measures each arm's best settings on separate seeds and documents, at the number of steps at which
 * arms are compared, and writes it into the chosen-settings.json next to the search's searches.ts. Runs are stored, so a second call
 * takes seconds, and shards on several machines can run them.
 */

import type { ChosenSettings, SearchedProfile } from "../experiments/kit/search.ts";
import type { Effects, Machine } from "./base/effects.ts";
import { nearest, ReportError } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { createBundler } from "./bundling/bundle.ts";
import {
  defineCommand,
  type Given,
  mistake,
  oneOf,
  type Shard,
  shardOf,
  startCommand,
  wholeNumber,
} from "./system/command.ts";
import { slidesIn } from "./trials/report-entry.ts";
import {
  confirmChoices,
  lookUpSearches,
  lossesOf,
  makeSearch,
  neededBy,
  type OpenSearch,
  shareOfRound,
} from "./tuning/rounds.ts";
import { createMissingFiles, findSearches, type PlacedSearch, writeChoice } from "./tuning/searches.ts";
import { createProgress } from "./workers/progress.ts";
import { runShard } from "./workers/shards.ts";
import { defaultLimits } from "./workers/worker-handle.ts";

interface TuneOptions {
  readonly action: "search" | "list" | "confirm" | "stored";
  readonly profile: SearchedProfile;
  /** Runs only this part of what the searches ask for, and chooses nothing. */
  readonly shard: Shard | undefined;
  readonly jobs: number;
  /** Beginnings of the labels of the wanted searches; empty for all. */
  readonly names: readonly string[];
}

const actions = ["list", "confirm", "stored"] as const;
const searchedProfiles: readonly SearchedProfile[] = ["default", "long"];

export const tune = defineCommand({
  name: "npm run tune",
  purpose: "Searches for the settings of each arm, and keeps the best in chosen-settings.json.",
  example: "08",
  positionals: "[NAME ...]",
  positionalHelp: {
    NAME: "searches whose names begin with this: a slide's number or an arm, as --list prints them (default: all)",
  },
  options: {
    profile: {
      value: "NAME",
      help: "the searches of default (default) or long",
    },
    shard: {
      value: "3/8",
      help: "run this part of the next step of every search that has not chosen, and choose nothing",
    },
    jobs: { value: "N", help: "number of workers (default: one per core)" },
    stored: { help: "write the choices of searches whose runs are all stored; run nothing" },
    list: { help: "print the searches and what they chose, or how far they are" },
    confirm: {
      help: "repeat only the runs with the chosen settings; choices with unchanged losses become valid for the current code",
    },
  },
  whenStopped: "finished runs and searches are kept",
  read: readTuneOptions,
  async run(options, effects) {
    const { action, profile, shard, jobs, names } = options;
    await createMissingFiles(effects);
    const searches = await findSearches(effects, profile);
    const wanted = searchesFor(names, searches, await slidesIn(effects));
    if (shard !== undefined) return await runRound(wanted, shard, jobs, effects);
    switch (action) {
      case "list":
        return await list(wanted, effects);
      case "confirm":
        return await confirm(wanted, jobs, effects);
      case "stored":
        return await choose(wanted, effects);
      case "search":
        return await search(wanted, searches, jobs, effects);
    }
  },
});

function readTuneOptions(
  { value, has, positionals }: Given<(typeof actions)[number] | "profile" | "shard" | "jobs">,
  { cores }: Machine,
): TuneOptions {
  const shard = shardOf(value("shard"));
  const given = actions.filter(has);
  const [action = "search", ...more] = given;
  if (more.length > 0 || (shard !== undefined && given.length > 0)) {
    const names = [...(shard === undefined ? [] : ["shard"]), ...given].map((name) => `--${name}`);
    throw mistake(`unexpected option: ${names.join(" and ")} do not go together`);
  }
  const profile = oneOf("--profile", value("profile") ?? "default", searchedProfiles);
  const jobs = wholeNumber("--jobs", value("jobs") ?? String(cores), 1, 256);
  return { action, profile, shard, jobs, names: positionals };
}

/** The searches whose labels begin with one of the names ("09", "full"), or all if there are no names. */
function searchesFor(
  names: readonly string[],
  searches: readonly PlacedSearch[],
  slides: readonly string[],
): readonly PlacedSearch[] {
  const beginnings = names.map((name) => (isNumber(name) ? `${name.padStart(2, "0")}/` : name));
  const isWanted = (beginning: string) => searches.some(({ label }) => label.startsWith(beginning));
  const unknown = names.find((_, index) => !isWanted(beginnings[index] ?? ""));
  if (unknown !== undefined) throw unknownSearch(unknown, searches, slides);
  return searches.filter(
    ({ label }) => names.length === 0 || beginnings.some((beginning) => label.startsWith(beginning)),
  );
}

const isNumber = (name: string): boolean => /^\d{1,2}$/.test(name);

function unknownSearch(
  name: string,
  searches: readonly PlacedSearch[],
  slides: readonly string[],
): ReportError {
  if (!isNumber(name)) {
    const labels = searches.map(({ label }) => label);
    const match = nearest(name, labels);
    return new ReportError(
      `unknown search: ${name}${match === undefined ? "" : `; did you mean ${match}?`}`,
      {
        help: "npm run tune -- --list prints all searches",
      },
    );
  }
  const slide = slides.find((folder) => Number(folder.slice(0, 2)) === Number(name));
  if (slide === undefined) return new ReportError(`unknown slide: ${name}; there are ${slides.join(", ")}`);
  const example = searches.find(({ label }) => /^\d\d\//.test(label))?.file.replace(/[^/]+$/, "searches.ts");
  return new ReportError(`slide ${name} has no searches in experiments/${slide}/searches.ts`, {
    help: `the file exports them as a list, searches; experiments/kit/search.ts explains what a search is${example === undefined ? "" : `, and ${example} is an example`}`,
  });
}

/** "stepSize 0.004, warmupSteps 120; 9 settings tried" */
const choiceInWords = ({ choice, tried }: ChosenSettings): string => {
  const settings = Object.entries(choice).map(([name, value]) => `${name} ${value}`);
  return `${settings.join(", ")}; ${tried.length} settings tried`;
};

const runOptions = (jobs: number) => ({ jobs, failFast: false, force: false, limits: defaultLimits });

/** A line for each search: what it chose, or how far it is. */
async function list(searches: readonly PlacedSearch[], effects: Effects): Promise<number> {
  const open = await lookUpSearches(searches, effects);
  for (const placed of searches) {
    const found = open.find((search) => search.placed === placed);
    const state = found === undefined ? chosenInWords(placed) : stateInWords(found);
    effects.terminal.line(`${placed.label}: ${state}`);
  }
  return 0;
}

const chosenInWords = ({ chosen }: PlacedSearch): string =>
  chosen === undefined ? "" : choiceInWords(chosen);

function stateInWords(open: OpenSearch): string {
  switch (open.state) {
    case "waits":
      return `not tuned: waits for ${open.for}`;
    case "asks":
      return `not tuned: ${open.step.length - open.missing.length} of ${formatCount(open.step.length, "run")} of its next step are stored`;
    case "undecided":
      return `not tuned: ${open.error.message}`;
    case "found":
      return "not tuned: all its runs are stored, and --stored writes its choice";
  }
}

/** Runs a shard of what the searches ask for now. */
async function runRound(
  searches: readonly PlacedSearch[],
  shard: Shard,
  jobs: number,
  effects: Effects,
): Promise<number> {
  const own = shareOfRound(searches, await lookUpSearches(searches, effects), shard);
  return await runShard(own, shard, runOptions(jobs), createProgress(jobs, effects), effects);
}

/** Writes the choices that follow from the store. */
async function choose(searches: readonly PlacedSearch[], effects: Effects): Promise<number> {
  const open = await lookUpSearches(searches, effects);
  const found = open.flatMap((search) => (search.state === "found" ? [search] : []));
  for (const { placed, chosen } of found) {
    await writeChoice(placed, chosen, effects);
    effects.terminal.line(`${placed.label}: ${choiceInWords(chosen)}`);
  }
  const left = open.length - found.length;
  effects.terminal.line(`${formatCount(found.length, "choice")} written, ${left} to be made`);
  return 0;
}

/** Makes the searches on this machine, except those that wait for the choices of other searches. */
async function search(
  wanted: readonly PlacedSearch[],
  all: readonly PlacedSearch[],
  jobs: number,
  effects: Effects,
): Promise<number> {
  const bundler = createBundler(effects);
  const waiting = wanted.filter((placed) => neededBy(placed, all) !== undefined);
  for (const placed of wanted.filter((search) => !waiting.includes(search))) {
    const observer = createProgress(jobs, effects);
    const measure: Parameters<typeof makeSearch>[1] = (runs) =>
      lossesOf(runs, runOptions(jobs), observer, effects);
    const chosen = await makeSearch(placed, measure, effects, bundler);
    // Written after each search, so that stopping the command loses no finished search.
    await writeChoice(placed, chosen, effects);
    effects.terminal.line(`${placed.label}: ${choiceInWords(chosen)}`);
  }
  for (const placed of waiting) {
    effects.terminal.line(`${placed.label}: waits for ${neededBy(placed, all)}`);
  }
  if (waiting.length > 0) {
    effects.terminal.line("help: run the same command again, now that more choices are made");
  }
  return 0;
}

/** Returns 1 if a loss differs from the recorded one; such choices keep their old keys. */
async function confirm(searches: readonly PlacedSearch[], jobs: number, effects: Effects): Promise<number> {
  const observer = createProgress(jobs, effects);
  const confirmations = await confirmChoices(searches, runOptions(jobs), observer, effects);
  let changed = 0;
  for (const confirmation of confirmations) {
    const { placed } = confirmation;
    if ("chosen" in confirmation) {
      await writeChoice(placed, confirmation.chosen, effects);
      continue;
    }
    changed++;
    const { recorded, measured } = confirmation;
    const label = effects.terminal.paint("error", "changed:", "error");
    effects.terminal.error(`${label} ${placed.label} had a mean loss of ${recorded} and now has ${measured}`);
  }
  effects.terminal.line(
    `${formatCount(confirmations.length - changed, "choice")} confirmed, ${changed} changed`,
  );
  if (changed > 0) effects.terminal.error("help: npm run tune -- NAME repeats the whole search");
  return changed > 0 ? 1 : 0;
}

await startCommand(tune, import.meta);
