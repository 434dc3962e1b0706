/** What a study's page offers to run, as the build writes it for the page: live/NN-name.json. */

import type { OpenSetting } from "../../experiments/kit/trial.ts";

/** A published file, by which a download is checked. */
export interface PublishedFile {
  /** Its place below the report's folder. */
  readonly file: string;
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string;
}

export interface PublishedDataFile extends PublishedFile {
  readonly name: string;
  readonly title: string;
}

/** A trial of the slide, or an input of one, that a browser can run. */
export interface ListedTrial {
  readonly key: string;
  /** What the page calls it; trials that differ in their seed alone share it. */
  readonly name: string;
  /** What is trained, in words. */
  readonly arm?: string;
  readonly seed?: number;
  /** The place of its settings in `groups`. */
  readonly group: number;
  /** Its published loss after training. */
  readonly ends?: number;
  /** The place of its module in the worker's script. */
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Keys of the trials that it takes, by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Names of the data sets that it reads. */
  readonly data: readonly string[];
  /** Roughly how long it takes in Node, with its inputs. */
  readonly seconds: number;
  /** The setting with its number of training steps, if it trains. */
  readonly steps?: string;
  /** Fields of its result, if it has them: the loss of each step, and the held-out loss after training. */
  readonly curve?: string;
  readonly finalLoss?: string;
  /** Settings that a reader may change, and what they are called in links. */
  readonly open: readonly ListedSetting[];
  /** The digest of its output. */
  readonly digest: string;
  /** The file with its result. */
  readonly result: string;
  /** Of a recorded run; absent for one of the build. */
  readonly recorded?: Recording;
}

/** Of a run that the report ships instead of repeating it in each build. */
export interface Recording {
  /** ISO date. */
  readonly date: string;
  /** Names of the fields that its published result lacks. Its digest covers them. */
  readonly omitted: readonly string[];
}

export type ListedSetting = OpenSetting & { readonly name: string };

export interface PublishedEngine {
  readonly name: string;
  /** What a browser passes to the engine before it starts, by name. */
  readonly files: Readonly<Record<string, PublishedFile>>;
}

export interface Listing {
  /** What the report says of such runs, as Markdown; null if it says nothing. */
  readonly note: string | null;
  /** The worker's script. */
  readonly worker: string;
  /** Null where no trial needs it. */
  readonly engine: PublishedEngine | null;
  readonly data: readonly PublishedDataFile[];
  readonly trials: readonly ListedTrial[];
  /** The unit of the losses; null if the report does not say it. */
  readonly unit: string | null;
  /**
   * Settings as texts by path, without what is trained, what was tuned for it and the seed. The losses of trials with equal
   * ones can be compared.
   */
  readonly groups: readonly Readonly<Record<string, string>>[];
  /** The trial on which the panel opens, with its published losses. */
  readonly opening: { readonly key: string; readonly losses: readonly number[] };
}
