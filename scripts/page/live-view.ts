/** Data of a study's panel that repeats trials in the reader's browser. */
import type { Listing } from "../../templates/client/live/listing.ts";
import type { SlideRecord, TrialRecord } from "../record/record.ts";
import { DATA_NOTICE_FILE, listingFile } from "../report/files.ts";

export interface LiveView {
  /** The listing of the trials, and the notice on the data, seen from the page. */
  readonly listing: string;
  readonly notice: string;
  readonly root: string;
  readonly groups: readonly TrialGroup[];
  /** What is downloaded before the first run, e.g. "4.1 MB: the engine, the State of the Union addresses"; "" if nothing is. */
  readonly download: string;
  /** Trials that only the command line repeats, with the reason. */
  readonly elsewhere: readonly string[];
  /** Whether some trial has settings that a reader can change. */
  readonly isOpen: boolean;
}

/** Trials that differ in their seed alone. There may be a thousand of them: only the group has the long name. */
interface TrialGroup {
  readonly name: string;
  readonly trials: readonly { readonly id: string; readonly label: string }[];
}

/** Digits of a key that tell a slide's trials apart. */
const ID_DIGITS = 12;

/** The panel of a slide with what it offers to run; null where no trial of it can run in a browser. */
export function liveView(
  { slide, trials }: SlideRecord,
  listing: Listing | undefined,
  root: string,
): LiveView | null {
  if (listing === undefined) return null;
  const repeatable = trials.filter((trial) => trial.repeatable === true);
  return {
    listing: root + listingFile(slide.name),
    notice: root + DATA_NOTICE_FILE,
    root,
    groups: groupsOf(repeatable),
    download: downloadText(listing),
    elsewhere: obstaclesOf(trials),
    isOpen: repeatable.some(({ config }) => "steps" in config),
  };
}

function groupsOf(trials: readonly TrialRecord[]): readonly TrialGroup[] {
  const groups = new Map<string, { id: string; label: string }[]>();
  for (const { key, name, seed } of trials) {
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push({ id: key.slice(0, ID_DIGITS), label: seed === undefined ? "no seed" : `seed ${seed}` });
  }
  return [...groups].map(([name, members]) => ({ name, trials: members }));
}

/** The reasons why a browser cannot repeat some trials, each once, with the kinds of trials that it holds for. */
function obstaclesOf(trials: readonly TrialRecord[]): readonly string[] {
  const kinds = new Map<string, Set<string>>();
  for (const { kind, repeatable } of trials) {
    if (repeatable !== true) kinds.set(repeatable, (kinds.get(repeatable) ?? new Set()).add(kind));
  }
  return [...kinds].map(([reason, all]) => `${[...all].join(", ")} (${reason})`);
}

function downloadText({ engine, data }: Listing): string {
  const files = [...(engine === null ? [] : [engine.kernels, engine.backend]), ...data];
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const parts = [...(engine === null ? [] : ["the engine"]), ...data.map(({ title }) => title)];
  return parts.length === 0 ? "" : `${(bytes / 1e6).toFixed(1)} MB: ${parts.join(", ")}`;
}
