/** The command line of `npm run figures`. */
import type { ProfileName } from "../experiments/lib/experiment.ts";
import { type CommandLine, mistake, oneOf, parseOnly, readWords } from "./command-line.ts";
import { type Column, type Venue, venues } from "./venues/venues.ts";

export type FigureFormat = "pdf" | "svg" | "png";

export interface FiguresOptions {
  readonly venue: Venue;
  readonly column: Column;
  /** Width in inches, in place of the venue's. */
  readonly width: number | undefined;
  readonly only: readonly number[] | undefined;
  readonly formats: readonly FigureFormat[];
  readonly profile: ProfileName;
  /** The folder to write into, as given. */
  readonly out: string;
}

export const figuresUsage = `npm run figures -- --venue NAME [options]

  --venue NAME     whose widths and sizes of text; --list shows them
  --column NAME    single (default: one column, where the venue has two) or full (the width of the text)
  --width IN       another width, in inches
  --only 04,09     the figures of these slides alone
  --format LIST    some of pdf,svg,png (all unless given)
  --profile NAME   of which build: default or paper
  --out DIR        write there instead of out.figures/<venue>-<column>
  --list           print the venues
  --help           print this`;

const line: CommandLine = {
  command: "npm run figures",
  options: {
    venue: { type: "string" },
    column: { type: "string" },
    width: { type: "string" },
    only: { type: "string" },
    format: { type: "string" },
    profile: { type: "string" },
    out: { type: "string" },
    list: { type: "boolean" },
    help: { type: "boolean" },
  },
};

const formats: readonly FigureFormat[] = ["pdf", "svg", "png"];
const columns: readonly Column[] = ["single", "full"];
const profiles: readonly ProfileName[] = ["quick", "default", "paper"];

/** The options that `words` ask for, or the name of what is only to be printed. */
export function parseFiguresOptions(words: readonly string[]): FiguresOptions | "help" | "list" {
  const given = readWords(words, line);
  if (given.has("help")) return "help";
  if (given.has("list")) return "list";
  const name = given.get("venue");
  if (name === undefined) throw mistake("missing option: --venue", line);
  oneOf(
    "--venue",
    name,
    venues.map((venue) => venue.name),
    line,
  );
  const [venue] = venues.filter((candidate) => candidate.name === name);
  if (venue === undefined) throw new Error(`venue ${name} was found and is gone`);
  const column = oneOf("--column", given.get("column") ?? "single", columns, line);
  const width = parseWidth(given.get("width"));
  return {
    venue,
    column,
    width,
    only: parseOnly(given.get("only"), line),
    formats: parseFormats(given.get("format")),
    profile: oneOf("--profile", given.get("profile") ?? "default", profiles, line),
    out: given.get("out") ?? `out.figures/${name}-${width === undefined ? column : `${width}in`}`,
  };
}

/** Inches that a figure can be laid out in. */
const widths = { least: 2, most: 20 } as const;

function parseWidth(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const width = Number(value);
  if (/^\d+(\.\d+)?$/.test(value) && widths.least <= width && width <= widths.most) return width;
  throw mistake(
    `invalid --width: ${value}; expected inches from ${widths.least} to ${widths.most}, such as 3.25`,
    line,
  );
}

function parseFormats(value: string | undefined): readonly FigureFormat[] {
  if (value === undefined) return formats;
  return value.split(",").map((part) => oneOf("--format", part.trim(), formats, line));
}

/** The venues as a table. */
export function listVenues(): string {
  const inches = (width: number | undefined) =>
    (width === undefined ? "-" : String(Math.round(width * 1000) / 1000)).padEnd(8);
  const rows = venues.map(
    ({ name, title, column, full, text, small, source }) =>
      `${name.padEnd(9)}${title.padEnd(25)}${inches(column)}${inches(full)}${`${text} / ${small}`.padEnd(9)}${source}`,
  );
  const head = `${"name".padEnd(9)}${"venue".padEnd(25)}${"column".padEnd(8)}${"full".padEnd(8)}${"pt".padEnd(9)}where the widths (in) and sizes are from`;
  return [head, ...rows].join("\n");
}
