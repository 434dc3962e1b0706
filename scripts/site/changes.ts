/** What has changed between two editions: a page for readers, and sentences for the pages of the earlier one. */
import { isDeepStrictEqual } from "node:util";
import type { Effects } from "../base/effects.ts";
import type { Change, Differences, SlideDifferences } from "../diff/compare.ts";
import type { Result } from "../diff/compared.ts";
import { framedDifferences } from "../diff/page.ts";
import { figureFile, INDEX_FILE, PRESENT_FILE, studyFile } from "../record/files.ts";
import type { OutputFiles, SlideRecord } from "../record/record.ts";
import { typeset } from "../text/typography.ts";

/** The page in an edition's folder on what has changed since the edition before. */
export const CHANGES_FILE = "changes.html";

interface TwoEditions {
  readonly id: string;
  readonly before: string;
  /** Of the edition. */
  readonly slides: readonly SlideRecord[];
}

/** The page's files. Figures are shown from the folders of both editions. */
export function changesFiles(
  differences: Differences,
  { id, before, slides }: TwoEditions,
  effects: Effects,
): Promise<OutputFiles> {
  const titles = new Map(slides.map(({ slide }) => [slide.name, `${slide.number} ${slide.title}`]));
  const frame = {
    title: `What changed in edition ${id}`,
    summary: `Verdicts, findings, rules, figures and texts that differ between the editions ${before} and ${id}.`,
    links: [
      { href: INDEX_FILE, text: `Edition ${id}` },
      { href: `../${before}/${INDEX_FILE}`, text: `Edition ${before}` },
      { href: `../${INDEX_FILE}`, text: "All editions" },
    ],
    slideName: (name: string) => titles.get(name) ?? name,
    imageFile: (side: "before" | "after", figure: string) =>
      `${side === "before" ? `../${before}/` : ""}${figureFile(figure, "svg")}`,
  };
  return framedDifferences(differences, CHANGES_FILE, frame, effects);
}

/** A sentence for each claim of the earlier edition that has changed, by the page that shows it. */
export function changedClaims({ slides }: Differences): Readonly<Record<string, readonly string[]>> {
  const bySlide = slides.map((slide) => [slide.name, claimSentences(slide)] as const);
  const all = bySlide.flatMap(([, sentences]) => sentences);
  return Object.fromEntries([
    ...[INDEX_FILE, PRESENT_FILE].map((file) => [file, all] as const),
    ...bySlide.map(([name, sentences]) => [studyFile(name), sentences] as const),
  ]);
}

/** Measured times always differ, so only another outcome counts there. */
function claimSentences({ results, timed }: SlideDifferences): readonly string[] {
  const judged = timed.results.filter(({ before, after }) => before?.outcome !== after?.outcome);
  return [...results, ...judged].flatMap((change) => sentenceOf(change) ?? []);
}

function sentenceOf({ before, after }: Change<Result>): string | undefined {
  // A claim that only the newest edition has is not on the page.
  if (before?.kind !== "claim") return undefined;
  const claim = `The claim “${typeset(before.definition?.label ?? before.id).replaceAll(/[*`]/g, "")}”`;
  if (after === undefined) return `${claim} is not in it.`;
  const hasOtherRule = before.definition?.rule !== after.definition?.rule;
  if (before.outcome !== after.outcome) {
    const rule = hasOtherRule ? ", and its rule changed too" : "";
    return `${claim} changed from ${before.outcome} to ${after.outcome}${rule}.`;
  }
  if (hasOtherRule) return `${claim} is still ${after.outcome}, under another rule.`;
  const isMoved = !isDeepStrictEqual(measured(before), measured(after));
  return `${claim} is still ${after.outcome}, ${isMoved ? "with another measured value" : "in other words"}.`;
}

const measured = ({ value, interval, count }: Result) => [value, interval, count];
