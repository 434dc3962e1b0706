/** Which trials a reader's browser can repeat, and why it cannot repeat the others. */
import type { MeasuredSlide, RunTrial } from "../slides/planned.ts";
import type { PlacedData, Slide } from "../slides/slide.ts";
import { withInputs } from "../trials/inputs.ts";

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
}

/** A slide's trials, with the data sets that may be published. */
interface Offered extends Pick<MeasuredSlide, "trials"> {
  readonly slide: Pick<Slide, "published">;
}

/** The trials of a slide that a browser can repeat. */
export function repeatableTrials({ trials, slide }: Offered): readonly FinishedTrial[] {
  return trials.flatMap(({ trial, stored }) => {
    const isRepeatable = obstacleOf({ trial, stored }, slide.published) === undefined;
    return stored !== undefined && isRepeatable ? [{ trial, stored }] : [];
  });
}

/** The data sets that some of these trials read, each once, in the order of the slides. */
export function neededData(sets: readonly PlacedData[], trials: readonly RunTrial[]): readonly PlacedData[] {
  const needed = new Set(trials.flatMap(({ trial }) => trial.trial.data));
  const byName = new Map(sets.filter(({ name }) => needed.has(name)).map((set) => [set.name, set]));
  return [...byName.values()];
}

export const needsEngine = (trials: readonly RunTrial[]): boolean =>
  trials.some(({ trial }) => trial.components.kernels !== null);
