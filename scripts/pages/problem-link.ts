/** Where readers report a problem: the issues of a repository on GitHub, filled in; for other hosts, the repository. */
import { pageAddress } from "../record/files.ts";
import type { ReportRecord } from "../record/record.ts";

/** What a problem is about. */
interface Subject {
  readonly title: string;
  /** A sentence that says it in full; absent for a page. */
  readonly sentence?: string;
  /** The page's file and the place in it. */
  readonly file: string;
  readonly id?: string;
}

const GITHUB = /^(https:\/\/github\.com\/[^/]+\/[^/]+?)(?:\.git)?\/?$/;

/** Null where CITATION.cff has no repository-code that a page may link to. */
export function problemLink({ report, facts }: ReportRecord, subject: Subject): string | null {
  const { repository, version, url } = report.citation;
  if (repository === undefined || !repository.startsWith("https:")) return null;
  const [, issues] = GITHUB.exec(repository) ?? [];
  if (issues === undefined) return repository;
  const { title, sentence, file, id } = subject;
  const place = url === undefined ? file : pageAddress(url, file);
  const lines = [
    "What is wrong:",
    "",
    "",
    ...(sentence === undefined ? [] : [`Claim: ${sentence}`]),
    `Report: ${report.title}, version ${version}, commit ${facts.commit}, ${facts.profile} profile`,
    `Place: ${place}${id === undefined ? "" : `#${id}`}`,
  ];
  return `${issues}/issues/new?${new URLSearchParams({ title, body: lines.join("\n") })}`;
}
