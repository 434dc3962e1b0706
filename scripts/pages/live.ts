/** Data of the panel with which a study's reader repeats its trials. */
import { type Field, fieldsOf } from "../live/fields.ts";
import type { ListedTrial, Listing } from "../live/listing.ts";
import { buttonText, type PlotTexts, plotLabel, plotTexts } from "../live/panel-text.ts";
import { plotSvg } from "../live/plot.ts";
import { referencesOf } from "../live/references.ts";
import { DATA_NOTICE_FILE, listingFile } from "../record/files.ts";
import type { SlideRecord, TrialRecord } from "../record/record.ts";
import { renderInlineProse, type Surroundings } from "../text/prose.ts";

export interface LiveView {
  /** The listing of the trials, and the notice on the data, seen from the page. */
  readonly listing: string;
  readonly notice: string;
  readonly root: string;
  /** What the report says of such runs, as markup; null if it says nothing. */
  readonly note: string | null;
  readonly groups: readonly OptionGroup[];
  /** The settings of the trial on which the panel opens. */
  readonly fields: readonly Field[];
  /** Those that few readers change. */
  readonly further: readonly Field[];
  readonly button: string;
  /** The published curve of that trial; null if it has none. */
  readonly plot: PlotView | null;
  /** What is downloaded before the first run, e.g. "4.1 MB: the engine, the letters"; "" if nothing is. */
  readonly download: string;
  /** Trials that only the command line repeats, with the reason. */
  readonly elsewhere: readonly string[];
}

interface PlotView extends PlotTexts {
  /** Markup, for a wide and for a narrow window. */
  readonly wide: string;
  readonly narrow: string;
}

interface OptionGroup {
  readonly name: string;
  readonly options: readonly Option[];
}

interface Option {
  readonly id: string;
  readonly label: string;
  readonly isOpening: boolean;
}

/** The panel of a slide; null if none of its trials can run in a browser. */
export function liveView(
  { slide, trials }: SlideRecord,
  listing: Listing | undefined,
  root: string,
  surroundings: Surroundings,
): LiveView | null {
  const opening = listing?.trials.find(({ key }) => key === listing.opening.key);
  if (listing === undefined || opening === undefined) return null;
  const { note } = listing;
  return {
    listing: root + listingFile(slide.name),
    notice: root + DATA_NOTICE_FILE,
    root,
    note: note === null ? null : renderInlineProse({ plain: note, parts: [note] }, surroundings),
    groups: optionGroups(listing.trials, opening),
    ...fieldsOf(opening, listing.trials),
    button: buttonText(opening, opening.seconds),
    plot: plotView(listing, opening),
    download: downloadText(listing),
    elsewhere: obstaclesOf(trials),
  };
}

/** Widths of the panel's plot on a large screen and on a phone, px. */
const WIDTHS = { wide: 800, narrow: 340 } as const;

function plotView({ trials, opening: { losses }, unit }: Listing, opening: ListedTrial): PlotView | null {
  if (losses.length === 0) return null;
  const references = referencesOf(trials, opening.group);
  const plot = {
    curves: [{ look: "published", name: "", losses }],
    references,
    steps: losses.length,
    label: plotLabel(opening, references),
  };
  return {
    ...plotTexts(opening, plot, unit),
    wide: plotSvg(plot, WIDTHS.wide),
    narrow: plotSvg(plot, WIDTHS.narrow),
  };
}

/** Trials that a reader can change are listed once, since a field has their seed. */
function optionGroups(trials: readonly ListedTrial[], opening: ListedTrial): readonly OptionGroup[] {
  const names = new Set<string>();
  const listed = trials.filter(({ name, open }) => {
    const isFirst = !names.has(name);
    names.add(name);
    return isFirst || open.length === 0;
  });
  const groupOf = ({ curve, recorded }: ListedTrial) => {
    if (recorded !== undefined) return `Recorded on ${recorded.date}, not part of each build`;
    return curve === undefined ? "Without a curve" : "Trainings";
  };
  const all = new Set(["Trainings", "Without a curve", ...listed.map(groupOf)]);
  const groups = [...all].map((name) => ({
    name,
    options: listed.filter((trial) => groupOf(trial) === name),
  }));
  return groups
    .filter(({ options }) => options.length > 0)
    .map(({ name, options }) => ({
      name,
      options: options.map((trial) => ({
        id: trial.key.slice(0, ID_DIGITS),
        label: labelOf(trial),
        isOpening: trial.name === opening.name && (trial.open.length > 0 || trial.key === opening.key),
      })),
    }));
}

/** Digits of a key that tell a slide's trials apart. */
const ID_DIGITS = 12;

const labelOf = ({ name, seed, open }: ListedTrial): string =>
  open.length > 0 || seed === undefined ? name : `${name}, seed ${seed}`;

/** The reasons why a browser cannot repeat some trials, each once, with the kinds of trials concerned. */
function obstaclesOf(trials: readonly TrialRecord[]): readonly string[] {
  const kinds = new Map<string, Set<string>>();
  for (const { kind, repeatable } of trials) {
    if (repeatable !== true) kinds.set(repeatable, (kinds.get(repeatable) ?? new Set()).add(kind));
  }
  return [...kinds].map(([reason, all]) => `${[...all].join(", ")} (${reason})`);
}

function downloadText({ engine, data }: Listing): string {
  const files = [...(engine === null ? [] : Object.values(engine.files)), ...data];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const parts = [...(engine === null ? [] : ["the engine"]), ...data.map(({ title }) => title)];
  return parts.length === 0 ? "" : `${(bytes / 1e6).toFixed(1)} MB: ${parts.join(", ")}`;
}
