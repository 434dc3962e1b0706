/** Kinds of trials with what readers are told of them. Apart from trial.ts, whose code decides the order of modules in bundles. */
import {
  defineTrial,
  type InputArguments,
  type RunOf,
  type Trial,
  type TrialDefinition,
  type TrialDescription,
  type TrialOutput,
} from "./trial.ts";

type NameIn<Value> = keyof Value & string;
type ResultIn<Output> = Output extends TrialOutput<infer Result> ? Result : never;

interface DescribedDefinition<Config extends object, Output> extends TrialDefinition<Config> {
  readonly describe: (config: Config) => TrialDescription<NameIn<Config>, NameIn<ResultIn<Output>>>;
}

/**
 * As `defineTrial`, with a description of each trial. Without one, a trial's name has its kind and the settings that differ
 * from those of its siblings.
 */
export function describedTrial<Module>(
  definition: DescribedDefinition<RunOf<Module>["config"] & object, RunOf<Module>["output"]>,
) {
  const list = defineTrial<Module>(definition);
  return (
    config: RunOf<Module>["config"] & object,
    ...inputs: InputArguments<RunOf<Module>["inputs"]>
  ): Trial<RunOf<Module>["output"]> => ({
    ...list(config, ...inputs),
    description: definition.describe(config),
  });
}
