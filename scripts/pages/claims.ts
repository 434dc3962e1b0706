/** Data of a claim or a check, for its slide and for the table of all claims. */
import type { CheckOutcome, Outcome } from "../../experiments/kit/experiment.ts";
import { studyFile } from "../record/files.ts";
import {
  type CheckRecord,
  type ClaimRecord,
  checksText,
  type ReportRecord,
  type SlideRecord,
  type StatementRecord,
  slideId,
  subjectOf,
} from "../record/record.ts";
import { type HeadingIds, headingIds } from "../text/markup.ts";
import { formatNumber, NO_BREAK, typeset } from "../text/typography.ts";
import { drawScale, drawStrip, noDifference, ruleText, shortRuleText, thresholdText } from "./claim-scale.ts";
import { problemLink } from "./problem-link.ts";

/** What a claim and a check have in common. */
interface StatementView {
  readonly id: string;
  readonly slideId: string;
  readonly slideNumber: number;
  /** Where it comes from: "The deck says", "The deck implies" or, of a claim or check of ours, "Also tested". */
  readonly origin: string;
  /** A quote, our description of what is implied, or the title of what is also tested. */
  readonly said: string;
  readonly isQuote: boolean;
  readonly metric: string;
  readonly rule: string;
  readonly outcome: Badge;
}

export interface ClaimView extends StatementView {
  /** The claim whose outcome is the slide's verdict. */
  readonly isMain: boolean;
  /** The estimate with half its interval and its unit, e.g. "0.080 ± 0.052 nats per character", or "no estimate". */
  readonly number: string;
  /** The same without what its unit is per, for narrow places: "0.080 ± 0.052 nats". */
  readonly shortNumber: string;
  /** Of the main claim, the outcome under Holm's correction; of others the p-value. May be empty. */
  readonly holm: string;
  /** The same p-value without words, for a table; may be empty. */
  readonly pValue: string;
  /** What weakens the outcome of a main claim, for narrow and for wide places; null where nothing does. */
  readonly reservation: { readonly short: string; readonly long: string } | null;
  /** What else limits the outcome: the tuning, recorded runs; may be empty. */
  readonly remark: string;
  /** What of a quote was tested, in a few words; null where the claim is in our words or says it itself. */
  readonly tested: string | null;
  /** Interval and count, as far as they are not in `number`; may be empty. */
  readonly detail: string;
  /** SVG of the interval and the rule's thresholds, without text. */
  readonly strip: string | null;
  /** The same with text, for the card. */
  readonly scale: string | null;
  /** The rule in signs, for a table. */
  readonly shortRule: string;
  /** The claim with its result, to be copied. */
  readonly sentence: string;
  /** Where a reader reports a problem with it; null where the report names no place. */
  readonly problem: string | null;
}

export interface CheckView extends StatementView {
  /** The value with its unit, or "no value". */
  readonly number: string;
}

export interface Badge {
  readonly slug: string;
  readonly label: string;
  /** SVG path of the symbol in a 12 by 12 box, to be stroked. */
  readonly path: string;
}

/** The claims of a slide in the order of its front matter. */
export function claimViews(record: SlideRecord, report: ReportRecord): ClaimView[] {
  const [subject, hasVerdicts] = [subjectOf(report), report.verdicts.given];
  return record.claims.map((claim, index) => {
    const { estimate, outcome, unit } = claim;
    const texts = estimateTexts(claim);
    const rule = ruleText(claim.rule, unit, estimate?.format);
    return {
      ...statementView(record, claim, subject),
      isMain: index === 0,
      tested: claim.says.how === "quote" && claim.label !== undefined ? typeset(claim.label.plain) : null,
      rule,
      shortRule: shortRuleText(claim.rule, estimate?.format),
      ...texts,
      shortNumber: estimateTexts(claim, (unit ?? "").replace(/ per .*/, "")).number,
      ...(hasVerdicts ? { holm: holmText(claim), pValue: pText(claim) } : { holm: "", pValue: "" }),
      reservation: index === 0 && hasVerdicts && isDecided(claim) ? reservationOf(claim) : null,
      remark: remarkText(claim),
      strip: drawStrip(claim) ?? null,
      // A getter, because the PDF prints no scales.
      get scale() {
        const label = `${texts.number}: ${outcome}. ${rule}`;
        const threshold = (value: number) => thresholdText(value, estimate?.format);
        return drawScale(claim, { label, threshold, unit }) ?? null;
      },
      get sentence() {
        return claimSentence(record, claim, report);
      },
      get problem() {
        return problemLink(report, {
          title: `Slide ${record.slide.number}: ${typeset(claim.says.text.plain)}`,
          sentence: claimSentence(record, claim, report),
          file: studyFile(record.slide.name),
          id: statementId(record.slide, claim.id),
        });
      },
      outcome: badgeOf(outcome, hasVerdicts),
    };
  });
}

/** The checks of a slide in the order of its front matter. */
export function checkViews(record: SlideRecord, report: ReportRecord): CheckView[] {
  return record.checks.map((check) => ({
    ...statementView(record, check, subjectOf(report)),
    rule: ruleText(check.rule, check.unit, check.value?.format),
    number: valueText(check),
    outcome: badgeOf(check.outcome, report.verdicts.given),
  }));
}

function statementView(
  { slide }: SlideRecord,
  { id, says, metric }: StatementRecord,
  subject: string,
): Omit<StatementView, "rule" | "outcome"> {
  return {
    id: statementId(slide, id),
    slideId: slideId(slide),
    slideNumber: slide.number,
    origin: originOf(says.how, subject),
    said: typeset(says.text.plain),
    isQuote: says.how === "quote",
    metric: typeset(metric.plain),
  };
}

/** The id of a claim or a check in the page. */
export const statementId = (slide: SlideRecord["slide"], id: string): string =>
  `${slideId(slide)}-claim-${id}`;

/** Ids for the headings of a slide's text, different from those of other parts of its section. */
export function bodyIds({ slide, claims, checks }: SlideRecord): HeadingIds {
  const id = slideId(slide);
  const statements = [...claims, ...checks].map((statement) => statementId(slide, statement.id));
  return headingIds(id, [`${id}-title`, `${id}-claims`, ...statements]);
}

type How = StatementRecord["says"]["how"];

function originOf(how: How, subject: string): string {
  const origins: Readonly<Record<How, string>> = {
    quote: `The ${subject} says`,
    drawn: `The ${subject} implies`,
    title: "Also tested",
  };
  return origins[how];
}

/**
 * "survives, p = 0.003": the p-value of a main claim, adjusted by Holm's procedure over all main claims. Of other claims, "p =
 * 0.003", without an adjustment.
 */
function holmText(claim: ClaimRecord): string {
  const { adjustedP, survivesHolm } = claim;
  const value = pText(claim);
  if (value === "") return "";
  const text = value.startsWith("<") ? `p ${value}` : `p = ${value}`;
  if (adjustedP === undefined) return `${text}, not adjusted`;
  if (!isDecided(claim)) return text;
  return `${survivesHolm ? "survives" : "does not survive"}, ${text}`;
}

/** A main claim that Holm's correction undoes, or that is contradicted by an effect in its own direction. */
function reservationOf({
  rule,
  unit,
  outcome,
  interval95,
  survivesHolm,
}: ClaimRecord): ClaimView["reservation"] {
  if (!survivesHolm) return { short: "not after Holm", long: "not after Holm’s correction" };
  const nothing = noDifference(rule, unit);
  const isSmall =
    outcome === "contradicted" && rule.kind === "greater" && (interval95?.low ?? nothing) > nothing;
  if (!isSmall) return null;
  const above = `above ${nothing === 0 ? "zero" : "one"}`;
  return { short: above, long: `${above} but below the threshold` };
}

/** "0.013" or "< 0.001"; empty without a value. */
function pText({ p, adjustedP = p }: ClaimRecord): string {
  if (adjustedP === undefined) return "";
  return adjustedP < 0.001 ? `<${NO_BREAK}0.001` : formatNumber(adjustedP, ".3f");
}

const isDecided = ({ outcome }: ClaimRecord): boolean =>
  outcome === "supported" || outcome === "contradicted";

/** Sentences about recorded runs and about the sensitivity to the tuning. */
function remarkText({ recorded, estimate, dependsOnTuning }: ClaimRecord): string {
  const { tuning, format } = estimate ?? {};
  const ofTuning =
    tuning === undefined
      ? []
      : [
          `The second-best settings of both sides differ from the best by ${formatNumber(tuning, format)} on the tuning data${dependsOnTuning ? ": the outcome depends on the tuning" : ""}.`,
        ];
  return [...(recorded === undefined ? [] : [recordedText(recorded)]), ...ofTuning].join(" ");
}

const recordedText = (date: string): string =>
  date === "none"
    ? "It needs recorded runs, which this build does not have."
    : `It rests on runs recorded on ${date}.`;

function valueText({ unit, value }: CheckRecord): string {
  if (value === undefined) return "no value";
  return `${formatNumber(value.exact, value.format)}${unitAfter(unit)}`;
}

/** The unit after a number: a short one stays on its line. */
const unitAfter = (unit = ""): string => (unit === "" ? "" : `${unit.includes(" ") ? " " : NO_BREAK}${unit}`);

/** "0.080 ± 0.052 nats" if the interval is symmetric, otherwise the mean, with the interval's ends in the detail. */
export function estimateTexts(claim: ClaimRecord, ofClaim = claim.unit): { number: string; detail: string } {
  const { estimate, mean, n } = claim;
  if (mean === undefined) return { number: "no estimate", detail: "" };
  const format = (value: number) => formatNumber(value, estimate?.format);
  const unit = unitAfter(ofClaim);
  const interval = claim.interval95;
  const count = n === undefined ? [] : [`n${NO_BREAK}=${NO_BREAK}${formatNumber(n)}`];
  if (interval === undefined) {
    const none = n === undefined ? [] : ["no interval"];
    return { number: `${format(mean)}${unit}`, detail: [...count, ...none].join(", ") };
  }
  const { low, high } = interval;
  const isSymmetric = Math.abs((low + high) / 2 - mean) < 1e-6 * (high - low);
  if (!isSymmetric) {
    const ends = `${format(low)} to ${format(high)}`;
    return { number: `${format(mean)}${unit}`, detail: [ends, ...count].join(", ") };
  }
  const centre = format(mean).replace("%", "");
  const number = `${centre}${NO_BREAK}±${NO_BREAK}${format((high - low) / 2)}${unit}`;
  return { number, detail: count.join(", ") };
}

/** A claim in a sentence that can stand anywhere, with what was measured and the edition. */
export function claimSentence(record: SlideRecord, claim: ClaimRecord, report: ReportRecord): string {
  const { says, outcome, interval95 } = claim;
  const { number, detail } = estimateTexts(claim);
  const said = typeset(says.text.plain);
  const more = [...(interval95 === undefined ? [] : ["95% interval"]), ...(detail === "" ? [] : [detail])];
  const day = report.facts.commitDate?.slice(0, 10);
  return [
    `${says.how === "quote" ? `“${said}”` : said}: ${report.verdicts.given ? outcome : "no verdict"}.`,
    `${typeset(claim.metric.plain)}: ${number}${more.length === 0 ? "" : ` (${more.join(", ")})`}.`,
    `${report.report.title}, slide ${record.slide.number}${day === undefined ? "" : `, ${day}`}.`,
  ].join(" ");
}

const TICK = "M2 6.6 4.8 9.4 10.2 2.8";
const CROSS = "M2.8 2.8 9.2 9.2M9.2 2.8 2.8 9.2";

const paths: Readonly<Record<Outcome | CheckOutcome | "none", string>> = {
  supported: TICK,
  contradicted: CROSS,
  holds: TICK,
  fails: CROSS,
  inconclusive: "M1.4 7.4C2.6 4 4.4 4 6 6S9.4 8 10.6 4.6",
  "not tested": "M2.5 6H9.5",
  none: "M2.5 6H9.5",
};

/** The badge of an outcome; always "none" in a build that draws no conclusions. */
export function badgeOf(outcome: Outcome | CheckOutcome | "none", hasVerdicts: boolean): Badge {
  if (!hasVerdicts) return { slug: "none", label: "none", path: paths.none };
  return { slug: outcome.replace(" ", "-"), label: outcome, path: paths[outcome] };
}

/** The badge of a slide: its verdict, or the count of its checks if it has no claims. */
export function slideBadge({ verdict, claims, checks }: SlideRecord, hasVerdicts: boolean): Badge {
  const hasBadge = !hasVerdicts || claims.length > 0 || checks.length === 0;
  if (hasBadge) return badgeOf(verdict, hasVerdicts);
  return { slug: "checks", label: `no verdict (${checksText(checks)})`, path: paths.none };
}
