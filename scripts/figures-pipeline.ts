/**
 * Figures for a paper, from the trials of a finished build; nothing is trained here:
 *
 *     discover -> plan -> look the trials up -> render -> lay out at the venue's width -> look over -> write
 */
import path from "node:path";
import type { FigureSpec, Tables } from "../experiments/lib/experiment.ts";
import { createProgress } from "./console/progress.ts";
import type { Effects } from "./effects.ts";
import { ReportError } from "./errors.ts";
import { gatherBuildFacts } from "./facts.ts";
import type { FiguresOptions } from "./figures-cli.ts";
import { formatCount } from "./format.ts";
import { isRecord, prettyJson } from "./json.ts";
import { MANIFEST_FILE } from "./manifest.ts";
import type { Plan } from "./plan.ts";
import { figureFaces } from "./print/faces.ts";
import type { BuildFacts, MeasuredSlide, RenderedSlide } from "./report.ts";
import { discover } from "./stages/discover.ts";
import { plan } from "./stages/plan.ts";
import { render } from "./stages/render.ts";
import { run } from "./stages/run.ts";
import { defaultLimits } from "./trials/pool.ts";
import { type LintFinding, showFinding } from "./venues/finding.ts";
import { drawVenueFigure, type VenueFigure, type VenueInput } from "./venues/venue-figure.ts";
import { createFigureFiles, type FigureFiles } from "./venues/venue-files.ts";
import { layoutOf } from "./venues/venues.ts";

/** Writes the figures that the options ask for; returns the exit code: 1 where the lint found something. */
export async function makeFigures(options: FiguresOptions, effects: Effects): Promise<number> {
  refuseQuick(options);
  const slides = await discover(effects, options.only);
  const wanted = slides.filter(({ number }) => options.only?.includes(number) ?? true);
  const planOptions = { profile: options.profile, engine: "wasm" } as const;
  const planned = await plan(wanted, planOptions, effects);
  const { measured, facts } = await lookUp(planned, planOptions, effects);
  await refuseMissing(measured, options, effects);
  const rendered = await render(measured, facts, effects);

  const layout = layoutOf(options.venue, options.column, options.width);
  const folder = path.resolve(effects.root, options.out);
  const filesOf = await createFigureFiles(figureFaces, options, effects);
  const findings: LintFinding[] = [];
  const made: object[] = [];
  for (const [slide, input, captionText] of inputsOf(rendered)) {
    const figure = await drawVenueFigure(input, layout);
    const { files, findings: inFiles }: FigureFiles = await filesOf(figure, { ...input, captionText });
    for (const [name, content] of files) await effects.disk.write(path.join(folder, name), content);
    effects.terminal.line(describe(figure));
    findings.push(...figure.findings, ...inFiles);
    made.push({ id: figure.id, ...sizes(figure), trialKeys: slide.measured.trialKeys });
  }
  const { venue, column } = options;
  const provenance = { venue, column, widthPoints: layout.width, ...facts, figures: made };
  await effects.disk.write(path.join(folder, "provenance.json"), prettyJson(provenance));
  for (const finding of findings) effects.terminal.error(`lint: ${showFinding(finding)}`);
  effects.terminal.line(
    `${options.out}: ${formatCount(made.length, "figure")} for ${venue.title}, ${formatCount(findings.length, "finding")}`,
  );
  return findings.length > 0 ? 1 : 0;
}

type PlanOptions = Parameters<typeof plan>[1];

/** The tables of the slides as far as the store has their trials. */
async function lookUp(
  planned: Plan,
  { profile, engine }: PlanOptions,
  effects: Effects,
): Promise<{ measured: readonly MeasuredSlide[]; facts: BuildFacts }> {
  const jobs = 1;
  const nothing = { only: [], timing: true, jobs, failFast: false, force: false, limits: defaultLimits };
  const { measured, outcomes } = await run(planned, nothing, createProgress(jobs, effects), effects);
  const build = { ...nothing, profile, engine, only: undefined, explain: false, out: "" };
  return { measured, facts: await gatherBuildFacts(build, outcomes, effects) };
}

function refuseQuick({ profile }: FiguresOptions): void {
  if (profile !== "quick") return;
  throw new ReportError("no figures of a quick build: it has one seed and no intervals", {
    help: "npm run build, then npm run figures without --profile quick",
  });
}

async function refuseMissing(
  measured: readonly MeasuredSlide[],
  { profile }: FiguresOptions,
  effects: Effects,
): Promise<void> {
  const missing = measured.filter(
    ({ status }) => status.kind !== "measured" && status.kind !== "no experiment",
  );
  if (missing.length === 0) return;
  const numbers = missing.map(({ slide }) => slide.number).join(", ");
  const built = await builtReport(effects);
  throw new ReportError(
    `missing trials of the ${profile} profile: slides ${numbers} are not measured${built}; no figures are made of a part`,
    {
      help: `npm run build${profile === "default" ? "" : ` -- --profile ${profile}`} runs them; --only makes the figures of the slides that are complete`,
    },
  );
}

/** What kind of report lies in out/, where it explains why trials are missing. */
async function builtReport({ root, disk }: Effects): Promise<string> {
  const text = await disk.maybeText(path.join(root, "out", MANIFEST_FILE));
  if (text === undefined) return "";
  const manifest: unknown = JSON.parse(text);
  if (!isRecord(manifest)) return "";
  if (manifest.profile === "quick") return ", and the report in out/ is a quick build";
  return manifest.partial === true ? ", and the report in out/ is partial" : "";
}

/** What is drawn of each slide, with the caption. */
function inputsOf(rendered: readonly RenderedSlide[]): [RenderedSlide, VenueInput, string][] {
  return rendered.flatMap((slide) =>
    slide.figures.map(({ id, figure, spec, alt, description, captionText }) => {
      const tables: Tables = "datasets" in spec ? (spec.datasets as Tables) : {};
      const input = { id, spec: figure.spec as FigureSpec, tables, alt, description };
      return [slide, input, captionText] as [RenderedSlide, VenueInput, string];
    }),
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;

function sizes({ width, height, smallest: { text, line } }: VenueFigure) {
  return {
    width: round(width),
    height: round(height),
    smallestText: text === undefined ? undefined : round(text),
    thinnestLine: line === undefined ? undefined : round(line),
  };
}

function describe(figure: VenueFigure): string {
  const { width, height, smallestText, thinnestLine } = sizes(figure);
  const parts = [
    `${width} x ${height} pt`,
    ...(smallestText === undefined ? [] : [`text from ${smallestText} pt`]),
    ...(thinnestLine === undefined ? [] : [`lines from ${thinnestLine} pt`]),
  ];
  return `${figure.id.padEnd(22)} ${parts.join(", ")}`;
}
