/**
 * What the stages hand to each other, in the order of pipeline.ts: discover, plan, run, render, assemble, verify,
 * write. Types only.
 */
import type { PublishedData } from "../../experiments/lib/data/data-set.ts";
import type {
  Check,
  CheckOutcome,
  CheckValue,
  Claim,
  Deck,
  Estimate,
  Experiment,
  Figure,
  FigureSpec,
  Finding,
  Interval,
  Outcome,
  ProfileName,
  Results,
  Row,
  Tables,
  TrialTree,
  Verdict,
} from "../../experiments/lib/experiment.ts";
import type { EngineName, Trial } from "../../experiments/lib/trial.ts";
import type { Explorable } from "../drawing/explorable.ts";
import type { References } from "../text/scope.ts";
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
  /** Keys of all trials behind it, sorted. */
  readonly trialKeys: readonly string[];
  /** The same trials with what they gave, so far as this build has it; inputs first. */
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

/** A trial with its stored output. */
export interface RunTrial {
  readonly trial: KeyedTrial;
  readonly stored: StoredResult;
}

export interface TrialFailure {
  readonly kind: string;
  /** Short, among those of the slide. */
  readonly label: string;
  readonly config: object;
  readonly cause: string;
}

/** A drawn figure with its texts. */
export interface RenderedFigure {
  /** Unique in the report and stable, e.g. "09-curves"; names its files. */
  readonly id: string;
  /** Its name in the slide, e.g. "loss-curves". */
  readonly name: string;
  readonly origin: "deck" | "measured";
  /** Figure number in the report, from 1. */
  readonly number: number;
  readonly figure: Figure;
  /** Which of its values are invented, in a sentence; false where none is. */
  readonly invented: string | false;
  /** What else the deck's figure needs said below its caption. */
  readonly note: string | undefined;
  /** The caption as written: each view renders it in its own markup. */
  readonly caption: ProseSource;
  /** The caption as plain text, for files that are used apart from the page. */
  readonly captionText: string;
  readonly alt: string;
  readonly description: string;
  /** Stand-alone SVG with literal light colours. */
  readonly svg: string;
  /** SVG to inline in the page: theme colours are CSS classes, no style attributes. */
  readonly inlineSvg: string;
  /** Complete Vega-Lite spec with data and theme. */
  readonly spec: FigureSpec & { readonly $schema: string };
  /** URL that opens the spec in the Vega editor; null if it would be too long. */
  readonly editorAddress: string | null;
  /** The plotted tables as CSV. */
  readonly csv: string;
  readonly explorable: Explorable;
  readonly tables: readonly { readonly name: string; readonly rows: readonly Row[] }[];
  readonly width: number;
  readonly height: number;
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

export interface RenderedSlide {
  readonly measured: MeasuredSlide;
  readonly findings: Readonly<Record<string, Finding>>;
  readonly figures: readonly RenderedFigure[];
  readonly claims: readonly EvaluatedClaim[];
  readonly checks: readonly EvaluatedCheck[];
  /** "none" in a build without verdicts, and on a slide with checks alone. */
  readonly verdict: Verdict | "none";
  /** What the slide says in a sentence, by the outcomes that occurred; it may use the slide's findings and settings. */
  readonly takeaway: ProseSource;
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

/** Whether a build draws conclusions from what it has measured. */
export type Verdicts = { readonly given: true } | NoVerdicts;

export interface NoVerdicts {
  readonly given: false;
  /** What such a build is called, e.g. "quick build". */
  readonly build: string;
  /** Why it has none, in a sentence or two. */
  readonly reason: string;
}

/** Facts of the build that the page and the manifest show. None depends on the clock or the machine. */
export interface BuildFacts {
  readonly profile: ProfileName;
  readonly engine: EngineName;
  /** Full commit hash, with "-dirty" if the working tree differs from it; "unknown" outside a checkout. */
  readonly commit: string;
  /** ISO date of the commit, or undefined. */
  readonly commitDate: string | undefined;
  /** True with --only or --no-timing, or when a trial failed: such a build is not published. */
  readonly partial: boolean;
  /** A build without verdicts is not published either. */
  readonly verdicts: Verdicts;
  /** Locked versions of the packages that matter, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Files of out/, by path relative to it. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array>;

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
