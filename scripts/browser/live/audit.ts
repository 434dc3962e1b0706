/** The panel that draws a sample of the report's trainings and compares their checksums with the published ones. */
import { auditText, drawnTrials } from "../../live/audit-sample.ts";
import type { ListedTrial, Listing } from "../../live/listing.ts";
import { type RepeatedTrial, reproductionOf } from "../../record/reproduction.ts";
import {
  attempt,
  button,
  downloadText,
  enable,
  jsonLink,
  part,
  readJson,
  reasonOf,
  refuseWhereImpossible,
  say,
  setRunning,
  timeLeft,
} from "./panel.ts";
import { runTrial } from "./run-trial.ts";

let stop = new AbortController();

function openPanel(form: HTMLFormElement): void {
  if (!enable(form)) return;
  form.addEventListener("input", () => void attempt(form, () => plan(form)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void start(form);
  });
  button(form, "stop")?.addEventListener("click", () => stop.abort(new Error("stopped")));
}

const base = new URL("./", location.href).href;

let known: Listing | undefined;

async function readListing({ dataset }: HTMLFormElement): Promise<Listing> {
  known ??= (await readJson(new URL(dataset.listing ?? "", base).href)) as Listing;
  return known;
}

/** Throws an Error for a seed that draws nothing. */
function seedIn(form: HTMLFormElement): number {
  const typed = form.querySelector<HTMLInputElement>("[name=seed]")?.value.trim() ?? "";
  const seed = Number(typed);
  if (/^\d+$/.test(typed) && seed < 2 ** 32) return seed;
  throw new Error(`the seed “${typed}” is not a whole number from 0 to 4294967295`);
}

/** Says what a press of the button would do. */
async function plan(form: HTMLFormElement): Promise<void> {
  const press = button(form, "run");
  const { trials } = await readListing(form);
  if (press !== null) press.textContent = auditText(drawnTrials(trials, seedIn(form)));
  delete part(form, "outcome").dataset.outcome;
  say(form, "");
}

async function start(form: HTMLFormElement): Promise<void> {
  stop = new AbortController();
  const { signal } = stop;
  part(form, "outcome").dataset.outcome = "running";
  part(form, "list").replaceChildren();
  setRunning(form, true);
  await attempt(form, async () => {
    refuseWhereImpossible();
    say(form, "Loading the list of runs …");
    await audit(form, await readListing(form), signal);
  });
  if (signal.aborted) say(form, "Stopped.");
  setRunning(form, false);
}

async function audit(form: HTMLFormElement, listing: Listing, signal: AbortSignal): Promise<void> {
  const drawn = drawnTrials(listing.trials, seedIn(form));
  const repeated: RepeatedTrial[] = [];
  const show = progressOf(form, drawn);
  for (const [index, trial] of drawn.entries()) {
    const here = await digestHere(trial, listing, show(index), signal);
    signal.throwIfAborted();
    repeated.push({ key: trial.key, published: trial.digest, here });
    const line = document.createElement("li");
    const isSame = here === trial.digest;
    line.append(
      `${nameOf(trial)}: ${isSame ? "identical" : `different: ${here}, published ${trial.digest}`}`,
    );
    part(form, "list").append(line);
  }
  const same = repeated.filter(({ published, here }) => published === here).length;
  part(form, "outcome").dataset.outcome = same === repeated.length ? "identical" : "differs";
  say(form, `${same} of ${repeated.length} identical`, same === repeated.length ? SAME : "");
  const saved = document.createElement("li");
  saved.append(
    jsonLink(reproductionHere(form, listing, repeated), "reproduction.json", "Save the outcome as JSON"),
    ": with your name in it, the report can list it.",
  );
  part(form, "list").append(saved);
}

const SAME = "Every loss and every weight has the published bits.";

const nameOf = ({ name, seed }: ListedTrial): string => (seed === undefined ? name : `${name}, seed ${seed}`);

/** The digest of a run, or why there is none. */
async function digestHere(
  trial: ListedTrial,
  listing: Listing,
  events: Parameters<typeof runTrial>[3],
  signal: AbortSignal,
): Promise<string> {
  try {
    return (await runTrial(trial, listing, base, events, signal)).digest;
  } catch (error) {
    return `failed: ${reasonOf(error)}`;
  }
}

/** What each run shows while it goes on; the bar is that of the whole sample. */
function progressOf(form: HTMLFormElement, drawn: readonly ListedTrial[]) {
  const bar = form.querySelector("progress");
  const total = drawn.reduce((sum, { seconds }) => sum + seconds, 0);
  const startedAt = performance.now();
  return (index: number): Parameters<typeof runTrial>[3] => {
    const before = drawn.slice(0, index).reduce((sum, { seconds }) => sum + seconds, 0);
    const current = `Run ${index + 1} of ${drawn.length}`;
    return {
      download: (loaded, all) => say(form, `${current}. ${downloadText(loaded, all)}`),
      start: () => say(form, `${current} …`),
      progress: (fraction) => {
        const done = (before + fraction * (drawn[index]?.seconds ?? 0)) / total;
        if (bar !== null) bar.value = done;
        say(form, `${current}: ${timeLeft(startedAt, done)} left in all`);
      },
    };
  };
}

/** A browser does not name its processor. */
const reproductionHere = (
  { dataset }: HTMLFormElement,
  { engine }: Listing,
  repeated: readonly RepeatedTrial[],
) =>
  reproductionOf(
    {
      date: new Date().toISOString().slice(0, 10),
      machine: `unknown processor, ${navigator.hardwareConcurrency} threads`,
      runtime: navigator.userAgent,
      engine: engine?.name ?? "none",
      commit: dataset.commit ?? "unknown",
      profile: dataset.profile ?? "unknown",
      against: base,
    },
    repeated,
  );

const form = document.querySelector<HTMLFormElement>(".audit-panel");
if (form !== null) openPanel(form);
