/**
 * The one entry through which the generator meets a report: experiments/report/report.ts exports what `defineReport`
 * returns as `report`.
 */
import type { PublishedData } from "./data-set.ts";
import type { Finding, ProfileName } from "./experiment.ts";
import type { Reference } from "./references.ts";
import type { Search, SearchedProfile } from "./search.ts";
import type { Trial } from "./trial.ts";

export interface Report {
  readonly identity: ReportIdentity;
  /** Units of its own, singular: a number before one must not be typed by hand. */
  readonly units?: readonly string[];
  /** The panels that repeat trials in a reader's browser. */
  readonly live?: {
    /** What a reader should know of such runs, as Markdown in a line. */
    readonly note: string;
  };
  /** Settings and findings that the report's own texts may name. */
  readonly scope?: (profile: ProfileName) => ReportScope;
  /** Sources that every text may cite, by key. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** Data sets that slides share. */
  readonly published?: PublishedList;
  /** Searches for settings that slides share. */
  readonly searches?: SharedSearches;
  /** Short runs that `npm run audit -- --arm64` compares between processors. */
  readonly spotChecks?: () => readonly Trial[];
  /** The paper profile's config of a slide with a small part of its steps; without it, a rehearsal is the paper profile. */
  readonly rehearse?: (config: unknown) => unknown;
  /** What computes its trials; without one they are plain TypeScript. */
  readonly engine?: Engine;
}

/** The report's names for itself, on its pages, in its PDFs and in links to it. CITATION.cff has its citation. */
export interface ReportIdentity {
  readonly title: string;
  readonly subtitle: string;
  /** What the report holds, in a sentence. */
  readonly summary: string;
  /** What the report examines, as a noun in the singular: "deck", so that pages read "The deck says". */
  readonly subject: string;
}

/** What a text may name: settings by path, and findings by id. */
export interface ReportScope {
  readonly config: unknown;
  readonly findings: Readonly<Record<string, Finding>>;
}

export interface PublishedList {
  /** The module that reads the data: an edit of its code packs them again. */
  readonly module: URL;
  readonly data: readonly PublishedData[];
}

export interface SharedSearches {
  readonly of: (profile: SearchedProfile) => readonly Search[];
  /** The file with their choices, relative to the project. */
  readonly chosen: string;
}

/** The disk as an engine sees it: paths are relative to the project. */
export interface EngineReader {
  readonly list: (path: string) => Promise<readonly string[]>;
  readonly maybeText: (path: string) => Promise<string | undefined>;
  /** The version that the lockfile has of a package. */
  readonly versionOf: (name: string) => string | undefined;
}

/** A library of arithmetic that trials call. */
export interface Engine {
  /** Its implementations, the default first. */
  readonly names: readonly string[];
  /** The implementation that gives equal bits on every machine and in a browser. */
  readonly exact: string;
  /** The folder of its modules, relative to the project: a trial whose bundle has one of them depends on the engine. */
  readonly sources: string;
  /** The folder of sources that a compiler turns into the engine's binary and that is in no bundle. */
  readonly kernels: string;
  /** The compiler's package. */
  readonly compiler: string;
  /** Packages that an implementation loads on demand, so that a bundler does not see them. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /** What computes in an implementation, with its versions. */
  readonly library: (name: string, reader: EngineReader) => Promise<string>;
  readonly browser: {
    /** The module whose export `handInEngine`, a `HandInEngine`, takes the downloaded files. */
    readonly host: URL;
    /** The module whose export `publishedFiles`, a `PublishedFiles`, makes these files. It runs as the trials' modules do. */
    readonly files: URL;
  };
}

/** The files that a browser downloads, by name. */
export type PublishedFiles = () => Promise<Readonly<Record<string, Uint8Array>>>;

/** A file that a page has downloaded and checked. */
export interface DownloadedFile {
  readonly address: string;
  readonly bytes: Uint8Array;
}

/** Takes an engine's files, by name, before it starts in a browser. */
export type HandInEngine = (files: Readonly<Record<string, DownloadedFile>>) => void;

export function defineReport(report: Report): Report {
  return report;
}
