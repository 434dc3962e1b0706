/** What a study's page and its worker say to each other. */
import type { ListedTrial, PublishedDataFile, PublishedEngine } from "./listing.ts";

/** A run to do: the trial last, its inputs before it. */
export interface RunRequest {
  readonly engine: PublishedEngine | null;
  readonly data: readonly PublishedDataFile[];
  readonly trials: readonly ListedTrial[];
  /** Address of the report's folder. */
  readonly base: string;
}

export type RunReply =
  | { readonly type: "download"; readonly loaded: number; readonly total: number }
  /** The start of a trial, by its place among those of the request. */
  | { readonly type: "start"; readonly index: number }
  | { readonly type: "progress"; readonly fraction: number; readonly losses: readonly number[] }
  | { readonly type: "done"; readonly result: unknown; readonly digest: string }
  | { readonly type: "failed"; readonly reason: string };
