/** What the build and its workers say to each other. All of it is JSON. */
import type { EngineName } from "../../experiments/lib/experiment.ts";

/** To a worker: run this trial and put its output into the store. */
export interface RunMessage {
  readonly key: string;
  /** File URL of the bundle that exports `run`. */
  readonly module: string;
  readonly config: object;
  /** Keys of the inputs by name; the worker reads them from the store. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly engine: EngineName;
  readonly storeFolder: string;
}

/** From a worker. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "done"; readonly seconds: number; readonly residentBytes: number }
  | {
      readonly type: "failed";
      readonly cause: string;
      readonly stack?: string;
      /** True where the engine cannot start, so that every other trial would fail as well. */
      readonly isEngineUnusable?: boolean;
    };
