/** The panel of a study that repeats a trial in the reader's browser, or runs one with the reader's own settings. */

import { fieldsOf } from "../../live/fields.ts";
import type { ListedTrial, Listing } from "../../live/listing.ts";
import { buttonText, plotLabel, plotTexts } from "../../live/panel-text.ts";
import { type Curve, type Plot, plotSvg } from "../../live/plot.ts";
import { groupWith, referencesOf } from "../../live/references.ts";
import { finalLossIn, lossesIn } from "../../live/results.ts";
import { oncePerFrame } from "../dom.ts";
import { compare } from "./compare.ts";
import { drawFields, typedIn } from "./fields.ts";
import { ownText, repeatedText, type Wanted } from "./outcome.ts";
import { changedTexts, fromFragment, givenIn, toFragment, withSettings } from "./own-settings.ts";
import {
  attempt,
  button,
  downloadText,
  enable,
  jsonLink,
  part,
  readJson,
  refuseWhereImpossible,
  say,
  setRunning,
  timeLeft,
} from "./panel.ts";
import { type RunResult, runTrial } from "./run-trial.ts";

interface Panel {
  readonly form: HTMLFormElement;
  readonly base: string;
  /** Curves of the reader's own runs, kept until the page closes. */
  readonly own: Curve[];
  stop: AbortController | undefined;
  /** Draws the plot that is shown, for the width of its place. */
  redraw: () => void;
}

function openPanel(form: HTMLFormElement): void {
  const base = new URL(form.dataset.root ?? "", location.href).href;
  const panel: Panel = { form, base, own: [], stop: undefined, redraw: () => {} };
  if (!enable(form)) {
    const section = form.closest("section");
    section?.parentElement?.append(section);
    return;
  }
  form.querySelector("select")?.addEventListener("change", () => void choose(panel));
  form.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement) void plan(panel);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void start(panel);
  });
  button(form, "stop")?.addEventListener("click", () => panel.stop?.abort(new Error("stopped")));
  addEventListener(
    "resize",
    oncePerFrame(() => panel.redraw()),
  );
  if (fromFragment(location.hash) !== undefined) void followLink(panel);
}

/** Chooses a link's trial and fills in its settings. */
const followLink = (panel: Panel): Promise<void> =>
  attempt(panel.form, async () => {
    const { form } = panel;
    part(form, "settings").closest("section")?.scrollIntoView();
    const { trial: id, typed } = fromFragment(location.hash) ?? { trial: "", typed: {} };
    const { trials } = await readListing(form);
    const linked = trials.find(({ key }) => key.startsWith(id));
    if (linked === undefined) throw new Error(`the report lists no trial ${id}`);
    const list = form.querySelector("select");
    const shown = trials.find(({ key, name }) => name === linked.name && isOption(list, key)) ?? linked;
    if (list !== null) list.value = shown.key.slice(0, id.length);
    const seed = shown === linked || linked.seed === undefined ? {} : { seed: String(linked.seed) };
    drawFields(form, fieldsOf(shown, trials), { ...seed, ...typed });
    await showChosen(panel);
  });

const isOption = (list: HTMLSelectElement | null, key: string) =>
  [...(list?.options ?? [])].some(({ value }) => key.startsWith(value));

/** Shows the chosen trial, with what was typed. */
const choose = (panel: Panel): Promise<void> =>
  attempt(panel.form, async () => {
    const { form } = panel;
    const { trials } = await readListing(form);
    drawFields(form, fieldsOf(await chosenTrial(form), trials), typedIn(form));
    await showChosen(panel);
  });

/** The published curve and the plan of the chosen trial. */
async function showChosen(panel: Panel): Promise<void> {
  const { form, base } = panel;
  const listed = await chosenTrial(form);
  const published: unknown = await readJson(new URL(listed.result, base).href);
  await plan(panel);
  showPlot(panel, await wantedRun(panel, published), []);
}

/** Says what a press of the button would do. */
const plan = (panel: Panel): Promise<void> =>
  attempt(panel.form, async () => {
    const { form } = panel;
    const listed = await chosenTrial(form);
    const press = button(form, "run");
    const steps = Number(typedIn(form)[listed.steps ?? ""] ?? Number.NaN);
    const share = steps > 0 ? steps / Number(listed.config[listed.steps ?? ""]) : 1;
    if (press !== null) press.textContent = buttonText(listed, listed.seconds * share);
    const isOwn = Object.keys(typedIn(form)).length > 0;
    part(form, "plan").textContent = isOwn
      ? "With settings of your own, the run is drawn next to the published one, unless they are those of another published run."
      : "With the settings as they are, every number is compared with the published run. Nothing leaves your machine.";
  });

/** Runs a trial and shows how it ended, even if it failed. */
async function start(panel: Panel): Promise<void> {
  const { form } = panel;
  part(form, "outcome").dataset.outcome = "running";
  const controller = new AbortController();
  panel.stop = controller;
  setRunning(form, true);
  await attempt(panel.form, async () => {
    refuseWhereImpossible();
    say(panel.form, "Loading the list of runs …");
    const wanted = await wantedRun(panel);
    history.replaceState(null, "", toFragment(chosenIn(form), typedIn(form)));
    await run(panel, wanted, controller.signal);
  });
  if (controller.signal.aborted) say(panel.form, "Stopped.");
  setRunning(form, false);
}

/** The run that the fields describe: a published one if they have its settings. */
async function wantedRun({ form, base, own }: Panel, known?: unknown): Promise<Wanted> {
  const listing = await readListing(form);
  const listed = await chosenTrial(form);
  const typed = typedIn(form);
  const config = withSettings(listed.config, listed.open, typed);
  const changed = changedTexts(listed.open, typed);
  const text = JSON.stringify(config);
  const same =
    changed.size === 0
      ? listed
      : listing.trials.find(
          ({ module, config: other }) => module === listed.module && JSON.stringify(other) === text,
        );
  const shown = same ?? listed;
  const published =
    shown === listed && known !== undefined ? known : await readJson(new URL(shown.result, base).href);
  const group = same === undefined ? groupWith(listing, listed.group, changed) : same.group;
  return {
    trial: same ?? { ...listed, config, key: "own" },
    published,
    isOwn: same === undefined,
    name: `Run ${own.length + 1}`,
    settings: givenIn(listed.open, typed)
      .map(([{ label }, given]) => `${label} ${given}`)
      .join(", "),
    comparable: listing.trials.filter((trial) => trial.group === group && trial.ends !== undefined),
    unit: listing.unit,
  };
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

/** Stroke patterns of the reader's runs, in turn. */
const DASHES = ["7 3", "2 3", "12 4", "8 3 2 3"] as const;

/** Draws the published curve, the reader's earlier runs, and this one if it has any losses. */
function showPlot(panel: Panel, wanted: Wanted, losses: readonly number[], end?: number): void {
  const { form, own } = panel;
  const { trial, published, isOwn, comparable, unit } = wanted;
  const ofPublished = lossesIn(published, trial);
  const isShown = trial.curve !== undefined && (ofPublished.length > 0 || losses.length > 0);
  part(form, "figure").hidden = !isShown;
  if (!isShown) return;
  const here = isOwn ? ownCurve(panel, losses, end) : { look: "here", name: "this run", losses, end };
  const curves = [
    { look: "published", name: "", losses: ofPublished },
    ...own,
    ...(losses.length > 0 ? [here] : []),
  ];
  const steps = Math.max(
    Number(trial.config[trial.steps ?? ""] ?? 0),
    ...curves.map((curve) => curve.losses.length),
  );
  const references = referencesOf(comparable, comparable[0]?.group);
  const plot: Plot = { curves, references, steps, label: plotLabel(trial, references) };
  const { title, note } = plotTexts(trial, plot, unit);
  part(form, "title").textContent = title;
  part(form, "key").textContent = note;
  panel.redraw = () => {
    const place = part(form, "plot");
    place.innerHTML = plotSvg(plot, Math.max(280, place.clientWidth));
  };
  panel.redraw();
}

const ownCurve = ({ own }: Panel, losses: readonly number[], end: number | undefined): Curve => ({
  look: "own",
  name: `run ${own.length + 1}`,
  losses,
  end,
  dash: DASHES[own.length % DASHES.length],
});

async function run(panel: Panel, wanted: Wanted, signal: AbortSignal): Promise<void> {
  const { form, base } = panel;
  const losses: number[] = [];
  const redraw = oncePerFrame(() => showPlot(panel, wanted, losses));
  const bar = form.querySelector("progress");
  let current = "";
  let startedAt = 0;
  const events = {
    download: (loaded: number, total: number) => {
      say(form, downloadText(loaded, total));
    },
    start: (index: number, all: number) => {
      current = all === 1 ? "" : `run ${index + 1} of ${all}: `;
      startedAt = performance.now();
      losses.length = 0;
      say(panel.form, `Running ${current}…`);
    },
    progress: (fraction: number, more: readonly number[]) => {
      losses.push(...more);
      if (bar !== null) bar.value = fraction;
      say(
        panel.form,
        `Running ${current}${Math.round(fraction * 100)}%, ${timeLeft(startedAt, fraction)} left`,
      );
      if (losses.length > 0) redraw();
    },
  };
  const result = await runTrial(wanted.trial, await readListing(form), base, events, signal);
  const end = finalLossIn(result.result, wanted.trial);
  const kept = [...losses];
  // After the last frame that a progress message has asked for.
  requestAnimationFrame(() => showPlot(panel, wanted, wanted.isOwn ? [] : kept, end));
  if (wanted.isOwn) panel.own.push(ownCurve(panel, kept, end));
  showEnd(panel, wanted, result);
}

function showEnd(panel: Panel, wanted: Wanted, result: RunResult): void {
  const outcome = part(panel.form, "outcome");
  if (wanted.isOwn) {
    outcome.dataset.outcome = "own";
    say(panel.form, ...ownText(wanted, result));
  } else {
    const comparison = compare(result.result, wanted.published, wanted.trial);
    const isSame = comparison.isIdentical && result.digest === wanted.trial.digest;
    outcome.dataset.outcome = isSame ? "identical" : "differs";
    say(panel.form, ...repeatedText(comparison, wanted, result, isSame));
  }
  listRun(panel.form, wanted, result);
}

/** Adds a line with a link to save the run's result. */
function listRun(form: HTMLFormElement, { trial, isOwn, name, settings }: Wanted, result: RunResult): void {
  const saved = { config: trial.config, ...result, browser: navigator.userAgent };
  const file = `run-${isOwn ? "own" : trial.key.slice(0, 12)}.json`;
  const link = jsonLink(saved, file, "Save the result as JSON");
  const line = document.createElement("li");
  line.append(isOwn ? `${name}: ${settings}. ` : `${trial.name}, seed ${trial.seed ?? "none"}. `, link);
  part(form, "list").append(line);
}

const form = document.querySelector<HTMLFormElement>(".run-panel");
if (form !== null) openPanel(form);
