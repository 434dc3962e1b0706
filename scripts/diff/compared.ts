/** The parts of a report that are compared, without the files of its figures. Types only. */
import type { TextBlock } from "./texts.ts";

export interface ComparedFacts {
  readonly profile: string;
  readonly engine: string;
  readonly commit: string;
  readonly isPartial: boolean;
  /** False for a build with --no-timing. */
  readonly measuresTime: boolean;
  readonly slides: readonly ComparedSlide[];
  /** Texts that belong to no slide; undefined in a report from before there were records. */
  readonly texts: readonly TextBlock[] | undefined;
}

export interface SlideOf<Figures> {
  readonly status: string;
  readonly verdict: string;
  readonly results: readonly Result[];
  readonly figures: Figures;
  readonly texts: readonly TextBlock[] | undefined;
}

export interface ComparedSlide extends SlideOf<readonly (readonly [id: string, isTimed: boolean])[]> {
  readonly name: string;
}

/** What a claim or a check says, and how it is decided. */
export interface Definition {
  /** What it claims in a few words. */
  readonly label: string;
  readonly wording: string;
  readonly metric: string;
  /** E.g. "greater than 1". */
  readonly rule: string;
}

export interface Result {
  readonly kind: "claim" | "check" | "finding";
  readonly id: string;
  readonly value: number | string | undefined;
  readonly unit: string;
  readonly interval: { readonly low: number; readonly high: number } | undefined;
  readonly count: number | undefined;
  /** Of a claim or a check. */
  readonly outcome: string | undefined;
  /** Of a claim or a check. */
  readonly definition: Definition | undefined;
  readonly isTimed: boolean;
}
