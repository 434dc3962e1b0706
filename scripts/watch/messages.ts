/** What the server and the process that builds say to each other. Messages are JSON. */
import type { BuildScope } from "../report/report.ts";
import type { MissingTrials } from "./dev-state.ts";

/** To the process that builds; the first message starts it. */
export type ToBuilder = StartMessage | BuildRequest;

export interface StartMessage {
  readonly type: "start";
  readonly scope: BuildScope;
  /** How many trials run at a time. */
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
  /** Trials have ended: a build will show more. */
  | { readonly type: "ran" };

export interface BuiltMessage {
  readonly type: "built";
  /** The files that differ from those sent before. */
  readonly files: Readonly<Record<string, SentFile>>;
  readonly gone: readonly string[];
  readonly problems: readonly string[];
  readonly missing: MissingTrials;
}
