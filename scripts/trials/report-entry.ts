/** Loads the report's entry, experiments/report/report.ts, and answers questions about its engine. */
import { join } from "node:path";
import type { Report, ReportIdentity } from "../../experiments/kit/report.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import { readLockfile } from "../bundling/lockfile.ts";

export const REPORT_ENTRY = "experiments/report/report.ts";

/** The names of the slides' folders, which begin with their numbers, in their order. */
export const slidesIn = async ({ root, disk }: Pick<Effects, "root" | "disk">): Promise<readonly string[]> =>
  (await disk.list(join(root, "experiments"))).filter((name) => /^\d\d-/.test(name));

/** Also a report without an entry, and one whose entry was not checked by `defineReport`. */
export type LoadedReport = Partial<Report>;

/** The report of the project; an empty one without the entry. Throws a ReportError for a missing export. */
export async function loadReport({
  root,
  disk,
  load,
}: Pick<Effects, "root" | "disk" | "load">): Promise<LoadedReport> {
  const path = join(root, REPORT_ENTRY);
  if ((await disk.kind(path)) !== "file") return {};
  const { report } = await load(path);
  if (isRecord(report)) return report;
  throw new ReportError(`missing export: report in ${REPORT_ENTRY}`, {
    help: "write export const report = defineReport({ ... })",
  });
}

const IDENTITY = ["title", "subtitle", "summary", "subject"] as const;

/** Throws a ReportError for a report that does not say what it is called. */
export function identityOf({ identity }: LoadedReport): ReportIdentity {
  const missing = IDENTITY.filter((name) => typeof identity?.[name] !== "string");
  if (identity !== undefined && missing.length === 0) return identity;
  throw new ReportError(`missing identity of the report: ${missing.join(", ")}`, {
    help: `write identity: { ${IDENTITY.map((name) => `${name}: "..."`).join(", ")} } in ${REPORT_ENTRY}`,
  });
}

/** The name in place of an engine's in a report without one, whose trials are plain TypeScript. */
const NO_ENGINE = "none";

/** Whether the numbers of the engine with this name are equal bit for bit on every machine. */
export const isExactEngine = ({ engine }: LoadedReport, name: string): boolean =>
  name === (engine?.exact ?? NO_ENGINE);

/** The engine with this name, the value of --backend; the report's default without one. */
export function engineNamed({ engine }: LoadedReport, name: string | undefined): string {
  if (name === undefined) return engine?.names[0] ?? NO_ENGINE;
  if (engine === undefined) throw new ReportError("unexpected option: --backend; this report has no engine");
  if (engine.names.includes(name)) return name;
  throw new ReportError(`invalid --backend: ${name}; ${suggestion(name, engine.names)}`);
}

/** What computes on an engine, with its versions. */
export async function libraryOf({ engine }: LoadedReport, name: string, effects: Effects): Promise<string> {
  if (engine === undefined) return `Node ${effects.machine.node}`;
  const { root, disk } = effects;
  const lockfile = await readLockfile(root, disk);
  return engine.library(name, {
    list: (path) => disk.list(join(root, path)),
    maybeText: (path) => disk.maybeText(join(root, path)),
    versionOf: lockfile.versionOf,
  });
}
