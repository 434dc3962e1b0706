/** Data of a figure: drawing, caption, description, tables, downloads, the source of a deck figure, and its explorable form. */
import type { Cell, Row } from "../../experiments/kit/experiment.ts";
import { escapeXml } from "../base/format.ts";
import { isRecord } from "../base/json.ts";
import { type Drawings, drawingOf } from "../drawing/drawings.ts";
import type { ExploredFigure } from "../drawing/explore/explorable.ts";
import { EDITOR } from "../drawing/vega/editor-address.ts";
import { datasetsOf } from "../drawing/vega/tables.ts";
import {
  ARCHIVE_FILE,
  BIBTEX_FILE,
  embedFile,
  exploredFile,
  type FigureExtension,
  figureFile,
  pageAddress,
  plottedFile,
} from "../record/files.ts";
import { type FigureRecord, type ReportRecord, remarksOf, subjectOf } from "../record/record.ts";
import { renderInlineProse, type Surroundings } from "../text/prose.ts";
import { formatNumber, typeset } from "../text/typography.ts";

export interface FigureView {
  readonly id: string;
  readonly number: number;
  readonly origin: FigureRecord["origin"];
  readonly drawing: string;
  /** The same laid out for a study on a large screen; null where the figure has one size only. */
  readonly wide: string | null;
  /** Whether the page's script can explore it. */
  readonly isExplored: boolean;
  /** CSS px. */
  readonly width: number;
  readonly alt: string;
  /** The sentence above the drawing, as markup. */
  readonly title: string | null;
  readonly caption: string;
  readonly description: string;
  /** Whose figure it is. */
  readonly from: string;
  /** Whether it shows what this report measured or counted. */
  readonly isOurs: boolean;
  /** For a figure of the deck: what is invented in it, and its note, as markup. */
  readonly remark: string | null;
  /** For the first figure of a slide's deck: the source of its port. */
  readonly source: string | null;
  readonly tables: readonly TableView[];
  readonly files: readonly FigureFileView[];
  readonly embed: EmbedLinkView;
}

/** The page that shows the figure alone, and the element that shows this page in another one. */
interface EmbedLinkView {
  readonly href: string;
  readonly code: string;
}

export interface FigureFileView {
  readonly href: string;
  readonly label: string;
  readonly purpose: string;
}

export interface TableView {
  readonly name: string;
  readonly figureNumber: number;
  readonly columns: readonly { readonly name: string; readonly isNumeric: boolean }[];
  readonly rows: readonly (readonly { readonly text: string; readonly isNumeric: boolean }[])[];
  /** "The first 30 of 1,200 rows.", or null when all are shown. */
  readonly more: string | null;
  readonly href: string;
}

/** Where a figure is shown. */
export interface FigurePlace {
  readonly drawings: Drawings;
  readonly surroundings: Surroundings;
  /** The source of the deck's port, where it is shown below this figure. */
  readonly source?: string | undefined;
  /** The way from the page to the report's folder: empty or "../../". */
  readonly root: string;
  readonly report: ReportRecord;
}

export function figureView(
  figure: FigureRecord,
  { drawings, source, surroundings, root, report }: FigurePlace,
): FigureView {
  const { id, number, origin, alt, description } = figure;
  const remarks = remarksOf(figure).map((text) => renderInlineProse(text, surroundings));
  const { inlineSvg, wideSvg, width, height, tables, editorAddress } = drawingOf(drawings, id);
  return {
    id,
    number,
    origin,
    drawing: inlineSvg,
    wide: wideSvg,
    isExplored: isExplored(figure),
    width,
    alt,
    title: figure.title === undefined ? null : renderInlineProse(figure.title, surroundings),
    caption: renderInlineProse(figure.caption, surroundings),
    description: typeset(description),
    from: fromText(figure, report),
    isOurs: origin === "measured" && figure.published !== true,
    remark: remarks.length === 0 ? null : remarks.join(" "),
    source: source ?? null,
    // Getters, because neither the PDF nor the front page shows them.
    get tables() {
      return tables.map((table) => tableView(table.name, table.rows, number, root + table.file));
    },
    get files() {
      return figureFileViews(figure, editorAddress, root);
    },
    get embed() {
      return embedLinkView(figure, { width, height }, root, report);
    },
  };
}

/** The widest that the page of a figure shows it, and the height of what is around it, px. */
const EMBED_WIDTH = 480;
const EMBED_TEXTS = 180;

/** Without an address in CITATION.cff, the page's script makes that of the element absolute. */
function embedLinkView(
  { id, title, alt }: FigureRecord,
  { width, height }: { readonly width: number; readonly height: number },
  root: string,
  { report: { citation } }: ReportRecord,
): EmbedLinkView {
  const file = embedFile(id);
  const address = citation.url === undefined ? root + file : pageAddress(citation.url, file);
  const name = escapeXml(typeset((title?.plain ?? alt).replaceAll("**", "")));
  const high = Math.round((EMBED_WIDTH * height) / width) + EMBED_TEXTS;
  const attributes = `title="${name}" width="100%" height="${high}" loading="lazy" style="border: 0"`;
  return { href: root + file, code: `<iframe src="${escapeXml(address)}" ${attributes}></iframe>` };
}

function fromText({ origin, published }: FigureRecord, report: ReportRecord): string {
  if (origin === "deck") return `The ${subjectOf(report)}’s illustration`;
  return published === true ? "Published" : "Measured";
}

type Kind = readonly [FigureExtension, label: string, purpose: string];

const pictures: readonly Kind[] = [
  ["svg", "SVG", "fonts embedded"],
  ["pdf", "PDF", "vector graphics, for papers"],
  ["png", "PNG", "300 dpi, for slides"],
];

const texts: readonly Kind[] = [
  ["vl.json", "Vega-Lite", "the specification with its data"],
  ["tex", "LaTeX", "figure, caption and label to paste"],
  ["txt", "Text", "alternative text and description"],
  ["json", "Provenance", "the trials and settings behind it"],
];

/** The downloads of a figure: its files, the Vega editor, and the files that all figures share. */
export function figureFileViews(
  figure: FigureRecord,
  editorAddress: string | null,
  root: string,
): FigureFileView[] {
  const view = ([extension, label, purpose]: Kind) => ({
    href: root + figureFile(figure.id, extension),
    label,
    purpose,
  });
  return [
    ...pictures.map(view),
    ...figure.plotted.map(({ name }) => ({
      href: root + plottedFile(figure, name),
      label: figure.plotted.length === 1 ? "CSV" : `CSV: ${name}`,
      purpose: "the plotted data",
    })),
    ...texts.map(view),
    editorView(editorAddress),
    { href: root + BIBTEX_FILE, label: "BibTeX", purpose: "to cite the report" },
    { href: root + ARCHIVE_FILE, label: "ZIP", purpose: "the files of all figures" },
  ];
}

function editorView(address: string | null): FigureFileView {
  const label = "Vega editor";
  if (address !== null) return { href: address, label, purpose: "opens the specification" };
  return {
    href: `${EDITOR}custom/vega-lite`,
    label,
    purpose: "paste the specification there: it is too long for a link",
  };
}

/** Rows shown on the page; longer tables link to their CSV. */
const MOST_ROWS = 30;

export function tableView(name: string, rows: readonly Row[], figureNumber: number, href: string): TableView {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const numeric = new Set(names.filter((column) => rows.every((row) => isNumericCell(row[column] ?? null))));
  return {
    name,
    figureNumber,
    columns: names.map((column) => ({ name: column, isNumeric: numeric.has(column) })),
    rows: rows
      .slice(0, MOST_ROWS)
      .map((row) =>
        names.map((column) => ({ text: cellText(row[column] ?? null), isNumeric: numeric.has(column) })),
      ),
    more: rows.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${formatNumber(rows.length)} rows.` : null,
    href,
  };
}

function isNumericCell(cell: Cell): boolean {
  return cell === null || typeof cell === "number";
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  return typeof cell === "number" ? formatNumber(cell) : String(cell);
}

/** A file for each measured figure. It is a classic script, because pages opened from disk may not fetch data. */
export function exploredFiles(figures: readonly FigureRecord[], drawings: Drawings): [string, string][] {
  return figures.filter(isExplored).map((figure) => {
    const content = JSON.stringify(exploredFigure(figure, drawings));
    return [exploredFile(figure.id), `report.figure(${JSON.stringify(figure.id)}, ${content});\n`];
  });
}

/** The deck's figures are not explored, since the values of most are invented; nor is a drawing, which has none. */
export const isExplored = ({ origin, spec }: Pick<FigureRecord, "origin" | "spec">): boolean =>
  origin === "measured" && hasValues(spec);

/** Whether something in a spec is placed or coloured by a quantity that an axis or a legend explains. */
function hasValues(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(hasValues);
  if (!isRecord(part)) return false;
  const { encoding } = part;
  return (isRecord(encoding) && showsQuantity(encoding)) || Object.values(part).some(hasValues);
}

const showsQuantity = (encoding: Readonly<Record<string, unknown>>): boolean =>
  ["x", "y", "color"].some((name) => {
    const channel = encoding[name];
    return (
      isRecord(channel) && channel.type === "quantitative" && "field" in channel && channel.axis !== null
    );
  });

function exploredFigure({ id, alt, description }: FigureRecord, drawings: Drawings): ExploredFigure {
  const { width, height, explorable, spec } = drawingOf(drawings, id);
  return {
    alt: typeset(alt),
    description: typeset(description),
    width,
    height,
    tables: datasetsOf(spec),
    ...explorable,
  };
}
