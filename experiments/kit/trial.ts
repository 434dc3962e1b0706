/** Kinds of trials, and their descriptions for readers. */

/** An engine that cannot start. The machine is at fault, so the command line prints one line, without a stack. */
export class EngineError extends Error {
  override readonly name = "EngineError";
  /** What the user can do. */
  readonly help: string | undefined;

  constructor(message: string, { help, ...options }: ErrorOptions & { readonly help?: string } = {}) {
    super(message, options);
    this.help = help;
  }
}

/** A Float32 tensor stored with a trial's JSON result, such as a trained weight. Row-major. */
export interface Artifact {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The output of a trial's `run`: a JSON value (no NaN, no Infinity) and named artifacts. */
export interface TrialOutput<Result = unknown> {
  readonly result: Result;
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

export type NoInputs = Readonly<Record<never, never>>;

/** Arguments of a trial's `run` in addition to its config. */
export interface TrialContext<Inputs = NoInputs> {
  /** The finished outputs of the trials listed as inputs, under the same names. */
  readonly inputs: Inputs;
  /** The name of the engine that computes. */
  readonly engine: string;
  readonly progress: Progress;
}

/** Receives the fraction done, in [0, 1], and in training the loss of the latest step's batch, for live display. */
export type Progress = (fraction: number, loss?: number) => void;

/** The only export of a trial module (`*.run.ts`): a pure function of its config and its inputs. */
export interface TrialModule<Config, Inputs, Output extends TrialOutput> {
  readonly run: (config: Config, context: TrialContext<Inputs>) => Output | Promise<Output>;
}

/** A setting that a reader may change before a browser runs the trial. */
export type OpenSetting<Setting extends string = string> = OpenNumber<Setting> | OpenNames<Setting>;

interface OpenField<Setting extends string> {
  /** Its path in the config, e.g. "arm.size" for a nested setting. */
  readonly path: Setting | `${Setting}.${string}`;
  readonly label: string;
  /** Its name in links; by default the last part of the path. */
  readonly name?: string;
}

interface OpenNumber<Setting extends string> extends OpenField<Setting> {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
  /** A setting that must not exceed this one, if the config has it. */
  readonly limits?: string;
}

/** Some of these names, in this order. */
interface OpenNames<Setting extends string> extends OpenField<Setting> {
  readonly names: readonly string[];
}

/** A trial's description in names, lists and the panel that repeats it. It is not part of the config or key. */
export interface TrialDescription<Setting extends string = string, Field extends string = string> {
  /** In words, the side of a comparison that it runs; by default its inputs'. */
  readonly arm?: string;
  /** By default its inputs'. */
  readonly seed?: number;
  /** Settings that its name leaves out: arm, seed, what was tuned for them, and what does not affect the result. */
  readonly minor?: readonly Setting[];
  /** The setting with its number of training steps, which its name always includes. */
  readonly steps?: Setting;
  /** The field of its result with the loss of each step. */
  readonly curve?: Field;
  /** The field of its result with the held-out loss after training. */
  readonly finalLoss?: Field;
  /** Settings that a reader may change. */
  readonly open?: readonly OpenSetting<Setting>[];
}

/** One seeded run of one arm: a description of what to run, not the run itself. */
export interface Trial<Output extends TrialOutput = TrialOutput> {
  readonly kind: string;
  /** file: URL of the module that exports `run`. */
  readonly module: string;
  /** True for wall-clock measurements: it runs alone, and its key includes the machine. */
  readonly measuresTime: boolean;
  /** Names of the data sets that it reads. */
  readonly data: readonly string[];
  /** Estimated cost in seconds, used for the order and the ETA until a duration has been recorded. */
  readonly estimatedSeconds: number;
  readonly config: object;
  readonly inputs: Readonly<Record<string, Trial>>;
  readonly description?: TrialDescription;
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

type NameIn<Value> = keyof Value & string;

type ResultIn<Output> = Output extends TrialOutput<infer Result> ? Result : never;

interface TrialDefinition<Config extends object, Output> {
  /** One word for the summary and the store, unique in the project. */
  readonly kind: string;
  /** `new URL("./name.run.ts", import.meta.url)`: not an import, so that listing trials loads nothing. */
  readonly module: URL;
  readonly measuresTime?: boolean;
  /** Names of the data sets that it reads (kit/data-set.ts): a browser gets these before it runs the trial. */
  readonly data?: readonly string[];
  readonly estimatedSeconds: (config: Config) => number;
  /** Without a description, a trial's name has its kind and the settings that differ between its siblings. */
  readonly describe?: (config: Config) => TrialDescription<NameIn<Config>, NameIn<ResultIn<Output>>>;
}

/**
 * Defines a kind of trial from its module's type:
 * `defineTrial<typeof import("./pretrain.run.ts")>({ kind: "pretrain", module: new URL("./pretrain.run.ts", import.meta.url), ... })`.
 * Returns a function (config, inputs) -> Trial.
 */
export function defineTrial<Module>(
  definition: TrialDefinition<RunOf<Module>["config"] & object, RunOf<Module>["output"]>,
) {
  return (
    config: RunOf<Module>["config"] & object,
    ...[inputs]: InputArguments<RunOf<Module>["inputs"]>
  ): Trial<RunOf<Module>["output"]> => ({
    kind: definition.kind,
    module: definition.module.href,
    measuresTime: definition.measuresTime ?? false,
    data: definition.data ?? [],
    estimatedSeconds: definition.estimatedSeconds(config),
    config,
    inputs: inputs ?? {},
    ...(definition.describe !== undefined && { description: definition.describe(config) }),
  });
}

/**
 * A trial that its slide can do without. A build returns undefined for it if it leaves out measurements of time, or if it has
 * no record of a recorded trial.
 */
export type OptionalTrial<Output extends TrialOutput = TrialOutput> = Trial<Output> & {
  readonly optional: "timing" | "recorded";
};

/** Lists a time measurement that the slide can do without. */
export const optional = <Output extends TrialOutput>(trial: Trial<Output>): OptionalTrial<Output> => ({
  ...trial,
  optional: "timing",
});

/**
 * Lists a trial that only the long profile runs. Other builds take its result from the report's recorded runs, so the slide
 * must do without it where it was never recorded.
 */
export const recorded = <Output extends TrialOutput>(trial: Trial<Output>): OptionalTrial<Output> => ({
  ...trial,
  optional: "recorded",
});
