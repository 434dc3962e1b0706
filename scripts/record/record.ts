/**
 * The boundary between what a build computes and what it shows: each slide as one record and the report as another, in
 * JSON, written to out/. Pages, prints, venue figures, comparisons and the site are made from records alone.
 */
import type {
  CheckOutcome,
  ExactRule,
  FigureSpec,
  Interval,
  Outcome,
  ProfileName,
  Rule,
  SplitSizes,
} from "../../experiments/kit/experiment.ts";
import type { ReportIdentity } from "../../experiments/kit/report.ts";
import type { FindingText } from "../text/finding-text.ts";
import type { References, Text } from "../text/resolved.ts";
import type { Reproduction } from "./reproduction.ts";

/** The version of the format. */
export const SCHEMA = 2;

/** The program that wrote a report. */
export const GENERATOR = "report-generator";

/** While the program could make one report only, its mark was the name of that one. */
const EARLIER_GENERATOR = /^[a-z]+-pretraining-report$/;

/** Whether this program wrote what has this mark. */
export const isOurs = (generator: unknown): boolean =>
  generator === GENERATOR || (typeof generator === "string" && EARLIER_GENERATOR.test(generator));

/** The report's record, for machines; it names those of the slides. */
export const REPORT_FILE = "report.json";
/** Everything about one slide, for machines. */
export function recordFile(slideName: string): string {
  return `slides/${slideName}/record.json`;
}

/** What records look like, as JSON Schema. */
export function schemaFile(record: "slide" | "report"): string {
  return `schema/${record}.schema.json`;
}

/** A whole report. */
export interface ReportRecords {
  readonly report: ReportRecord;
  /** In the order of the report. */
  readonly slides: readonly SlideRecord[];
}

export interface SlideRecord {
  readonly schema: typeof SCHEMA;
  readonly slide: {
    /** 1 to 99. */
    readonly number: number;
    /** Of its folder, e.g. "NN-name". */
    readonly name: string;
    readonly title: string;
    /** What the slide says, as Markdown. */
    readonly words: string;
    /** The source of the port of its figures; null where it has none. */
    readonly deckSource: string | null;
  };
  readonly status: "measured" | "no experiment" | "not run" | "failed";
  readonly failures: readonly FailureRecord[];
  /** The experiment's settings; null without an experiment. */
  readonly config: unknown;
  readonly seeds: readonly number[];
  /** The outcome of the main claim; "none" in a build without verdicts, and on a slide with checks alone. */
  readonly verdict: Outcome | "none";
  /** What the slide says in a sentence, by the outcomes that occurred. */
  readonly takeaway: Text;
  /** The short form, which the first page shows; empty where the slide has none. */
  readonly short: readonly Part[];
  /** What only the study shows. A slide without numbers has its figures alone, as prose needs numbers. */
  readonly study: readonly Part[];
  readonly claims: readonly ClaimRecord[];
  readonly checks: readonly CheckRecord[];
  readonly findings: readonly FindingRecord[];
  /** In the order of the slide. */
  readonly figures: readonly FigureRecord[];
  readonly tables: readonly TableRecord[];
  /** All behind the slide, inputs first. */
  readonly trials: readonly TrialRecord[];
  /** What only the talk has of it; absent where it has nothing, and in reports from before they had talks. */
  readonly talk?: TalkNotes;
  /** The sources that its texts cite. */
  readonly references: References;
}

/** What a talk needs for one of its screens. */
export interface TalkNotes {
  /** Whether the short route has it. */
  readonly onRoute: boolean;
  /** What the test leaves open, in a sentence. */
  readonly limit?: Text;
  /** The speaker's sentences. */
  readonly say: readonly Text[];
}

/** Prose, or names of figures side by side. */
export type Part = { readonly prose: Text } | { readonly figures: readonly string[] };

export interface FailureRecord {
  readonly kind: string;
  /** Short, among those of the slide. */
  readonly label: string;
  readonly config: object;
  readonly cause: string;
}

/** What a claim and a check have in common. */
export interface StatementRecord {
  readonly id: string;
  readonly says: {
    /** In the source's own words; drawn or implied by it; or, of a claim or check of ours, its title. */
    readonly how: "quote" | "drawn" | "title";
    readonly text: Text;
  };
  readonly metric: Text;
  readonly unit?: string;
  /** Whether it rests on a clock. */
  readonly timed: boolean;
}

export interface ClaimRecord extends StatementRecord {
  /** What it claims in a few words; by default what it says. */
  readonly label?: Text;
  readonly rule: Rule;
  /** Absent where the build did not measure it. */
  readonly estimate?: EstimateRecord;
  readonly mean?: number;
  readonly interval95?: Interval;
  readonly n?: number;
  /** The p-value of the rule; absent where the claim was not tested. */
  readonly p?: number;
  /** The same, adjusted by Holm's procedure over the main claims of all slides; absent for other claims. */
  readonly adjustedP?: number;
  readonly outcome: Outcome;
  /** A main claim, supported or contradicted, and still so at 5% over all main claims. The outcome ignores it. */
  readonly survivesHolm: boolean;
  /** Whether other settings, about as good in the searches, could change the outcome. */
  readonly dependsOnTuning: boolean;
  /** The date of the recorded runs on which it rests, "none" if they are missing; absent if it rests on none. */
  readonly recorded?: string;
}

export interface EstimateRecord {
  readonly samples: readonly number[];
  readonly splits?: SplitSizes;
  readonly format?: string;
  /** How much worse the second-best settings of both sides were in their searches, in the unit of the samples. */
  readonly tuning?: number;
}

export interface CheckRecord extends StatementRecord {
  readonly rule: ExactRule;
  /** Absent where the build did not compute it. */
  readonly value?: { readonly exact: number; readonly format?: string };
  readonly outcome: CheckOutcome;
}

export interface FindingRecord {
  readonly id: string;
  readonly value: number | string;
  readonly unit?: string;
  readonly interval?: Interval;
  readonly n?: number;
  readonly text: FindingText;
  readonly timed: boolean;
}

export interface FigureRecord {
  /** Unique in the report and stable, e.g. "09-curves"; names its files. */
  readonly id: string;
  /** Its name in the slide, e.g. "loss-curves". */
  readonly name: string;
  /** In the report, from 1. */
  readonly number: number;
  readonly origin: "deck" | "measured";
  /** Whether its values come from published tables instead of this build. */
  readonly published?: true;
  /** Which of its values are invented, in a sentence; false where none is. */
  readonly invented: Text | false;
  /** What else the deck's figure needs said below its caption. */
  readonly note?: Text;
  /** A sentence above the drawing that says what to see. */
  readonly title?: Text;
  readonly caption: Text;
  readonly alt: string;
  /** It ends with what is invented. */
  readonly description: string;
  /** In Vega-Lite, without data and theme: figures/ID.vl.json has both. */
  readonly spec: FigureSpec;
  /** Drawn on a screen of the presentation instead. */
  readonly screen?: FigureSpec;
  /** Names of the tables that are shown as its data. */
  readonly tables: readonly string[];
  /** The tables that its spec names, each a CSV next to its drawing. */
  readonly plotted: readonly { readonly name: string; readonly invented: boolean }[];
  readonly timed: boolean;
}

/** The rows are in data/NN-name/NAME.csv. */
export interface TableRecord {
  readonly name: string;
  readonly rows: number;
  readonly timed: boolean;
}

export interface TrialRecord {
  readonly key: string;
  /** Of its output; absent where the trial did not run, and where it measures time, so that it is of one machine alone. */
  readonly digest?: string;
  readonly kind: string;
  /** E.g. "descent: small steps"; trials that differ in their seed alone share it. */
  readonly name: string;
  readonly seed?: number;
  readonly config: object;
  /** Keys of the trials that it takes, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly measuresTime: boolean;
  /** Whether a reader's browser can repeat it; if not, why, in words that follow "because". */
  readonly repeatable: true | string;
}

export interface ReportRecord {
  readonly schema: typeof SCHEMA;
  readonly generator: string;
  readonly report: Identity;
  readonly facts: RecordedFacts;
  readonly verdicts: Verdicts;
  readonly texts: Readonly<Record<ReportText, Text>>;
  readonly answer: Text | { readonly missing: string };
  /** The id of the figure next to the answer; null where nothing was measured. */
  readonly headline: string | null;
  /** Figures, that one among them, between which the reader may choose; absent in reports from before they had some. */
  readonly views?: readonly { readonly figure: string; readonly label: Text }[];
  /** The id of a figure that shows what was done. */
  readonly sketch?: string;
  /** What the report ends with; absent in a build that draws no conclusions, and in reports from before they had it. */
  readonly closing?: {
    /** In the order of their weight. The outcome says whether one is for or against what is examined. */
    readonly conclusions: readonly Conclusion[];
    /** What larger or other experiments might change. */
    readonly outlook: readonly Conclusion[];
  };
  /** The talk's screens that belong to no slide; absent in a report that has none. */
  readonly talk?: TalkRecord;
  readonly counts: ClaimCounts;
  /** Who has run its trials again; absent where nobody has said so. */
  readonly reproductions?: readonly ReproductionRecord[];
  /** Absent in a report without such answers. */
  readonly checklist?: readonly ChecklistItem[];
  readonly slides: readonly {
    readonly name: string;
    readonly verdict: SlideRecord["verdict"];
    /** The file of its record. */
    readonly record: string;
  }[];
  /** The sources that its texts cite. */
  readonly references: References;
}

export const checklistAnswers = ["yes", "no", "not applicable"] as const;

/** A reviewer's question with the report's own answer. */
export interface ChecklistItem {
  readonly question: string;
  readonly answer: (typeof checklistAnswers)[number];
  readonly text: Text;
  /** The page that shows it, from the report's folder. */
  readonly link?: string;
}

/** Trials that somebody has run again, as far as this build can compare their digests. */
export interface ReproductionRecord
  extends Pick<Reproduction, "who" | "date" | "machine" | "runtime" | "engine" | "commit" | "profile"> {
  /** The name of its file. */
  readonly file: string;
  /** The number of trials with the digest of this build. */
  readonly identical: number;
  readonly different: number;
  /** Trials that this build does not have: those of another commit or profile. */
  readonly unknown: number;
}

/** A sentence that an outcome chose. */
export interface Conclusion {
  /** Named with its slide: "09/slower". */
  readonly claim: string;
  readonly outcome: Outcome;
  readonly text: Text;
}

/** The talk's screens apart from those of the slides. All are on the short route. */
export interface TalkRecord {
  readonly opening: { readonly question: Text; readonly say: readonly Text[] };
  /** Screens between the opening and the first slide. */
  readonly before: readonly TalkScreen[];
  /** Screens between the last slide and the closing. */
  readonly after: readonly TalkScreen[];
  readonly closing: { readonly say: readonly Text[] };
}

export interface TalkScreen {
  readonly id: string;
  readonly title: Text;
  /** The id of a measured figure; null where it has none. */
  readonly figure: string | null;
  readonly points: readonly Text[];
  readonly say: readonly Text[];
}

/** The report's texts that belong to no slide: how to read it, rules that differ from an earlier edition, its files. */
export type ReportText = "abstract" | "method" | "rulesChanged" | "files";

export interface Identity extends Omit<ReportIdentity, "subject"> {
  /** Absent in reports that were written while each examined a deck. */
  readonly subject?: string;
  readonly citation: Citation;
}

/** What the report examines, as a noun. */
export const subjectOf = ({ report }: Pick<ReportRecord, "report">): string => report.subject ?? "deck";

/** What is cited, as CITATION.cff says. */
export interface Citation {
  readonly title: string;
  readonly authors: readonly string[];
  readonly keywords: readonly string[];
  readonly version: string;
  readonly license: string;
  /** The same authors in parts; absent in records that were written before. */
  readonly people?: readonly Person[];
  /** The address of the report's code. */
  readonly repository?: string;
  /** The address at which the report is published. */
  readonly url?: string;
  readonly doi?: string;
}

/** A person or a group. */
export interface Person {
  readonly name: string;
  /** Absent for a group, and for a person of one name. */
  readonly parts?: { readonly given: string; readonly family: string };
  /** As an address. */
  readonly orcid?: string;
}

/** The authors in parts, as far as these are known. */
export const peopleOf = ({ people, authors }: Citation): readonly Person[] =>
  people ?? authors.map((name) => ({ name }));

/** The licence's text in the list of SPDX. */
export const licenceAddress = (licence: string): string =>
  `https://spdx.org/licenses/${encodeURIComponent(licence)}`;

/** Where the report is found: by its DOI, which stays, otherwise at its address. */
export const citedAddress = ({ doi, url }: Citation): string | undefined =>
  doi === undefined ? url : `https://doi.org/${doi}`;

/** Facts of the build. None depends on the clock or the machine. */
export interface RecordedFacts {
  readonly profile: ProfileName;
  readonly engine: string;
  /** Full hash, with "-dirty" if the working tree differs from it; "unknown" outside a checkout. */
  readonly commit: string;
  /** ISO date of the commit; absent outside a checkout. */
  readonly commitDate?: string | undefined;
  /** True with --only or --no-timing, or when a trial failed: such a build is not published. */
  readonly partial: boolean;
  /** Locked versions of the packages that matter, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Whether the build draws conclusions; if not, what such a build is called, e.g. "quick build", and why. */
export type Verdicts =
  | { readonly given: true }
  | { readonly given: false; readonly build: string; readonly reason: string };

export interface ClaimCounts {
  /** Main claims: one for each slide that has claims. */
  readonly claims: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Decided main claims whose outcome survives Holm's procedure. */
  readonly surviving: number;
  /** The slides' further claims, which count for no verdict. */
  readonly further: { readonly claims: number; readonly outcomes: Readonly<Record<Outcome, number>> };
  readonly checks: number;
  readonly holding: number;
}

/** Files of out/, by path relative to it. */
export type OutputFiles = ReadonlyMap<string, string | Uint8Array>;

/** A slide's number as in folder names: "09". */
export function twoDigits({ number }: { readonly number: number }): string {
  return String(number).padStart(2, "0");
}

/** The id of a slide's section, e.g. "slide-09". It comes from the number, so links survive a change of the title. */
export function slideId(slide: { readonly number: number }): string {
  return `slide-${twoDigits(slide)}`;
}

/** What the deck's figure says below its caption. */
export const remarksOf = ({ invented, note }: Pick<FigureRecord, "invented" | "note">): Text[] => [
  ...(invented === false ? [] : [invented]),
  ...(note === undefined ? [] : [note]),
];

/** "2 of 3 checks hold", for a slide that has checks alone. */
export function checksText(checks: SlideRecord["checks"]): string {
  const holding = checks.filter(({ outcome }) => outcome === "holds").length;
  return checks.some(({ outcome }) => outcome === "not tested")
    ? "not tested"
    : `${holding} of ${checks.length} ${checks.length === 1 ? "check holds" : "checks hold"}`;
}

/** Facts of the build, which the records and the manifest show. */
export interface BuildFacts extends RecordedFacts {
  /** A build without verdicts is not published either. */
  readonly verdicts: Verdicts;
}
