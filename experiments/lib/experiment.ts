/**
 * The contract between a slide's folder and the build: what a slide's files hold, and what the build makes of it.
 * - slide.md states claims, each with its rule, and holds all texts.
 * - experiment.ts lists trials (slow, stored) and arranges their results as tables.
 * - results.ts draws figures, findings and the claims' estimates from the tables.
 * - deck.ts draws the deck's own figure.
 *
 * Types flow from a trial's `run` to the tables and on to the figures, so a slide needs no type annotation. This file
 * never loads TensorFlow.js.
 */
import type { TopLevelSpec } from "vega-lite";
import type { OptionalTrial, Trial } from "./trial.ts";

export type Outcome = "supported" | "contradicted" | "inconclusive" | "not tested";
/** "qualified" if and only if the outcomes of a slide's claims differ. */
export type Verdict = Outcome | "qualified";

/**
 * When a claim is supported, and when contradicted. What is neither is inconclusive. Intervals are t-intervals over
 * the samples, of a factor's ratios on a logarithmic scale.
 * - `{ kind: greater, than: 0.02 }`, or `less`: supported when the 95 % interval lies wholly beyond `than`,
 *   contradicted when it lies wholly on the other side, or by the rule `contradicted` where there is one:
 *   `{ kind: greater, than: 0.05, contradicted: { kind: equivalent, within: 0.05 } }`.
 * - `{ kind: equivalent, within: 0.02 }`: supported when the 90 % interval lies inside ±0.02, contradicted when the
 *   95 % interval lies outside.
 * - `{ kind: factor, claimed: 3, below: 1.5 }`: supported when the 95 % interval of the ratio holds 3 and not 1,
 *   contradicted when it lies below 1.5.
 * - `{ kind: exact, above: 1 }`, `{ kind: exact, below: 0.5 }` or `{ kind: exact, equals: 0, tolerance: 0 }`: of a
 *   count, an identity or a formula. Supported when it holds, contradicted when not.
 */
export type Rule =
  | {
      readonly kind: "greater" | "less";
      readonly than: number;
      readonly contradicted?:
        | { readonly kind: "greater" | "less"; readonly than: number }
        | { readonly kind: "equivalent"; readonly within: number };
    }
  | { readonly kind: "equivalent"; readonly within: number }
  | { readonly kind: "factor"; readonly claimed: number; readonly below: number }
  | { readonly kind: "exact"; readonly above: number }
  | { readonly kind: "exact"; readonly below: number }
  | { readonly kind: "exact"; readonly equals: number; readonly tolerance: number };

/**
 * A claim as the front matter of slide.md states it, with either `quote` or `drawn`:
 *
 *     - id: slower
 *       quote: "may be slower"
 *       metric: validation loss after 1,200 steps, LoRA r = 4 - full
 *       unit: nats
 *       rule: { kind: greater, than: 0.02 }
 */
export interface Claim {
  /** Small letters, digits and hyphens; results.ts returns the estimate under this name. */
  readonly id: string;
  /** Words of the deck's slide, verbatim: the build checks that they stand there. */
  readonly quote?: string;
  /** What the deck's code or figure implies, in our words, where no sentence says it. */
  readonly drawn?: string;
  /** What is measured, in words, with the conditions of the comparison. */
  readonly metric: string;
  readonly unit?: string;
  readonly rule: Rule;
}

/** A two-sided confidence interval at `level` (0.95 unless stated). */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/**
 * The measurement behind a claim: samples, one a seed, or one exact value (a count, an identity, a formula). For a
 * comparison a sample is the paired difference or ratio: `{ samples: [0.07, 0.09, 0.08], format: ".3f" }`.
 */
export type Estimate =
  | { readonly samples: readonly number[]; readonly format?: string }
  | { readonly exact: number; readonly format?: string };

export type ProfileName = "quick" | "default" | "paper";

/** Trials as an experiment lists them: nested in records and arrays as its tables need them. */
export type TrialTree = Trial | readonly TrialTree[] | { readonly [name: string]: TrialTree };

/** The same tree with each trial replaced by its JSON result, which an optional trial may lack. */
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
  readonly profiles: Readonly<Record<ProfileName, Config>>;
  readonly trials: (config: Config) => Trees;
  /** Pure and fast: arranges trial results as tables. Runs on every build. */
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

/** The settings of one of its profiles: `ConfigOf<typeof experiment>`. */
export type ConfigOf<Of> = Of extends Experiment<infer Config, infer _Trees, infer _Tabs> ? Config : never;

type SpecOwnedByRender = "$schema" | "config" | "datasets" | "background" | "padding" | "autosize";
type DistributiveOmit<Type, Keys extends PropertyKey> = Type extends unknown ? Omit<Type, Keys> : never;

/** A Vega-Lite spec that names its tables (`data: { name: "loss" }`); rows, theme and title are render's. */
export type FigureSpec = DistributiveOmit<TopLevelSpec, SpecOwnedByRender>;

/**
 * A figure as results.ts returns it by name: `{ spec: lines({ table: "curves", … }), tables: ["curves", "runs"] }`.
 * Under the same name a block of slide.md places it and holds its texts, which may use {{finding}}, {{config}} and
 * {{cite}}. Blocks without a blank line between them stand side by side.
 *
 *     :::figure curves
 *     caption: What to see comes first, then how it was made. Markdown; further lines are indented.
 *     alt: One short sentence for who cannot see it.
 *     description: What the figure shows: its axes and marks, and what is found, with numbers as findings.
 *     :::
 */
export interface Figure {
  readonly spec: FigureSpec;
  /** Names of the tables shown as its data; those that the spec names unless given. */
  readonly tables?: readonly string[];
}

/** What a comparison says for each outcome; the interval decides which, never the author. */
export interface Phrases {
  /** The interval lies above zero, e.g. "higher by". */
  readonly higher: string;
  /** The interval lies below zero, e.g. "lower by". */
  readonly lower: string;
  /** The interval holds zero, e.g. "not resolved:". */
  readonly unresolved: string;
}

/**
 * A number, or words, that a text shows by `{{finding "id"}}`. `{ value: 0.78, format: ".0%" }` shows as "78 %". A
 * comparison is a signed difference with phrases, of which its interval chooses one:
 * `LoRA's loss is {{finding "gap"}} than full training's` shows as "LoRA's loss is higher by 0.080 nats than …".
 */
export interface Finding {
  readonly value: number | string;
  /** d3-format specifier for a number, e.g. ".3f". */
  readonly format?: string;
  readonly unit?: string;
  readonly interval?: Interval | undefined;
  /** How many seeds, repetitions or items the value rests on. */
  readonly n?: number;
  /** For a comparison. Without an interval it is said to be not resolved. */
  readonly phrases?: Phrases;
}

/** The measured estimate of each claim of the slide's front matter, by claim id. A claim left out is not tested. */
export type Estimates = Readonly<Record<string, Estimate>>;

export interface Results<Tabs = unknown, Config = unknown> {
  readonly figures: (tables: Tabs, config: Config) => Readonly<Record<string, Figure>>;
  readonly findings: (tables: Tabs, config: Config) => Readonly<Record<string, Finding>>;
  readonly estimates: (tables: Tabs, config: Config) => Estimates;
}

/** `defineResults<typeof experiment>({ figures, findings, estimates })` */
export function defineResults<Of>(results: Results<TablesOf<Of>, ConfigOf<Of>>) {
  return results;
}

/** The deck's own figures, ported, with their rows, seeded where the deck draws at random. */
export interface Deck {
  readonly tables: Tables;
  /** Placed by slide.md as measured figures are. `invented` says which numbers are made up, below the caption. */
  readonly figures: Readonly<Record<string, Figure & { readonly invented: string }>>;
}

export function defineDeck(deck: Deck): Deck {
  return deck;
}
