/** A slide as its folder has it: slide.md as read, its modules, and the sources of its data. */

import type { PublishedData } from "../../experiments/kit/data-set.ts";
import type { Deck, ExactRule, Experiment, Results, Rule } from "../../experiments/kit/experiment.ts";
import { type ProseSource, readExpressions } from "../text/expressions.ts";
import type { References } from "../text/resolved.ts";
import { type FigureBlock, figuresIn, figureTexts, partsOf, type SlideBody } from "./slide-body.ts";

/** One part of a takeaway: the phrase for each outcome of a claim or a check. */
export interface TakeawayPart {
  readonly kind: "claim" | "check";
  readonly id: string;
  readonly phrases: Readonly<Record<string, string>>;
}

/** A text, or the phrase for each outcome of a claim or a check. */
export type Spoken = ProseSource | TakeawayPart;

/** What the talk has of a slide in addition to its takeaway, main claim and figures. */
export interface SlideTalk {
  /** Whether the short route has the slide. */
  readonly onRoute: boolean;
  /** What the test leaves open. */
  readonly limit?: ProseSource;
  /** The speaker's sentences. */
  readonly say: readonly Spoken[];
}

/** A claim or a check in the front matter of slide.md. */
export interface Statement {
  /** Once in a slide; results.ts returns its numbers under this name. */
  readonly id: string;
  readonly says: {
    /**
     * The deck's words, verbatim; what its code or figure implies; or how a further claim differs from the main one. The last
     * two are in our words.
     */
    readonly how: "quote" | "drawn" | "title";
    readonly text: ProseSource;
  };
  /** What is measured, with the conditions of the comparison. */
  readonly metric: ProseSource;
  readonly unit?: string;
}

/**
 * It is measured, and its rule turns the measurement into an outcome. The first claim of a slide is its main one, whose outcome
 * is the slide's verdict.
 */
export interface Claim extends Statement {
  readonly rule: Rule;
  /** What it claims, in a few words, for the chart of all claims; by default what it says. */
  readonly label?: ProseSource;
  /** Whether it rests on recorded runs, in addition to those of the build. */
  readonly recorded?: boolean;
  /** Words by outcome, for {{phrase "id"}}. */
  readonly phrases?: Readonly<Record<string, ProseSource>>;
}

/** It holds or fails, whatever the seeds, and never decides a verdict. */
export interface Check extends Statement {
  readonly rule: ExactRule;
}

/** A data set with the published.ts that lists it. */
export interface PlacedData extends PublishedData {
  /** file: URL of the module. */
  readonly module: string;
}

/** A slide as read from its folder. */
export interface Slide {
  /** 1 to 99, from the folder's name. */
  readonly number: number;
  /** The folder's name, e.g. "NN-name". */
  readonly name: string;
  /** The deck's title of the slide. */
  readonly title: string;
  readonly takeaway: readonly TakeawayPart[];
  readonly claims: readonly Claim[];
  readonly checks: readonly Check[];
  readonly talk: SlideTalk;
  /** The deck's text of the slide, verbatim, as Markdown. */
  readonly deckText: string;
  /** Our prose and the figures with their texts, in order. */
  readonly body: SlideBody;
  /** Path of slide.md, for messages. */
  readonly file: string;
  readonly experiment: Experiment | undefined;
  readonly results: Results | undefined;
  readonly deck: Deck | undefined;
  /** Sources that its texts may cite: its own and the shared ones. */
  readonly references: References;
  /** What may be published of the data that its trials read: the shared data sets and its own. */
  readonly published: readonly PlacedData[];
  /** Source text of deck.ts, shown below the deck's figure. */
  readonly deckSource: string | undefined;
}

/** The figures in the order in which the slide places them. */
export function figureBlocks({ body }: Pick<Slide, "body">): FigureBlock[] {
  return figuresIn(partsOf(body));
}

type Texts = Pick<Slide, "takeaway" | "claims" | "checks" | "talk" | "body" | "file">;

/** The takeaway's phrases, claims and checks, what the talk says, our prose, and the figures' captions, alt texts and descriptions, in order. */
export function textsOf({ takeaway, claims, checks, talk, body, file }: Texts): ProseSource[] {
  const phrases = ({ phrases }: TakeawayPart, where: string) =>
    Object.values(phrases).map((text) => ({ text, file: `${file}, ${where}` }));
  return [
    ...takeaway.flatMap((part) => phrases(part, "takeaway")),
    ...talk.say.flatMap((part) => ("text" in part ? [part] : phrases(part, "talk"))),
    ...(talk.limit === undefined ? [] : [talk.limit]),
    ...claims.flatMap(({ label, phrases = {} }) => [
      ...(label === undefined ? [] : [label]),
      ...Object.values(phrases),
    ]),
    ...[...claims, ...checks].flatMap(({ says, metric }) =>
      says.how === "quote" ? [metric] : [says.text, metric],
    ),
    ...partsOf(body).flatMap((part) =>
      part.kind === "prose"
        ? [part.source]
        : part.row.flatMap((figure) => figureTexts.flatMap((field) => figure[field] ?? [])),
    ),
  ];
}

/** The names of the findings that a text uses. */
export function findingsIn(source: ProseSource): string[] {
  return readExpressions(source)
    .filter(({ kind }) => kind === "finding")
    .map(({ args: [name = ""] }) => name);
}
