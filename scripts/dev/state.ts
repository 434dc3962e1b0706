/**
 * The messages of `npm run dev` between the server and the build process, and to open pages. Types only, without Node,
 * because the page's script reads them.
 */
import type { BuildScope } from "../slides/planned.ts";

/** What a page shows of the builds. */
export interface DevState {
  /** Different for each server, since each counts its builds from 0. */
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
  /** True while they run. */
  readonly areRunning: boolean;
}

/** To the build process. The first message starts it. */
export type ToBuilder = StartMessage | BuildRequest;

export interface StartMessage {
  readonly type: "start";
  readonly scope: BuildScope;
  /** The number of trials that run at the same time. */
  readonly jobs: number;
  /** True if every build runs the trials that are missing. */
  readonly runsTrials: boolean;
}

export interface BuildRequest {
  readonly type: "build";
  /** Absolute paths of the files that differ since the last build. */
  readonly changed: readonly string[];
  /** Runs the trials that are missing, also those that failed before. */
  readonly runsTrials: boolean;
}

/** A file of the report: text, or bytes in base64. */
export type SentFile = { readonly text: string } | { readonly base64: string };

export type FromBuilder =
  | { readonly type: "line" | "error"; readonly text: string }
  | BuiltMessage
  | { readonly type: "failed"; readonly text: string }
  /** Trials have ended, so a build will show more. */
  | { readonly type: "ran" };

export interface BuiltMessage {
  readonly type: "built";
  /** The files that differ from those sent before. */
  readonly files: Readonly<Record<string, SentFile>>;
  readonly gone: readonly string[];
  readonly problems: readonly string[];
  readonly missing: MissingTrials;
}
