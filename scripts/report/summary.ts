/** The last lines of a build: what was written, how long each part took, and the verdict of each slide. */
import { relative } from "node:path";
import type { Effects } from "../base/effects.ts";
import { firstLine, formatBytes, formatCount, formatSeconds } from "../base/format.ts";
import { renderText } from "../text/prose.ts";
import type { Outcomes } from "../trials/run-trials.ts";
import { checksText } from "./claims.ts";
import { budgetOf, INDEX_FILE } from "./files.ts";
import type { BuildFacts, OutputFiles, RenderedSlide, Verdicts } from "./report.ts";
import { twoDigits } from "./slide-texts.ts";

/** Durations in milliseconds. */
export interface BuildTimes {
  readonly run: number;
  readonly render: number;
  readonly total: number;
}

export function printSummary(
  slides: readonly RenderedSlide[],
  facts: BuildFacts,
  outcomes: Outcomes,
  files: OutputFiles,
  folder: string,
  times: BuildTimes,
  { root, terminal }: Pick<Effects, "root" | "terminal">,
): void {
  const { verdicts } = facts;
  terminal.line("");
  for (const slide of slides) for (const line of slideLines(slide, verdicts)) terminal.line(line);
  terminal.line("");
  if (!verdicts.given) terminal.line(`${verdicts.build}: ${verdicts.reason}`);
  for (const line of failureLines(slides)) terminal.error(line);
  terminal.line(timeLine(slides, outcomes, times));
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  const page = Buffer.byteLength(files.get(INDEX_FILE) ?? "");
  const place = relative(root, folder) || ".";
  terminal.line(
    `written: ${place}/${INDEX_FILE}, ${formatBytes(page)} (limit ${formatBytes(budgetOf(INDEX_FILE))}); in all ${formatCount(files.size, "file")}, ${formatBytes(bytes)}`,
  );
}

const STATUS_WORDS = { "not run": "not run", failed: "FAILED" } as const;

/** The slide's verdict, and below it what the slide says in a sentence, where anything was tested. */
function slideLines(rendered: RenderedSlide, verdicts: Verdicts): readonly string[] {
  const { measured, takeaway, findings, claims, checks } = rendered;
  const { slide, config } = measured;
  const isTested = [...claims, ...checks].some(({ outcome }) => outcome !== "not tested");
  const scope = { findings, config, references: slide.references };
  return [slideLine(rendered, verdicts), ...(isTested ? [`   ${renderText(takeaway, scope)}`] : [])];
}

function slideLine(rendered: RenderedSlide, verdicts: Verdicts): string {
  const { slide, status } = rendered.measured;
  const shown =
    status.kind === "not run" || status.kind === "failed"
      ? STATUS_WORDS[status.kind]
      : verdictWords(rendered, verdicts);
  return `${twoDigits(slide)} ${slide.title.padEnd(50)} ${shown}`;
}

function verdictWords({ verdict, checks }: RenderedSlide, verdicts: Verdicts): string {
  if (!verdicts.given) return `no verdict (${verdicts.build})`;
  return verdict === "none" ? checksText(checks) : verdict;
}

function failureLines(slides: readonly RenderedSlide[]): readonly string[] {
  return slides.flatMap(({ measured: { slide, status } }) => {
    if (status.kind !== "failed") return [];
    return status.failures.map(
      (failure) => `failed: ${slide.name}: ${failure.label}: ${firstLine(failure.cause)}`,
    );
  });
}

function timeLine(slides: readonly RenderedSlide[], outcomes: Outcomes, times: BuildTimes): string {
  const states = [...outcomes.values()].map(({ state }) => state);
  const counts = (["ran", "stored", "failed", "not run"] as const)
    .map((state) => ({ state, count: states.filter((other) => other === state).length }))
    .filter(({ state, count }) => count > 0 || state === "ran" || state === "stored")
    .map(({ state, count }) => `${count} ${state}`)
    .join(", ");
  const figures = slides.reduce((sum, slide) => sum + slide.figures.length, 0);
  const each = figures === 0 ? "" : `, ${Math.round(times.render / figures)} ms each`;
  return [
    `trials ${formatSeconds(times.run / 1000)} (${counts})`,
    `render ${formatSeconds(times.render / 1000)} (${formatCount(figures, "figure")}${each})`,
    `total ${formatSeconds(times.total / 1000)}`,
  ].join(" · ");
}
