/** Kills builds, breaks their inputs and output folders, and collects the problems. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../experiments/kit/random.ts";
import { formatCount } from "../../scripts/base/format.ts";
import { differences, liveMarkup, problemsAfter } from "./judge.ts";
import { mutations } from "./mutations.ts";
import { places } from "./places.ts";
import type { ReportHashes, Workspace } from "./workspace.ts";

export interface Rounds {
  readonly workspace: Workspace;
  /** The report of an undisturbed build. */
  readonly reference: ReportHashes;
  /** How long that build took at most, in milliseconds. */
  readonly milliseconds: number;
  readonly random: Random;
  /** Receives each attempt, and its problems. */
  readonly note: (tried: string, problems: readonly string[]) => void;
}

const NAMED_FILES = 8;
const SIGNALS: readonly NodeJS.Signals[] = ["SIGKILL", "SIGTERM", "SIGINT"];

/** Kills builds with some trials to run, each at a random moment. */
export async function killBuilds(
  { workspace, milliseconds, random, note }: Rounds,
  count: number,
): Promise<void> {
  for (let kill = 0; kill < count; kill++) {
    await removeSomeResults(workspace, random);
    const before = await workspace.report();
    const signal = SIGNALS[random.integer(SIGNALS.length)] ?? "SIGKILL";
    const delay = Math.round(random.uniform() * milliseconds);
    const running = workspace.start();
    await Promise.race([sleep(delay), running.ended]);
    running.kill(signal);
    const ended = await running.ended;
    note(`kill ${kill + 1}: ${signal} after ${delay} ms`, await problemsAfter(workspace, ended, before));
  }
}

/** Breaks one input at a time. Damage to the store stays for later builds; everything else is restored. */
export async function mutateInputs(rounds: Rounds, count: number): Promise<void> {
  const { workspace, random, note } = rounds;
  const kinds = Object.entries(mutations);
  for (let round = 0; round < count; round++) {
    const [kind, mutate] = kinds[round % kinds.length] ?? [];
    if (mutate === undefined) return;
    const before = await workspace.report();
    const { what, args } = await mutate(workspace, random.split(`mutation ${round}`));
    const ended = await workspace.build(args);
    const problems = [...(await problemsAfter(workspace, ended, before))];
    if (kind === "markup") problems.push(...(await markupIn(workspace)));
    if (kind === "store" && ended.code !== 0) problems.push(`exit code ${ended.code}: ${ended.output}`);
    note(`mutation ${round + 1}: ${kind}: ${what}`, problems);
    if (kind !== "store") await workspace.restore();
  }
}

/** Tries each failing place once. */
export async function tryPlaces({ workspace, note }: Rounds): Promise<void> {
  for (const [name, attempt] of Object.entries(places)) {
    const before = await workspace.report();
    const ended = await attempt(workspace);
    const problems = typeof ended === "string" ? [] : await problemsAfter(workspace, ended, before);
    note(typeof ended === "string" ? `${name}: left out, ${ended}` : name, problems);
  }
}

/** Builds once more without disturbance, and compares with the reference. */
export async function compareWithReference(
  { workspace, reference, note }: Rounds,
  after: string,
): Promise<void> {
  await workspace.restore();
  const { code, output } = await workspace.build();
  const problems = code === 0 ? [] : [`exit code ${code}: ${output}`];
  const differing = differences(await workspace.report(), reference);
  if (differing.length > 0) {
    const some = differing.slice(0, NAMED_FILES).join(", ");
    problems.push(
      `${formatCount(differing.length, "file")} of the report differ from the reference: ${some}`,
    );
  }
  note(`undisturbed build after ${after}`, problems);
}

/** Deletes about a tenth of the results. */
async function removeSomeResults({ root }: Workspace, random: Random): Promise<void> {
  const folder = join(root, ".cache", "trials");
  for (const name of (await readdir(folder)).sort()) {
    if (random.integer(10) === 0) await rm(join(folder, name), { recursive: true });
  }
}

async function markupIn({ root }: Workspace): Promise<readonly string[]> {
  const folder = join(root, "out");
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(?:html|svg)$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const live = liveMarkup(await readFile(join(folder, name), "utf8"));
      return live.length > 0 ? [`injected markup is live in ${name}: ${live.join(", ")}`] : [];
    }),
  );
  return found.flat();
}
