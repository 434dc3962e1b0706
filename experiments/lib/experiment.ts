/**
 * The contract between a slide's folder and the build: trials (slow, stored), tables (what was measured) and results
 * (figures, findings and estimates drawn from the tables). Types flow from a trial module's `run` to the tables and on
 * to the figures, so a slide needs no type annotation. This file never loads TensorFlow.js.
 */
import type { TopLevelSpec } from "vega-lite";
import type { Estimate, Interval } from "./stats/estimate.ts";

export type ProfileName = "quick" | "default" | "paper";
export type EngineName = "wasm" | "node" | "cpu";

/** One Float32 tensor kept beside a trial's JSON result, for example a trained weight. Row-major. */
export interface Artifact {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What a trial's `run` returns: a JSON value (no NaN, no Infinity) and named artifacts. */
export interface TrialOutput<Result = unknown> {
  readonly result: Result;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

/** Outputs of other trials, by the name under which a trial lists them. */
export type TrialInputs = Readonly<Record<string, TrialOutput>>;
export type NoInputs = Readonly<Record<never, never>>;

/** What a trial's `run` is given beside its config. */
export interface TrialContext<Inputs = NoInputs> {
  /** The finished outputs of the trials listed as inputs, under the same names. */
  readonly inputs: Inputs;
  readonly engine: EngineName;
  /** Reports the fraction done, in [0, 1], for the live progress. */
  readonly progress: (fraction: number) => void;
}

/** The only export of a trial module (`*.run.ts`): a pure function of its config and its inputs. */
export interface TrialModule<Config, Inputs, Output extends TrialOutput> {
  readonly run: (config: Config, context: TrialContext<Inputs>) => Output | Promise<Output>;
}

/** One seeded run of one arm: a value that says what to run, not the run itself. */
export interface Trial<Output extends TrialOutput = TrialOutput> {
  readonly kind: string;
  /** file: URL of the module that exports `run`. */
  readonly module: string;
  /** True for wall-clock measurements: runs when nothing else does, and its key includes the machine. */
  readonly exclusive: boolean;
  /** Rough cost in seconds, used for the order and the ETA until a duration has been recorded. */
  readonly estimatedSeconds: number;
  readonly config: object;
  readonly inputs: Readonly<Record<string, Trial>>;
  /** Carries the type of the output; never set. */
  readonly output?: Output;
}

type RunOf<Module> =
  Module extends TrialModule<infer Config, infer Inputs, infer Output>
    ? { config: Config; inputs: Inputs; output: Output }
    : never;
type TrialsOfInputs<Inputs> = {
  readonly [Name in keyof Inputs]: Inputs[Name] extends TrialOutput ? Trial<Inputs[Name]> : never;
};
type InputArguments<Inputs> = keyof Inputs extends never ? [] : [inputs: TrialsOfInputs<Inputs>];

export interface TrialDefinition<Config extends object> {
  /** One word for the summary and the store, unique in the project. */
  readonly kind: string;
  /** `new URL("./name.run.ts", import.meta.url)`: named, not imported, so that listing trials loads nothing. */
  readonly module: URL;
  readonly exclusive?: boolean;
  readonly estimatedSeconds: (config: Config) => number;
}

/**
 * Defines a kind of trial from its module's type:
 * `defineTrial<typeof import("./pretrain.run.ts")>({ kind: "pretrain", module: new URL("./pretrain.run.ts", import.meta.url), ... })`.
 * Returns a function (config, inputs) -> Trial.
 */
export function defineTrial<Module>(definition: TrialDefinition<RunOf<Module>["config"] & object>) {
  return (
    config: RunOf<Module>["config"] & object,
    ...[inputs]: InputArguments<RunOf<Module>["inputs"]>
  ): Trial<RunOf<Module>["output"]> => ({
    kind: definition.kind,
    module: definition.module.href,
    exclusive: definition.exclusive ?? false,
    estimatedSeconds: definition.estimatedSeconds(config),
    config,
    inputs: inputs ?? {},
  });
}

/**
 * A trial without which its slide can still be shown. A build that leaves out measurements of time gives its result as
 * undefined; any other build runs it.
 */
export type OptionalTrial<Output extends TrialOutput = TrialOutput> = Trial<Output> & {
  readonly optional: true;
};

/** Lists a measurement of time as one that the slide can do without. */
export const optional = <Output extends TrialOutput>(trial: Trial<Output>): OptionalTrial<Output> => ({
  ...trial,
  optional: true,
});

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

type SpecOwnedByRender = "$schema" | "config" | "datasets" | "background" | "padding" | "autosize";
type DistributiveOmit<Type, Keys extends PropertyKey> = Type extends unknown ? Omit<Type, Keys> : never;

/** A Vega-Lite spec that names its tables (`data: { name: "loss" }`); rows, theme and title are render's. */
export type FigureSpec = DistributiveOmit<TopLevelSpec, SpecOwnedByRender>;

/** A figure. The three texts are prose: they may use {{finding}}, {{config}} and {{cite}}, and hold no typed number. */
export interface Figure {
  readonly spec: FigureSpec;
  /** What to see, in Markdown; shown below the figure. */
  readonly caption: string;
  /** One short sentence for who cannot see it. */
  readonly alt: string;
  /** The long description: axes, marks, and what they show. */
  readonly description: string;
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

/** A number (or word) that prose can show by `{{finding "id"}}`. */
export interface Finding {
  readonly value: number | string;
  /** d3-format specifier for a number, e.g. ".3f". */
  readonly format?: string;
  readonly unit?: string;
  readonly interval?: Interval | undefined;
  /** How many seeds, repetitions or items the value rests on. */
  readonly n?: number;
  /** Present for a comparison: a signed difference rendered by its outcome. */
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
export function defineResults<Of>(
  results: Of extends Experiment<infer Config, infer _Trees, infer Tabs> ? Results<Tabs, Config> : never,
) {
  return results;
}

/** The deck's own figures, ported: their rows (seeded where the deck draws at random) and what is invented in them. */
export interface Deck {
  readonly tables: Tables;
  readonly figures: Readonly<Record<string, Figure & { readonly invented: string }>>;
}

export function defineDeck(deck: Deck): Deck {
  return deck;
}
