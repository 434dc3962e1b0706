/**
 * The panel of a study that repeats a trial in the reader's browser, or runs one with the reader's own settings.
 * report.ts loads this script at the panel's first use.
 */

import type { ListedTrial, Listing } from "../../live/listing.ts";
import { oncePerFrame } from "../dom.ts";
import { compare, lossesIn } from "./compare.ts";
import { drawFields, typedIn } from "./fields.ts";
import { detailText, ownText, verdictText, type Wanted } from "./outcome.ts";
import { fromFragment, givenIn, SettingError, type Typed, toFragment, withSettings } from "./own-settings.ts";
import { type Curve, drawPlot } from "./plot.ts";
import { type RunResult, runTrial } from "./run-trial.ts";

interface Panel {
  readonly form: HTMLFormElement;
  readonly base: string;
  /** Curves of the reader's own runs, kept until the page closes. */
  readonly own: Curve[];
  stop: AbortController | undefined;
}

function openPanel(form: HTMLFormElement): void {
  const base = new URL(form.dataset.root ?? "", location.href).href;
  const panel: Panel = { form, base, own: [], stop: undefined };
  const linked = fromFragment(location.hash);
  if (linked !== undefined) choose(form, linked);
  const fields = () => void showFields(panel, linked?.typed);
  form.querySelector("details")?.addEventListener("toggle", fields);
  form.querySelector("select")?.addEventListener("change", fields);
  fields();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void start(panel, false);
  });
  button(form, "own")?.addEventListener("click", () => void start(panel, true));
  button(form, "stop")?.addEventListener("click", () => panel.stop?.abort(new Error("stopped")));
}

const button = (form: HTMLFormElement, name: string) =>
  form.querySelector<HTMLButtonElement>(`button[name="${name}"]`);
const part = (form: HTMLFormElement, name: string): HTMLElement => {
  const found = form.querySelector<HTMLElement>(`.run-${name}`);
  if (found === null) throw new Error(`missing part of the panel: ${name}`);
  return found;
};
const say = ({ form }: Panel, status: string, detail = ""): void => {
  part(form, "status").textContent = status;
  part(form, "detail").textContent = detail;
};

/** Chooses a link's trial, and opens the settings if the link has some. */
function choose(form: HTMLFormElement, { trial, typed }: { readonly trial: string; readonly typed: Typed }) {
  const [list, own] = [form.querySelector("select"), form.querySelector("details")];
  if (list !== null) list.value = trial;
  if (own !== null) own.open = Object.keys(typed).length > 0;
}

/** Draws the fields of the chosen trial once they are visible. A link's values are filled in once. */
async function showFields(panel: Panel, linked: Typed = {}): Promise<void> {
  const { form } = panel;
  if (form.querySelector("details")?.open !== true) return;
  try {
    const { open } = await chosenTrial(form);
    drawFields(form, open, { ...linked, ...typedIn(form) });
  } catch (error) {
    part(form, "outcome").hidden = false;
    sayFailed(panel, error);
  }
}

function sayFailed(panel: Panel, error: unknown): void {
  part(panel.form, "outcome").dataset.outcome = "failed";
  say(panel, `The run ended: ${error instanceof Error ? error.message : String(error)}.`);
}

/** Runs a trial and shows how it ended, even if it failed. */
async function start(panel: Panel, isOwn: boolean): Promise<void> {
  const { form } = panel;
  part(form, "outcome").hidden = false;
  part(form, "outcome").dataset.outcome = "running";
  const controller = new AbortController();
  panel.stop = controller;
  setRunning(form, true);
  try {
    refuseWhereImpossible();
    say(panel, "Loading the listing of trials …");
    const wanted = await wantedRun(panel, isOwn);
    await run(panel, wanted, controller.signal);
  } catch (error) {
    sayFailed(panel, error);
    if (controller.signal.aborted) say(panel, "Stopped.");
  } finally {
    setRunning(form, false);
  }
}

function setRunning(form: HTMLFormElement, isRunning: boolean): void {
  for (const name of ["run", "own"]) button(form, name)?.toggleAttribute("disabled", isRunning);
  button(form, "stop")?.toggleAttribute("hidden", !isRunning);
}

/** Throws if no worker can start, or no digest can be computed. */
function refuseWhereImpossible(): void {
  if (location.protocol === "file:") {
    throw new Error(
      "a page opened from disk may not start a worker; in the project’s folder, npm run preview serves the report",
    );
  }
  if (!isSecureContext) throw new Error("digests need a page from https or from this machine");
  if (!("DecompressionStream" in globalThis))
    throw new Error("this browser cannot decompress the data; a newer one can");
}

async function wantedRun({ form, base }: Panel, isOwn: boolean): Promise<Wanted> {
  const typed = isOwn ? typedIn(form) : {};
  const listed = await chosenTrial(form);
  const published: unknown = await readJson(new URL(listed.result, base).href);
  history.replaceState(null, "", toFragment(chosenIn(form), typed));
  if (!isOwn) return { trial: listed, published, isOwn, settings: "" };
  const config = withSettings(listed.config, listed.open, typed);
  const settings = givenIn(listed.open, typed).map(([{ label }, text]) => `${label} ${text}`);
  if (settings.length === 0)
    throw new SettingError("change at least one setting, or press Run to repeat the trial");
  return { trial: { ...listed, config, key: "own" }, published, isOwn, settings: settings.join(", ") };
}

const chosenIn = (form: HTMLFormElement) => form.querySelector("select")?.value ?? "";

async function chosenTrial(form: HTMLFormElement): Promise<ListedTrial> {
  const { trials } = await readListing(form);
  const id = chosenIn(form);
  const listed = trials.find(({ key }) => key.startsWith(id));
  if (listed === undefined) throw new Error(`the report lists no trial ${id}`);
  return listed;
}

let known: Listing | undefined;

/** The page's listing. After a failure, the next run requests it again. */
async function readListing({ dataset }: HTMLFormElement): Promise<Listing> {
  known ??= (await readJson(new URL(dataset.listing ?? "", location.href).href)) as Listing;
  return known;
}

async function readJson(address: string): Promise<unknown> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} could not be read: the server says ${response.status}`);
  return response.json();
}

async function run(panel: Panel, wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { form, base, own } = panel;
  const { trial, published, isOwn } = wanted;
  const losses: number[] = [];
  const steps = Number(trial.config[trial.steps ?? ""] ?? 0);
  const ofPublished = lossesIn(published, trial);
  const curves = (): Curve[] => [
    { look: "published", losses: ofPublished },
    ...own,
    { look: isOwn ? "own" : "here", losses },
  ];
  const length = Math.max(steps, ofPublished.length, ...own.map((curve) => curve.losses.length));
  const redraw = oncePerFrame(() => drawPlot(part(form, "plot"), curves(), length));
  const bar = form.querySelector("progress");
  let current = "";
  let startedAt = 0;
  const result = await runTrial(
    trial,
    await readListing(form),
    base,
    {
      download: (loaded, total) => {
        say(panel, `Downloading: ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`);
      },
      start: (index, count) => {
        current = count === 1 ? "" : `trial ${index + 1} of ${count}: `;
        startedAt = performance.now();
        losses.length = 0;
        say(panel, `Running ${current}…`);
      },
      progress: (fraction, more) => {
        losses.push(...more);
        if (bar !== null) bar.value = fraction;
        say(panel, `Running ${current}${Math.round(fraction * 100)}%, ${timeLeft(startedAt, fraction)} left`);
        if (losses.length > 0) redraw();
      },
    },
    signal,
  );
  if (losses.length > 0) redraw();
  if (isOwn) own.push({ look: "own", losses });
  showEnd(panel, wanted, result);
}

function timeLeft(startedAt: number, fraction: number): string {
  const seconds = ((performance.now() - startedAt) / 1000) * (1 / Math.max(fraction, 0.001) - 1);
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function showEnd(panel: Panel, wanted: Wanted, result: RunResult): void {
  const { form } = panel;
  const outcome = part(form, "outcome");
  if (wanted.isOwn) {
    outcome.dataset.outcome = "own";
    say(panel, ...ownText(wanted, result));
  } else {
    const comparison = compare(result.result, wanted.published);
    const isSame = comparison.isIdentical && result.digest === wanted.trial.digest;
    outcome.dataset.outcome = isSame ? "identical" : "differs";
    say(panel, verdictText(comparison, wanted, isSame), detailText(comparison, wanted, result, isSame));
  }
  listRun(form, wanted, result);
}

/** Adds a line with a link to save the run's result. */
function listRun(form: HTMLFormElement, { trial, isOwn, settings }: Wanted, result: RunResult): void {
  const saved = { config: trial.config, ...result, browser: navigator.userAgent };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(saved, null, 2)], { type: "application/json" }));
  link.download = `trial-${isOwn ? "own" : trial.key.slice(0, 12)}.json`;
  link.textContent = "Save the result as JSON";
  const line = document.createElement("li");
  line.append(isOwn ? `Yours: ${settings}. ` : `Trial ${trial.key.slice(0, 12)}. `, link);
  part(form, "list").append(line);
}

const form = document.querySelector<HTMLFormElement>(".run-panel");
if (form !== null) openPanel(form);
