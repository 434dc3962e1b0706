/** Data of the page on how to repeat and check the report, and on who has done so. */
import { formatCount, shortCommit } from "../base/format.ts";
import { AUDIT_SAMPLE, auditText, drawnTrials, FIRST_SEED } from "../live/audit-sample.ts";
import type { Listing } from "../live/listing.ts";
import {
  AUDIT_FILE,
  CHECKLIST_FILE,
  INDEX_FILE,
  LICENCES_FILE,
  MANIFEST_FILE,
  RUN_FILE,
} from "../record/files.ts";
import type { ChecklistItem, ReportRecord, ReportRecords, ReproductionRecord } from "../record/record.ts";
import type { Markup } from "../text/markup.ts";
import { createCitations, renderInlineProse } from "../text/prose.ts";
import { type FrameView, frameView } from "./frame.ts";
import { seedsText } from "./slide-head.ts";

export interface ChecklistView extends FrameView {
  /** What to type after npm run audit: the published address, if it is known. */
  readonly from: string;
  readonly manifest: string;
  /** The owner and name of the repository on GitHub, whose workflow attests the manifest; null without one. */
  readonly repository: string | null;
  /** The panel that audits a sample; null if no training can run in a browser. */
  readonly audit: AuditView | null;
  readonly reproductions: readonly ReproductionView[];
  /** What reviewers ask: the report's own answers, then those that the build knows. */
  readonly items: readonly ItemView[];
}

interface AuditView {
  readonly listing: string;
  readonly button: string;
  readonly seed: number;
  readonly sample: number;
  /** The number of trials of which the sample is drawn. */
  readonly all: number;
  readonly commit: string;
  readonly profile: string;
}

interface ReproductionView extends ReproductionRecord {
  readonly shortCommit: string;
  /** Runs with a digest in this build. */
  readonly compared: number;
}

interface ItemView {
  readonly question: string;
  readonly answer: ChecklistItem["answer"];
  /** As markup. */
  readonly text: string;
  readonly link: string | null;
}

/** `audited` has the trials of which a browser audits a sample. */
export function checklistView(
  records: ReportRecords,
  audited: Listing | undefined,
  markup: Markup,
): ChecklistView {
  const { report } = records;
  const { citation } = report.report;
  const surroundings = { references: report.references, citations: createCitations(), markup };
  return {
    ...frameView(report, "", {
      file: CHECKLIST_FILE,
      name: "Repeat and check",
      summary: "How to run the report’s trials again, who has done so, and what a reviewer asks.",
    }),
    from: citation.url ?? "",
    manifest: MANIFEST_FILE,
    repository:
      /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(citation.repository ?? "")?.[1] ??
      null,
    audit: audited === undefined ? null : auditView(report, audited),
    reproductions: (report.reproductions ?? []).map((reproduction) => ({
      ...reproduction,
      shortCommit: shortCommit(reproduction.commit),
      compared: reproduction.identical + reproduction.different,
    })),
    items: [...(report.checklist ?? []), ...builtItems(records)].map(({ question, answer, text, link }) => ({
      question,
      answer,
      text: renderInlineProse(text, surroundings),
      link: link ?? null,
    })),
  };
}

function auditView({ facts }: ReportRecord, { trials }: Listing): AuditView {
  const drawn = drawnTrials(trials, FIRST_SEED);
  return {
    listing: AUDIT_FILE,
    button: auditText(drawn),
    seed: FIRST_SEED,
    sample: Math.min(AUDIT_SAMPLE, trials.length),
    all: trials.length,
    commit: facts.commit,
    profile: facts.profile,
  };
}

const item = (
  question: string,
  answer: ChecklistItem["answer"],
  text: string,
  link?: string,
): ChecklistItem => ({
  question,
  answer,
  text: { plain: text, parts: [text] },
  ...(link !== undefined && { link }),
});

/** The answers that follow from the record. */
function builtItems({ report, slides }: ReportRecords): readonly ChecklistItem[] {
  const { verdicts, facts } = report;
  const { repository, license } = report.report.citation;
  const main = slides.flatMap(({ claims }) => claims.slice(0, 1));
  const tested = main.filter(({ interval95 }) => interval95 !== undefined).length;
  const trials = new Set(slides.flatMap((slide) => slide.trials.map(({ key }) => key))).size;
  const seeds = seedsText([...new Set(slides.flatMap((slide) => slide.seeds))].sort((a, b) => a - b));
  return [
    item(
      "Can each result be reproduced?",
      facts.partial ? "no" : "yes",
      `${facts.partial ? "This build left out some trials, or some failed." : "One command builds all figures, numbers and texts from the code."} The manifest has the checksum of each of ${formatCount(trials, "trial")}.`,
      MANIFEST_FILE,
    ),
    item(
      "Are code and data open?",
      repository === undefined ? "no" : "yes",
      repository === undefined
        ? "The citation names no repository yet. All tables and records of the report can be downloaded."
        : `The code is at ${repository}, and all tables and records of the report can be downloaded.`,
      `${INDEX_FILE}#appendix`,
    ),
    item(
      "Are all settings given?",
      "yes",
      "Each study lists its settings under “How it was measured”, and the manifest has those of each trial.",
      MANIFEST_FILE,
    ),
    item(
      "Is statistical significance reported?",
      verdicts.given ? "yes" : "no",
      verdicts.given
        ? `${tested} of ${formatCount(main.length, "main claim")} have a 95% interval over seeds${seeds === "" ? "" : ` (seeds ${seeds})`}, and Holm’s correction covers them together.`
        : verdicts.reason,
      `${INDEX_FILE}#claims`,
    ),
    item(
      "Are the compute resources given?",
      "yes",
      "The run record has the processor, its memory, and the seconds of each trial of this build.",
      RUN_FILE,
    ),
    item(
      "Are licences respected and stated?",
      "yes",
      `The report has the licence ${license}. Its scripts come with the licences of the packages that they contain.`,
      LICENCES_FILE,
    ),
  ];
}
