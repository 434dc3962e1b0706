/** What `npm run dev` tells open pages, whose script reads it: these types import nothing of Node. */

/** What a page shows of the builds. */
export interface DevState {
  /** Differs between two servers, whose builds are counted apart. */
  readonly server: string;
  readonly build: number;
  /** The build that changed a file last. */
  readonly changed: Readonly<Record<string, number>>;
  /** Why the last build failed; null if it did not. */
  readonly failure: string | null;
  readonly problems: readonly string[];
  readonly missing: MissingTrials;
}

/** How many trials the store lacks, and which slides they leave without results. */
export interface MissingTrials {
  readonly count: number;
  readonly slides: readonly string[];
  /** True while they are computed. */
  readonly areRunning: boolean;
}
