/** Which trials a reader's browser can repeat, and why it cannot repeat the others. */
import type { MeasuredSlide, PlacedData, RunTrial, Slide } from "../report/report.ts";
import type { KeyedTrial } from "../trials/keys.ts";
import { withInputs } from "../trials/walk.ts";

/** Why a browser cannot run a trial, in words that follow "because"; undefined if it can. */
function obstacleOf(trial: KeyedTrial, published: ReadonlySet<string>): string | undefined {
  for (const { trial: part, components } of withInputs([trial])) {
    if (part.exclusive) return "it measures time";
    if (components.engine !== "wasm") return `it ran on the engine ${components.engine}`;
    const missing = part.data.find((name) => !published.has(name));
    if (missing !== undefined) return `its data is not published: ${missing}`;
  }
  return undefined;
}

/** The trials of a slide by whether a browser can repeat them. */
export interface Repeatable {
  readonly trials: readonly RunTrial[];
  /** The reasons for the others, each once, with the kinds of trials that it holds for. */
  readonly obstacles: ReadonlyMap<string, readonly string[]>;
}

/** A slide's trials, with the data sets that may be published. */
interface Offered extends Pick<MeasuredSlide, "trials"> {
  readonly slide: Pick<Slide, "published">;
}

export function repeatableTrials({ trials, slide }: Offered): Repeatable {
  const published = new Set(slide.published.map(({ name }) => name));
  const obstacles = new Map<string, readonly string[]>();
  const kept = trials.filter(({ trial }) => {
    const obstacle = obstacleOf(trial, published);
    if (obstacle === undefined) return true;
    obstacles.set(obstacle, [...new Set([...(obstacles.get(obstacle) ?? []), trial.trial.kind])]);
    return false;
  });
  return { trials: kept, obstacles };
}

/** The data sets that some of these trials read, each once, in the order of the slides. */
export function neededData(sets: readonly PlacedData[], trials: readonly RunTrial[]): readonly PlacedData[] {
  const needed = new Set(trials.flatMap(({ trial }) => trial.trial.data));
  const byName = new Map(sets.filter(({ name }) => needed.has(name)).map((set) => [set.name, set]));
  return [...byName.values()];
}

export const needsEngine = (trials: readonly RunTrial[]): boolean =>
  trials.some(({ trial }) => trial.components.kernels !== null);
