/**
 * The contract between a slide's folder and the build: what a slide's files contain, and what the build makes of
 * them.
 * - slide.md states claims and checks, each with its rule, and all texts.
 * - experiment.ts lists trials (slow, stored) and arranges their results as tables.
 * - results.ts draws figures, findings, the claims' estimates and the checks' values from the tables.
 * - deck.ts draws the deck's own figure.
 *
 * Types flow from a trial's `run` to the tables and on to the figures, so a slide needs no type annotation.
 */

import type { TopLevelSpec } from "vega-lite";
import type { OptionalTrial, Trial } from "./trial.ts";

/** The result of a claim's rule. That of a slide's main claim is the slide's verdict. */
export type Outcome = "supported" | "contradicted" | "inconclusive" | "not tested";

export type CheckOutcome = "holds" | "fails" | "not tested";

/** The 95% interval is wholly beyond `than`. */
export interface Beyond {
  readonly kind: "greater" | "less";
  readonly than: number;
}

/**
 * The rule of a claim, which slide.md states in its front matter. The first claim is the slide's main one, and its outcome
 * is the slide's verdict. At most two further claims follow: they have a `title` that says how they differ, in place of
 * `quote` or `drawn`, and count for no verdict. `metric` is the measured quantity with its conditions. It, `drawn` and
 * `title` take their numbers from settings and findings:
 *
 *     claims:
 *       - id: slower
 *         quote: "may be slower"
 *         metric: 'test loss after {{config "steps"}} steps, small steps - large steps'
 *         unit: nats
 *         rule: { kind: greater, than: 0.02 }
 *
 * A claim is supported when the 95% t-interval over its samples is wholly beyond `than`, and contradicted when it is wholly
 * on the other side, or wholly beyond `contradicted.than` if that is given. Otherwise it is inconclusive. With
 * `mean: geometric` the samples are ratios: the mean and its interval are those of their logarithms, and thresholds are
 * ratios.
 */
export type Rule = Beyond & { readonly mean?: "geometric"; readonly contradicted?: Beyond };

/**
 * The rule of a check: a count, an identity or a formula, where chance plays no part. It is written like a claim, but
 * below `checks:`. It holds or fails, is counted separately, and never decides a verdict: `{ kind: exact, above: 1 }`,
 * `{ kind: exact, below: 0.5 }`, or `{ kind: exact, equals: 20, tolerance: 0 }`.
 */
export type ExactRule =
  | { readonly kind: "exact"; readonly above: number }
  | { readonly kind: "exact"; readonly below: number }
  | { readonly kind: "exact"; readonly equals: number; readonly tolerance: number };

/** A two-sided confidence interval at `level` (by default 0.95). */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** The numbers of training and test items in each random split of a data set. */
export interface SplitSizes {
  readonly trainSize: number;
  readonly testSize: number;
}

/**
 * The measurement behind a claim: samples, usually one per seed. For a comparison, a sample is the paired difference
 * or ratio: `{ samples: [0.07, 0.09, 0.08], format: ".3f" }`. Samples from overlapping random splits of one data set
 * need the sizes of the splits, which widen the intervals.
 */
export interface Estimate {
  readonly samples: readonly number[];
  readonly splits?: SplitSizes;
  readonly format?: string;
  /**
   * How much worse, in the unit of the samples, the second-best settings of both sides were in their searches. If this is
   * more than the distance from the mean to the threshold, the claim's card says that it depends on the tuning.
   */
  readonly tuning?: number;
}

/** The value of a check: `{ exact: 0.0104, format: ".2%" }`. */
export interface CheckValue {
  readonly exact: number;
  readonly format?: string;
}

export type ProfileName = keyof Profiles<unknown>;

/** Trials as an experiment lists them: nested in records and arrays to suit its tables. */
export type TrialTree = Trial | readonly TrialTree[] | { readonly [name: string]: TrialTree };

/** The same tree with each trial's JSON result in its place; that of an optional or recorded trial may be missing. */
export type ResultTree<Tree> =
  Tree extends OptionalTrial<infer Output>
    ? Output["result"] | undefined
    : Tree extends Trial<infer Output>
      ? Output["result"]
      : Tree extends readonly unknown[]
        ? { readonly [Index in keyof Tree]: ResultTree<Tree[Index]> }
        : { readonly [Name in keyof Tree]: ResultTree<Tree[Name]> };

export type Cell = string | number | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

export type Tables = Readonly<Record<string, readonly Row[]>>;

export interface Experiment<Config = unknown, Trees = unknown, Tabs = unknown> {
  readonly profiles: Profiles<Config>;
  readonly trials: (config: Config) => Trees;
  /** Arranges trial results as tables. Runs in every build, so it must be pure and fast. */
  readonly tables: (results: ResultTree<Trees>, config: Config) => Tabs;
}

export function defineExperiment<
  Config extends object,
  const Trees extends Readonly<Record<string, TrialTree>>,
  Tabs extends Tables,
>(experiment: Experiment<Config, Trees, Tabs>): Experiment<Config, Trees, Tabs> {
  return experiment;
}

/** What a run returns: `ResultOf<typeof pretrain>`, where `pretrain` lists a trial. */
export type ResultOf<Listing extends (...config: never) => TrialTree> = ResultTree<ReturnType<Listing>>;

/** The tables of an experiment: `TablesOf<typeof experiment>`. */
export type TablesOf<Of> = Of extends Experiment<infer _Config, infer _Trees, infer Tabs> ? Tabs : never;

/** The config type of its profiles: `ConfigOf<typeof experiment>`. */
export type ConfigOf<Of> = Of extends Experiment<infer Config, infer _Trees, infer _Tabs> ? Config : never;

type SpecOwnedByRender = "$schema" | "config" | "datasets" | "background" | "padding" | "autosize";

type DistributiveOmit<Type, Keys extends PropertyKey> = Type extends unknown ? Omit<Type, Keys> : never;

/** A Vega-Lite spec that names its tables (`data: { name: "loss" }`); drawing adds rows, theme and title. */
export type FigureSpec = DistributiveOmit<TopLevelSpec, SpecOwnedByRender>;

/**
 * A figure as results.ts returns it by name: `{ spec: lines({ table: "curves", … }), tables: ["curves", "runs"] }`. A
 * block of slide.md with the same name places it and contains its texts, which may use {{finding}}, {{config}} and
 * {{cite}}. Blocks without a blank line between them are shown side by side.
 *
 *     :::figure curves
 *     title: What to see, in one sentence with its number. With holds, only if the claim has this outcome.
 *     holds: slower supported
 *     caption: What to see comes first, then how it was made. Markdown; further lines are indented.
 *     alt: One short sentence for readers who cannot see it.
 *     description: What the figure shows: its axes and marks, and what is found, with numbers as findings.
 *     :::
 */
export interface Figure {
  readonly spec: FigureSpec;
  /** Names of the tables shown as its data; by default those in the spec. */
  readonly tables?: readonly string[];
  /** Its values come from published tables: it is labelled so, instead of as this report's. */
  readonly published?: true;
  /** Replaces `spec` on a screen of the presentation, if `spec` has too many panels or rows to read from a distance. */
  readonly screen?: FigureSpec;
}

/** The phrases of a comparison. Its interval, never the author, chooses one. A per cent sign is the place of the number. */
export interface Phrases {
  /** The interval is above zero, e.g. "% above". */
  readonly higher: string;
  /** The interval is below zero, and the number is printed positive, e.g. "% below". */
  readonly lower: string;
  /** The interval contains zero or is missing; the number keeps its sign, e.g. "with no resolved difference (%) from". */
  readonly unresolved: string;
}

/**
 * A number or words that a text shows by `{{finding "id"}}`. `{ value: 0.78, format: ".0%" }` shows as "78 %". A
 * comparison is a signed difference with phrases, one of which its interval chooses:
 * `Small steps end {{finding "gap"}} large ones` shows as "Small steps end 0.080 nats above large ones".
 */
export interface Finding {
  readonly value: number | string;
  /** d3-format specifier for a number, e.g. ".3f". */
  readonly format?: string;
  readonly unit?: string;
  readonly interval?: Interval | undefined;
  /** The number of seeds, repetitions or items behind the value. */
  readonly n?: number;
  /** For a comparison. Without an interval, the text says that it is not resolved. */
  readonly phrases?: Phrases;
}

/** The estimate of each claim in the slide's front matter, by its id. A missing claim is not tested. */
export type Estimates = Readonly<Record<string, Estimate>>;

/** The value of each check, by its id. A missing check is not tested. */
export type CheckValues = Readonly<Record<string, CheckValue>>;

export interface Results<Tabs = unknown, Config = unknown> {
  readonly figures: (tables: Tabs, config: Config) => Readonly<Record<string, Figure>>;
  readonly findings: (tables: Tabs, config: Config) => Readonly<Record<string, Finding>>;
  readonly estimates: (tables: Tabs, config: Config) => Estimates;
  readonly checks?: (tables: Tabs, config: Config) => CheckValues;
}

/** `defineResults<typeof experiment>({ figures, findings, estimates, checks })` */
export function defineResults<Of>(results: Results<TablesOf<Of>, ConfigOf<Of>>) {
  return results;
}

/** A figure of the deck. These texts follow the caption wherever the figure is shown. */
export interface DeckFigure extends Figure {
  /** A sentence that names the invented values, e.g. "All values are invented."; false where none is. */
  readonly invented: string | false;
  /** What else a reader must know about the figure. */
  readonly note?: string;
}

/** The deck's own figures and their rows. Where the deck draws random numbers, these are seeded. */
export interface Deck {
  readonly tables: Tables;
  /** Placed by slide.md as measured figures are. */
  readonly figures: Readonly<Record<string, DeckFigure>>;
}

export function defineDeck(deck: Deck): Deck {
  return deck;
}

/** An experiment's configs: for a preview of the page, for publication, and for longer runs that are made once. */
export interface Profiles<Config> {
  readonly quick: Config;
  readonly default: Config;
  readonly long: Config;
}
