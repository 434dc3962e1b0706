/** What the plan stage hands on: which trials stand behind which slide. */
import type { Trial, TrialTree } from "../experiments/lib/experiment.ts";
import type { Slide } from "./report.ts";
import type { KeyedTrial } from "./trials/keys.ts";

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
