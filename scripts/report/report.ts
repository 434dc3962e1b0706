/**
 * What the stages hand to each other until a slide's record is made, in the order of pipeline.ts: discover, plan, run,
 * record. Types only.
 */
import type { PublishedData } from "../../experiments/lib/data/data-set.ts";
import type {
  CheckOutcome,
  CheckValue,
  CheckValues,
  Deck,
  Estimate,
  Estimates,
  ExactRule,
  Experiment,
  Figure,
  Finding,
  Interval,
  Outcome,
  ProfileName,
  Results,
  Rule,
  Tables,
  TrialTree,
} from "../../experiments/lib/experiment.ts";
import type { EngineName, Trial } from "../../experiments/lib/trial.ts";
import type { FigureRecord, RecordedFacts, ReportRecords, SlideRecord, Verdicts } from "../record/record.ts";
import type { References } from "../text/resolved.ts";
import type { ProseSource } from "../text/statements.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import type { StoredResult } from "../trials/trial-store.ts";
import type { SlideBody } from "./slide-body.ts";

/** One part of a takeaway: the phrase for each outcome of a claim or a check. */
export interface TakeawayPart {
  readonly kind: "claim" | "check";
  readonly id: string;
  readonly phrases: Readonly<Record<string, string>>;
}

/** What the front matter of slide.md says of a claim or a check. */
export interface Statement {
  /** Once in a slide; results.ts returns its numbers under this name. */
  readonly id: string;
  readonly says: {
    /** Words of the deck, verbatim; what its code or figure implies; or a test of our own. The last two are our words. */
    readonly how: "quote" | "drawn" | "added";
    readonly text: ProseSource;
  };
  /** What is measured, with the conditions of the comparison. */
  readonly metric: ProseSource;
  readonly unit?: string;
}

/** It is measured, and its rule turns the measurement into an outcome. */
export interface Claim extends Statement {
  readonly rule: Rule;
}

/** It holds or fails, whatever the seeds, and never decides a verdict. */
export interface Check extends Statement {
  readonly rule: ExactRule;
}

/** A data set with the published.ts that lists it. */
export interface PlacedData extends PublishedData {
  /** file: URL of the module. */
  readonly module: string;
}

/** A slide as read from its folder. */
export interface Slide {
  /** 1 to 99, from the folder's name. */
  readonly number: number;
  /** The folder's name, e.g. "NN-name". */
  readonly name: string;
  /** The deck's title of the slide. */
  readonly title: string;
  readonly takeaway: readonly TakeawayPart[];
  readonly claims: readonly Claim[];
  readonly checks: readonly Check[];
  /** The deck's text of the slide, verbatim, as Markdown. */
  readonly deckText: string;
  /** Our prose and the figures with their texts, in order. */
  readonly body: SlideBody;
  /** Path of slide.md, for messages. */
  readonly file: string;
  readonly experiment: Experiment | undefined;
  readonly results: Results | undefined;
  readonly deck: Deck | undefined;
  /** Sources that its texts may cite: its own and the shared ones. */
  readonly references: References;
  /** What may be published of the data that its trials read: the shared data sets and its own. */
  readonly published: readonly PlacedData[];
  /** Source text of deck.ts, shown below the deck's figure. */
  readonly deckSource: string | undefined;
}

/** A slide with its tables, or the reason why it has none. */
export interface MeasuredSlide {
  readonly slide: Slide;
  readonly config: unknown;
  /** All trials behind it, inputs first. */
  readonly trials: readonly RunTrial[];
  readonly status:
    | {
        readonly kind: "measured";
        readonly tables: Tables;
        /**
         * The tables without its measurements of time: "none" where it rests on them, undefined where it has no such
         * measurements.
         */
        readonly untimed?: Tables | "none" | undefined;
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

export interface EvaluatedClaim {
  readonly claim: Claim;
  readonly estimate: Estimate | undefined;
  readonly mean: number | undefined;
  readonly interval95: Interval | undefined;
  readonly interval90: Interval | undefined;
  readonly n: number | undefined;
  readonly outcome: Outcome;
  /** The p-value of the rule; undefined where the claim was not tested. */
  readonly p: number | undefined;
  /** The same, adjusted by Holm's procedure over all distinct estimates of the report. */
  readonly adjustedP: number | undefined;
  /** Supported or contradicted, and still so at 5 % over all claims together. The outcome ignores it. */
  readonly survivesHolm: boolean;
  /** Other claims that rest on the same samples, e.g. "09/slower". They count as one estimate. */
  readonly sharedWith: readonly string[];
}

export interface EvaluatedCheck {
  readonly check: Check;
  readonly value: CheckValue | undefined;
  readonly outcome: CheckOutcome;
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

/** What a build covers: its profile and engine, the slides asked for, and whether time is measured. */
export interface BuildScope {
  readonly profile: ProfileName;
  readonly engine: EngineName;
  /** Numbers of the slides to run; undefined for all. */
  readonly only: readonly number[] | undefined;
  /** False leaves out the trials that measure time. */
  readonly timing: boolean;
}

/** Facts of the build, which the records and the manifest show. */
export interface BuildFacts extends RecordedFacts {
  /** A build without verdicts is not published either. */
  readonly verdicts: Verdicts;
}

export interface PlannedSlide {
  readonly slide: Slide;
  /** The experiment's config for the build's profile; undefined without an experiment. */
  readonly config: unknown;
  /** The trials as the experiment arranges them. */
  readonly tree: TrialTree | undefined;
  /** Keys of the trials in the tree. */
  readonly keyOf: ReadonlyMap<Trial, string>;
  /** The trials in the tree, each once, without their inputs. */
  readonly trials: readonly KeyedTrial[];
}

export interface Plan {
  readonly slides: readonly PlannedSlide[];
  /** All trials, inputs included, each once, inputs first. */
  readonly trials: readonly KeyedTrial[];
}
