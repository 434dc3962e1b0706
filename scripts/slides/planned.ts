/** What the stages exchange: a slide with its trials, then with their results, then with its record. */
import type {
  CheckValues,
  Estimates,
  Figure,
  Finding,
  ProfileName,
  Tables,
  TrialTree,
} from "../../experiments/kit/experiment.ts";
import type { Trial } from "../../experiments/kit/trial.ts";
import type { FigureRecord, ReportRecords, SlideRecord } from "../record/record.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import type { RecordedTrial } from "../trials/recorded-runs.ts";
import type { StoredResult } from "../trials/store.ts";
import type { Slide } from "./slide.ts";

/** A slide with its tables, or the reason why it has none. */
export interface MeasuredSlide {
  readonly slide: Slide;
  readonly config: unknown;
  /** All trials behind it, inputs first. */
  readonly trials: readonly RunTrial[];
  /** The recorded runs behind it. */
  readonly recorded: readonly RecordedTrial[];
  /** The date of the report's recorded runs, "none" without them; undefined in a build that makes these runs itself. */
  readonly recordedOn: string | undefined;
  readonly status:
    | {
        readonly kind: "measured";
        readonly tables: Tables;
        /**
         * The tables without measurements of time: "none" if it cannot be made without them, undefined if it has no such
         * measurements.
         */
        readonly tablesWithoutTiming?: Tables | "none" | undefined;
      }
    | { readonly kind: "no experiment" }
    | { readonly kind: "not run" }
    | { readonly kind: "failed"; readonly failures: readonly TrialFailure[] };
}

/** A trial with its stored output, if this build has that. */
export interface RunTrial {
  readonly trial: KeyedTrial;
  readonly stored: StoredResult | undefined;
}

export interface TrialFailure {
  readonly kind: string;
  /** Short, among those of the slide. */
  readonly label: string;
  readonly config: object;
  readonly cause: string;
}

/** What a slide's results.ts makes of its tables. */
export interface SlideResults {
  readonly figures: Readonly<Record<string, Figure>>;
  readonly findings: Readonly<Record<string, Finding>>;
  readonly estimates: Estimates;
  readonly checks: CheckValues;
}

/** The records of a report, and what these leave out of each slide. */
export interface Recorded {
  readonly records: ReportRecords;
  readonly slides: readonly RecordedSlide[];
}

/** A slide with its record, and with what the record leaves out. */
export interface RecordedSlide {
  readonly record: SlideRecord;
  readonly measured: MeasuredSlide;
  readonly findings: Readonly<Record<string, Finding>>;
  /** The rows that its figures may draw, by the figures' origin. */
  readonly tables: Readonly<Record<FigureRecord["origin"], Tables>>;
}

export interface PlannedSlide {
  readonly slide: Slide;
  /** The experiment's config for the build's profile; undefined without an experiment. */
  readonly config: unknown;
  /** The trials as the experiment arranges them. */
  readonly tree: TrialTree | undefined;
  /** Keys of the trials in the tree. */
  readonly keyOf: ReadonlyMap<Trial, string>;
  /** The trials in the tree that the build runs, each once, without their inputs. */
  readonly trials: readonly KeyedTrial[];
  /** The recorded runs in the tree that are known, each once. */
  readonly recorded: readonly RecordedTrial[];
  readonly recordedOn: string | undefined;
}

export interface Plan {
  readonly slides: readonly PlannedSlide[];
  /** All trials, inputs included, each once, inputs first. */
  readonly trials: readonly KeyedTrial[];
}

/** What a build covers: its profile and engine, the slides asked for, and whether time is measured. */
export interface BuildScope {
  readonly profile: ProfileName;
  /** The engine's name; undefined for the report's default. */
  readonly engine: string | undefined;
  /** Numbers of the slides to run; undefined for all. */
  readonly only: readonly number[] | undefined;
  /** False leaves out the trials that measure time. */
  readonly timing: boolean;
}

/** False for a slide that failed or was left out. It has no numbers for our prose, so only the deck's part is shown. */
export function isProseShown(measured: MeasuredSlide): boolean {
  return measured.status.kind === "measured" || measured.status.kind === "no experiment";
}
