/** Data of the page on how to repeat and check the report, and on who has done so. */
import { shortCommit } from "../base/format.ts";
import { AUDIT_SAMPLE, auditText, drawnTrials, FIRST_SEED } from "../live/audit-sample.ts";
import type { Listing } from "../live/listing.ts";
import { AUDIT_FILE, MANIFEST_FILE } from "../record/files.ts";
import type { ReportRecord, ReproductionRecord } from "../record/record.ts";
import { type FrameView, frameView } from "./frame.ts";

export interface ChecklistView extends FrameView {
  /** What to type after npm run audit: the published address, if it is known. */
  readonly from: string;
  readonly manifest: string;
  /** The panel that audits a sample; null if no training can run in a browser. */
  readonly audit: AuditView | null;
  readonly reproductions: readonly ReproductionView[];
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

/** `audited` has the trials of which a browser audits a sample. */
export function checklistView(report: ReportRecord, audited: Listing | undefined): ChecklistView {
  const { citation } = report.report;
  return {
    ...frameView(report, "", {
      name: "Repeat and check",
      summary: "How to run the report’s trials again, who has done so, and what a reviewer asks.",
    }),
    from: citation.url ?? "",
    manifest: MANIFEST_FILE,
    audit: audited === undefined ? null : auditView(report, audited),
    reproductions: (report.reproductions ?? []).map((reproduction) => ({
      ...reproduction,
      shortCommit: shortCommit(reproduction.commit),
      compared: reproduction.identical + reproduction.different,
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
