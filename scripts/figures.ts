/**
 * Command `npm run figures`: makes figures for a paper from a finished report, without building it again:
 *
 *     records and rows of the report -> laid out at the venue's width -> linted -> written
 */
import path from "node:path";
import type { Effects } from "./base/effects.ts";
import { ReportError } from "./base/errors.ts";
import { formatCount } from "./base/format.ts";
import { parseRecord, prettyJson } from "./base/json.ts";
import { createBundler } from "./bundling/bundle.ts";
import { withCache } from "./bundling/cached.ts";
import type { FigureInput } from "./drawing/figure.ts";
import { figureFaces } from "./drawing/fonts/fonts.ts";
import { type LintProblem, showProblem } from "./drawing/lint/lint.ts";
import { datasetsOf } from "./drawing/vega/tables.ts";
import {
  createFigureFiles,
  drawVenueFigure,
  type FigureFiles,
  type FigureFormat,
  type VenueFigure,
} from "./figures/venue-files.ts";
import { type Column, layoutOf, listVenues, type Venue, venues } from "./figures/venues.ts";
import { figureFile } from "./record/files.ts";
import { readRecords } from "./record/read-record.ts";
import type { FigureRecord, ReportRecord, ReportRecords, SlideRecord } from "./record/record.ts";
import { defineCommand, mistake, oneOf, slideNumbers, startCommand } from "./system/command.ts";

export interface FiguresOptions {
  readonly venue: Venue;
  readonly column: Column;
  /** Width in inches instead of the venue's. */
  readonly width: number | undefined;
  readonly only: readonly number[] | undefined;
  readonly formats: readonly FigureFormat[];
  /** Whether captions say what the data is and where it is found. */
  readonly dataLine: boolean;
  /** The folder of the report, as given on the command line. */
  readonly from: string;
  /** The folder to write to, as given on the command line. */
  readonly out: string;
}

const formats: readonly FigureFormat[] = ["pdf", "svg", "png"];
const columns: readonly Column[] = ["single", "full"];

export const figures = defineCommand({
  name: "npm run figures",
  purpose: "Lays out the report's figures for the columns of a journal or conference.",
  example: "--venue icml --only 09",
  options: {
    venue: { value: "NAME", help: "the venue whose widths and text sizes to use; --list shows all" },
    column: {
      value: "NAME",
      help: "single (default: one column of a two-column venue) or full (the text width)",
    },
    width: { value: "IN", help: "width in inches instead of the venue's" },
    only: { value: "04,09", help: "only the figures of these slides" },
    format: { value: "LIST", help: "one or more of pdf,svg,png (default: all)" },
    "data-line": { help: "adds seeds, trials, checksum and address of the data to each caption" },
    from: { value: "DIR", help: "folder of the report (default: out)" },
    out: { value: "DIR", help: "folder to write (default: out.figures/<venue>-<column>)" },
    list: { help: "print all venues" },
  },
  read: ({ has, value }): FiguresOptions | "list" =>
    has("list") ? "list" : { ...readFiguresOptions(value), dataLine: has("data-line") },
  async run(options, effects) {
    if (options !== "list") return await makeFigures(options, effects);
    effects.terminal.line(listVenues());
    return 0;
  },
});

type FiguresOption = "venue" | "column" | "width" | "only" | "format" | "from" | "out";

function readFiguresOptions(
  value: (name: FiguresOption) => string | undefined,
): Omit<FiguresOptions, "dataLine"> {
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
    from: value("from") ?? "out",
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

/** Returns the exit code: 1 if the lint found a problem. */
export async function makeFigures(options: FiguresOptions, effects: Effects): Promise<number> {
  const { venue, column, from, out } = options;
  const report = path.resolve(effects.root, from);
  const records = await readRecords(from, report, effects.disk);
  refuseVerdictless(records.report, options);
  const slides = wantedSlides(records, options);

  const layout = layoutOf(venue, column, options.width);
  const folder = path.resolve(effects.root, out);
  const filesOf = await createFigureFiles(figureFaces, options, withCache(effects, createBundler(effects)));
  const problems: LintProblem[] = [];
  const made: object[] = [];
  for (const [slide, record] of figuresOf(slides)) {
    const specification = await specificationOf(record, report, effects);
    const drawn = await drawVenueFigure(inputOf(record, specification), layout);
    const recorded = { figure: record, slide, report: records.report, specification };
    const { files, problems: inFiles }: FigureFiles = await filesOf(drawn, recorded);
    for (const [name, content] of files) await effects.disk.write(path.join(folder, name), content);
    effects.terminal.line(describe(drawn));
    problems.push(...drawn.problems, ...inFiles);
    const { id, invented } = record;
    const facts = { invented: invented === false ? invented : invented.plain, ...sizes(drawn) };
    made.push({ id, ...facts, trialKeys: slide.trials.map(({ key }) => key).sort() });
  }
  const provenance = { venue, column, widthPoints: layout.width, ...records.report.facts, figures: made };
  await effects.disk.write(path.join(folder, "provenance.json"), prettyJson(provenance));
  const label = effects.terminal.paint("warning", "lint:", "error");
  for (const problem of problems) effects.terminal.error(`${label} ${showProblem(problem)}`);
  effects.terminal.line(
    `${out}: ${formatCount(made.length, "figure")} for ${venue.title}, ${formatCount(problems.length, "problem")}`,
  );
  return problems.length > 0 ? 1 : 0;
}

function refuseVerdictless({ verdicts }: ReportRecord, { from }: FiguresOptions): void {
  if (verdicts.given) return;
  throw new ReportError(`no figures from ${from}, a ${verdicts.build}. ${verdicts.reason}`, {
    help: "run npm run build, or name the folder of another report by --from",
  });
}

/** The slides of --only. Throws a ReportError for a slide that the report does not have or has not measured. */
function wantedSlides({ slides }: ReportRecords, { only, from }: FiguresOptions): readonly SlideRecord[] {
  const numbers = slides.map(({ slide }) => slide.number);
  const unknown = only?.find((number) => !numbers.includes(number));
  if (unknown !== undefined) {
    throw new ReportError(`unknown slide in --only: ${unknown}; expected some of ${numbers.join(", ")}`);
  }
  const wanted = slides.filter(({ slide }) => only?.includes(slide.number) ?? true);
  const missing = wanted.filter(({ status }) => status === "not run" || status === "failed");
  if (missing.length === 0) return wanted;
  throw new ReportError(
    `slides not measured in ${from}: ${missing.map(({ slide }) => slide.number).join(", ")}`,
    { help: "npm run build runs them; --only makes the figures of the slides that are complete" },
  );
}

const figuresOf = (slides: readonly SlideRecord[]): [SlideRecord, FigureRecord][] =>
  slides.flatMap((slide) => slide.figures.map((figure): [SlideRecord, FigureRecord] => [slide, figure]));

/** The text of the figure's .vl.json, which has the rows that the report publishes. */
async function specificationOf({ id }: FigureRecord, report: string, { disk }: Effects): Promise<string> {
  const file = figureFile(id, "vl.json");
  const text = await disk.maybeText(path.join(report, file));
  if (text !== undefined && parseRecord(text) !== undefined) return text;
  throw new ReportError(`missing or damaged file of the report: ${file}`);
}

/** The figure's spec with these rows. */
const inputOf = (
  { id, spec, alt, description, invented }: FigureRecord,
  specification: string,
): FigureInput => ({
  id,
  spec,
  tables: datasetsOf(parseRecord(specification) ?? {}),
  alt,
  description,
  isInvented: invented !== false,
});

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
