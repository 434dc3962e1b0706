/** Which trials a reader's browser can repeat, and why it cannot repeat the others. */
import type { MeasuredSlide, RunTrial } from "../slides/planned.ts";
import type { PlacedData, Slide } from "../slides/slide.ts";
import { withInputs } from "../trials/inputs.ts";
import type { Recording } from "./listing.ts";

/** Why a browser cannot repeat a trial, as a clause after "because"; undefined if it can. */
export function obstacleOf(
  { trial, stored }: RunTrial,
  published: readonly Pick<PlacedData, "name">[],
): string | undefined {
  if (stored === undefined) return "this build has not run it";
  for (const { trial: part, components } of withInputs([trial])) {
    if (part.measuresTime) return "it measures time";
    // Then another machine, or another version of Node, may compute other bits.
    if (components.node !== null) return `it ran on the engine ${components.engine}`;
    const missing = part.data.find((name) => published.every((set) => set.name !== name));
    if (missing !== undefined) return `its data is not published: ${missing}`;
  }
  return undefined;
}

/** A trial that has run. */
export interface FinishedTrial extends RunTrial {
  readonly stored: NonNullable<RunTrial["stored"]>;
  /** Of a recorded run: when it was recorded, and the fields that its result lacks. */
  readonly recorded?: Recording;
}

/** A slide's trials, with the data sets that may be published. */
interface Offered extends Pick<MeasuredSlide, "trials" | "recorded"> {
  readonly slide: Pick<Slide, "published">;
}

/** The trials of a slide that a browser can repeat, those of the build first. */
export function repeatableTrials({ trials, recorded, slide }: Offered): readonly FinishedTrial[] {
  const isRepeatable = (run: RunTrial) => obstacleOf(run, slide.published) === undefined;
  const built = trials.flatMap(({ trial, stored }) =>
    stored !== undefined && isRepeatable({ trial, stored }) ? [{ trial, stored }] : [],
  );
  const listed = new Set(built.map(({ trial }) => trial.key));
  const added = recorded.flatMap(({ trial, run }): FinishedTrial[] => {
    const hasInputs = Object.values(trial.components.inputs).every((key) => listed.has(key));
    if (listed.has(trial.key) || !hasInputs || !isRepeatable({ trial, stored: run })) return [];
    return [{ trial, stored: run, recorded: { date: run.date, omitted: run.omitted } }];
  });
  return [...built, ...added];
}

/** The longest training that is audited in a browser, in seconds of Node. */
const LONGEST_AUDITED = 30;

/** Short trainings of the build with a published curve, which take no other trial. */
export const auditedTrials = (trials: readonly FinishedTrial[]): readonly FinishedTrial[] =>
  trials.filter(
    ({ trial: { trial, inputs }, recorded }) =>
      recorded === undefined &&
      trial.description?.curve !== undefined &&
      trial.estimatedSeconds <= LONGEST_AUDITED &&
      Object.keys(inputs).length === 0,
  );

/** The data sets that some of these trials read, each once, in the order of the slides. */
export function neededData(sets: readonly PlacedData[], trials: readonly RunTrial[]): readonly PlacedData[] {
  const needed = new Set(trials.flatMap(({ trial }) => trial.trial.data));
  const byName = new Map(sets.filter(({ name }) => needed.has(name)).map((set) => [set.name, set]));
  return [...byName.values()];
}

export const needsEngine = (trials: readonly RunTrial[]): boolean =>
  trials.some(({ trial }) => trial.components.kernels !== null);
