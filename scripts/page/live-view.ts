/** Data of a study's panel that repeats trials in the reader's browser. */
import { neededData, needsEngine, repeatableTrials } from "../live/repeatable.ts";
import { BACKEND_FILE, DATA_NOTICE_FILE, dataFile, KERNELS_FILE, listingFile } from "../report/files.ts";
import type { MeasuredSlide, OutputFiles, RunTrial } from "../report/report.ts";
import { shortNames } from "../trials/short-names.ts";

export interface LiveView {
  /** The listing of the trials, and the notice on the data, seen from the page. */
  readonly listing: string;
  readonly notice: string;
  readonly root: string;
  readonly groups: readonly TrialGroup[];
  /** What is downloaded before the first run, e.g. "4.1 MB: the engine, the State of the Union addresses". */
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

/** The panel of a slide whose files are among `live`; null where no trial of it can run in a browser. */
export function liveView(measured: MeasuredSlide, live: OutputFiles, root: string): LiveView | null {
  const listing = listingFile(measured.slide.name);
  if (!live.has(listing)) return null;
  const { trials, obstacles } = repeatableTrials(measured);
  return {
    listing: root + listing,
    notice: root + DATA_NOTICE_FILE,
    root,
    groups: groupsOf(trials),
    download: downloadText(trials, measured, live),
    elsewhere: [...obstacles].map(([reason, kinds]) => `${kinds.join(", ")} (${reason})`),
    isOpen: trials.some(({ trial }) => "steps" in trial.trial.config),
  };
}

function groupsOf(trials: readonly RunTrial[]): readonly TrialGroup[] {
  const names = shortNames(trials.map(({ trial }) => trial));
  const groups = new Map<string, { id: string; label: string }[]>();
  for (const { trial } of trials) {
    const { name = trial.key, seed } = names.get(trial.key) ?? {};
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push({
      id: trial.key.slice(0, ID_DIGITS),
      label: seed === undefined ? "no seed" : `seed ${seed}`,
    });
  }
  return [...groups].map(([name, members]) => ({ name, trials: members }));
}

function downloadText(trials: readonly RunTrial[], { slide }: MeasuredSlide, live: OutputFiles): string {
  const sets = neededData(slide.published, trials);
  const engine = needsEngine(trials) ? [KERNELS_FILE, BACKEND_FILE] : [];
  const files = [...engine, ...sets.map(({ name }) => dataFile(name))];
  const bytes = files.reduce((sum, file) => sum + (live.get(file)?.length ?? 0), 0);
  const parts = [...(engine.length > 0 ? ["the engine"] : []), ...sets.map(({ title }) => title)];
  return `${(bytes / 1e6).toFixed(1)} MB: ${parts.join(", ")}`;
}
