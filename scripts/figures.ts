/**
 * Command `npm run figures`: makes figures for a paper from the trials of a finished build, without training:
 *
 *     discover -> plan -> look up the trials -> render -> lay out at the venue's width -> lint -> write
 */
import path from "node:path";
import type { ProfileName } from "../experiments/lib/experiment.ts";
import { createBundler } from "./base/bundle.ts";
import { withCache } from "./base/cached.ts";
import { defineCommand, mistake, oneOf, profileName, slideNumbers, startCommand } from "./base/command.ts";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { isRecord, prettyJson } from "./base/json.ts";
import { type Drawings, drawingOf } from "./drawing/drawings.ts";
import { datasetsOf } from "./drawing/figure-tables.ts";
import { figureFaces } from "./drawing/fonts.ts";
import { type LintProblem, showProblem } from "./drawing/lint-drawing.ts";
import type { SlideRecord } from "./record/record.ts";
import { MANIFEST_FILE } from "./report/files.ts";
import { gatherBuildFacts } from "./report/manifest.ts";
import { verdictsFor } from "./report/no-verdicts.ts";
import type { BuildFacts, MeasuredSlide, Plan, Recorded } from "./report/report.ts";
import { discover } from "./stages/discover.ts";
import { draw } from "./stages/draw.ts";
import { plan } from "./stages/plan.ts";
import { record } from "./stages/record.ts";
import { run } from "./stages/run.ts";
import { defaultLimits } from "./trials/pool.ts";
import { createProgress } from "./trials/progress.ts";
import { drawVenueFigure, type VenueFigure, type VenueInput } from "./venues/venue-figure.ts";
import { createFigureFiles, type FigureFiles, type FigureFormat } from "./venues/venue-files.ts";
import { type Column, layoutOf, listVenues, type Venue, venues } from "./venues/venues.ts";

export interface FiguresOptions {
  readonly venue: Venue;
  readonly column: Column;
  /** Width in inches instead of the venue's. */
  readonly width: number | undefined;
  readonly only: readonly number[] | undefined;
  readonly formats: readonly FigureFormat[];
  readonly profile: ProfileName;
  /** The folder to write to, as given on the command line. */
  readonly out: string;
}

const formats: readonly FigureFormat[] = ["pdf", "svg", "png"];
const columns: readonly Column[] = ["single", "full"];

export const figures = defineCommand({
  name: "npm run figures",
  options: {
    venue: { value: "NAME", help: "the venue whose widths and text sizes to use; --list shows all" },
    column: {
      value: "NAME",
      help: "single (default: one column of a two-column venue) or full (the text width)",
    },
    width: { value: "IN", help: "width in inches instead of the venue's" },
    only: { value: "04,09", help: "only the figures of these slides" },
    format: { value: "LIST", help: "one or more of pdf,svg,png (default: all)" },
    profile: { value: "NAME", help: "profile of the build: default or paper" },
    out: { value: "DIR", help: "folder to write (default: out.figures/<venue>-<column>)" },
    list: { help: "print all venues" },
  },
  read: (given): FiguresOptions | "list" => (given.has("list") ? "list" : readFiguresOptions(given.value)),
  async run(options, effects) {
    if (options !== "list") return await makeFigures(options, effects);
    effects.terminal.line(listVenues());
    return 0;
  },
});

type FiguresOption = "venue" | "column" | "width" | "only" | "format" | "profile" | "out";

function readFiguresOptions(value: (name: FiguresOption) => string | undefined): FiguresOptions {
  const name = value("venue");
  if (name === undefined) throw mistake("missing option: --venue");
  const names = venues.map((venue) => venue.name);
  const venue = venues[names.indexOf(oneOf("--venue", name, names))] as Venue;
  const column = oneOf("--column", value("column") ?? "single", columns);
  const width = parseWidth(value("width"));
  return {
    venue,
    column,
    width,
    only: slideNumbers(value("only")),
    formats: parseFormats(value("format")),
    profile: profileName(value("profile") ?? "default"),
    out: value("out") ?? `out.figures/${name}-${width === undefined ? column : `${width}in`}`,
  };
}

/** Limits of --width, in inches. */
const widths = { least: 2, most: 20 } as const;

function parseWidth(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const width = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && widths.least <= width && width <= widths.most) return width;
  throw mistake(
    `invalid --width: ${value}; expected inches from ${widths.least} to ${widths.most}, such as 3.25`,
  );
}

function parseFormats(value: string | undefined): readonly FigureFormat[] {
  if (value === undefined) return formats;
  return value.split(",").map((part) => oneOf("--format", part.trim(), formats));
}

/** Writes the figures that the options ask for. Returns the exit code: 1 if the lint found a problem. */
export async function makeFigures(options: FiguresOptions, effects: Effects): Promise<number> {
  await refuseVerdictless(options, effects);
  const slides = await discover(effects, options.only);
  const wanted = slides.filter(({ number }) => options.only?.includes(number) ?? true);
  const planOptions = { profile: options.profile, engine: "wasm" } as const;
  const bundler = createBundler(effects);
  const planned = await plan(wanted, planOptions, effects, bundler);
  const { measured, facts } = await lookUp(planned, planOptions, effects);
  await refuseMissing(measured, options, effects);
  const caching = withCache(effects, bundler);
  const recorded = await record(measured, facts, caching);
  const drawings = await draw(recorded.slides, caching);

  const layout = layoutOf(options.venue, options.column, options.width);
  const folder = path.resolve(effects.root, options.out);
  const filesOf = await createFigureFiles(figureFaces, options, caching);
  const problems: LintProblem[] = [];
  const made: object[] = [];
  for (const [slide, input, captionText] of inputsOf(recorded, drawings)) {
    const figure = await drawVenueFigure(input, layout);
    const { files, problems: inFiles }: FigureFiles = await filesOf(figure, { ...input, captionText });
    for (const [name, content] of files) await effects.disk.write(path.join(folder, name), content);
    effects.terminal.line(describe(figure));
    problems.push(...figure.problems, ...inFiles);
    made.push({ id: figure.id, ...sizes(figure), trialKeys: slide.trials.map(({ key }) => key).sort() });
  }
  const { venue, column } = options;
  const provenance = { venue, column, widthPoints: layout.width, ...facts, figures: made };
  await effects.disk.write(path.join(folder, "provenance.json"), prettyJson(provenance));
  for (const problem of problems) effects.terminal.error(`lint: ${showProblem(problem)}`);
  effects.terminal.line(
    `${options.out}: ${formatCount(made.length, "figure")} for ${venue.title}, ${formatCount(problems.length, "problem")}`,
  );
  return problems.length > 0 ? 1 : 0;
}

type PlanOptions = Parameters<typeof plan>[1];

/** The tables of the slides whose trials the store has, and the facts of the build. */
async function lookUp(
  planned: Plan,
  { profile, engine }: PlanOptions,
  effects: Effects,
): Promise<{ measured: readonly MeasuredSlide[]; facts: BuildFacts }> {
  const jobs = 1;
  const nothing = { only: [], timing: true, jobs, failFast: false, force: false, limits: defaultLimits };
  const { measured, outcomes } = await run(planned, nothing, createProgress(jobs, effects), effects);
  const scope = { profile, engine, only: undefined, timing: true };
  return { measured, facts: await gatherBuildFacts(scope, outcomes, effects) };
}

async function refuseVerdictless({ profile }: FiguresOptions, effects: Effects): Promise<void> {
  const verdicts = await verdictsFor(profile, effects);
  if (verdicts.given) return;
  throw new ReportError(`no figures from a ${verdicts.build}. ${verdicts.reason}`, {
    help: `run npm run build, then npm run figures without --profile ${profile}`,
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

/** Says why trials may be missing: the report in out/ is of another kind or partial. Empty if it is neither. */
async function builtReport({ root, disk }: Effects): Promise<string> {
  const text = await disk.maybeText(path.join(root, "out", MANIFEST_FILE));
  if (text === undefined) return "";
  const manifest: unknown = JSON.parse(text);
  if (!isRecord(manifest)) return "";
  const { verdicts } = manifest;
  if (isRecord(verdicts) && verdicts.given === false) {
    return `, and the report in out/ is a ${verdicts.build}`;
  }
  return manifest.partial === true ? ", and the report in out/ is partial" : "";
}

/** What to draw, with its slide and its caption. */
function inputsOf({ records }: Recorded, drawings: Drawings): [SlideRecord, VenueInput, string][] {
  return records.slides.flatMap((slide) =>
    slide.figures.map(({ id, spec, alt, description, caption }): [SlideRecord, VenueInput, string] => {
      const tables = datasetsOf(drawingOf(drawings, id).spec);
      return [slide, { id, spec, tables, alt, description }, caption.plain];
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

await startCommand(figures, import.meta);
