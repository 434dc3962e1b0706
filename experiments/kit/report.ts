/** A report's only entry for the generator: experiments/report/report.ts exports the result of `defineReport` as `report`. */
import type { PublishedData } from "./data-set.ts";
import type { Finding, ProfileName } from "./experiment.ts";
import type { Reference } from "./references.ts";
import type { Search, SearchedProfile } from "./search.ts";
import type { Trial } from "./trial.ts";

export interface Report {
  readonly identity: ReportIdentity;
  /** The report's own units, in the singular. Texts must not contain typed numbers before them. */
  readonly units?: readonly string[];
  /** The panels that repeat trials in a reader's browser. */
  readonly live?: {
    /** A note for readers about such runs, as one line of Markdown. */
    readonly note: string;
    /** The unit of the losses. */
    readonly unit?: string;
    /**
     * Words by which the panels name runs, for settings by their path, "#" for the value: `{ steps: "# steps" }`. They are
     * used where runs differ in the setting; a name that is not unique falls back to all settings.
     */
    readonly settings?: Readonly<Record<string, string>>;
  };
  /** Settings and findings that the report's own texts may name. */
  readonly scope?: (profile: ProfileName) => ReportScope;
  /** Sources that every text may cite, by key. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Data sets that slides share. */
  readonly published?: PublishedList;
  /** Searches for settings that slides share. */
  readonly searches?: SharedSearches;
  /** The file with the results of trials that only the long profile runs, relative to the project. */
  readonly recordedRuns?: string;
  /** The folder of reproductions that others have sent, relative to the project. */
  readonly reproductions?: string;
  /** Short runs that `npm run audit -- --arm64` compares between processors. */
  readonly spotChecks?: () => readonly Trial[];
  /** The engine of its trials; without one they are plain TypeScript. */
  readonly engine?: Engine;
}

/** The report's names on its pages, in its PDFs and in links to it. CITATION.cff has its citation. */
export interface ReportIdentity {
  readonly title: string;
  readonly subtitle: string;
  /** The report's content, in a sentence. */
  readonly summary: string;
  /** What the report examines, as a singular noun: "deck", so that pages read "The deck says". */
  readonly subject: string;
  /** What is examined, as others know it. */
  readonly examined?: { readonly title: string; readonly authors?: string; readonly url?: string };
}

/** What a text may name: settings by path, and findings by id. */
export interface ReportScope {
  readonly config: unknown;
  readonly findings: Readonly<Record<string, Finding>>;
}

export interface PublishedList {
  /** The module that reads the data; a change of its code packs them again. */
  readonly module: URL;
  readonly data: readonly PublishedData[];
}

export interface SharedSearches {
  readonly of: (profile: SearchedProfile) => readonly Search[];
  /** The file with their choices, relative to the project. */
  readonly chosen: string;
}

/** The disk as an engine sees it, with paths relative to the project. */
export interface EngineReader {
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly maybeText: (path: string) => Promise<string | undefined>;
  /** The locked version of a package. */
  readonly versionOf: (name: string) => string | undefined;
}

/** A library of arithmetic for trials. */
export interface Engine {
  /** Its implementations, the default first. */
  readonly names: readonly string[];
  /** The implementation with equal bits on every machine and in browsers. */
  readonly exact: string;
  /** The folder of its modules, relative to the project. A trial depends on the engine if its bundle has one of them. */
  readonly sources: string;
  /** The folder of sources that a compiler turns into the engine's binary. No bundle contains them. */
  readonly kernels: string;
  /** The compiler's package. */
  readonly compiler: string;
  /** Packages that an implementation loads on demand, where bundlers do not see them. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** The libraries of an implementation, with their versions. */
  readonly library: (name: string, reader: EngineReader) => Promise<string>;
  readonly browser: {
    /** The module whose export `handInEngine`, a `HandInEngine`, takes the downloaded files. */
    readonly host: URL;
    /** The module whose export `publishedFiles`, a `PublishedFiles`, makes these files. It runs like the trials' modules. */
    readonly files: URL;
  };
}

/** The files that a browser downloads, by name. */
export type PublishedFiles = () => Promise<Readonly<Record<string, Uint8Array>>>;

/** A downloaded and checked file. */
export interface DownloadedFile {
  readonly address: string;
  readonly bytes: Uint8Array;
}

/** Receives an engine's files, by name, before it starts in a browser. */
export type HandInEngine = (files: Readonly<Record<string, DownloadedFile>>) => void;

export function defineReport(report: Report): Report {
  return report;
}
