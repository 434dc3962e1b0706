/** What the page says about a point: the names of its mark, and its values as the axes title them. */
import type { Cell } from "../../../experiments/lib/experiment.ts";
import type { ExploredFigure } from "../../../scripts/drawing/explorable.ts";
import { formatNumber } from "../../../scripts/text/typography.ts";
import type { Point } from "./points.ts";

export interface Readout {
  /** For example the arm; empty where the mark has no name. */
  readonly name: string;
  readonly values: readonly { readonly title: string; readonly text: string }[];
}

/** The values of a point, an interval without width left out: those that the figure draws, then the other columns of its row. */
export function readoutOf(figure: ExploredFigure, { datum, row }: Pick<Point, "datum" | "row">): Readout {
  const { names, quantities, ends } = figure;
  const text = (field: string, cell: Cell | undefined) => cellText(cell, figure.shares.includes(field));
  const columns = Object.values(figure.tables).flat()[row] ?? {};
  const named = names.filter(({ field }) => typeof datum[field] === "string");
  const drawn = quantities.filter(({ field }) => field in datum);
  const pairs = ends.filter((pair) => pair.every((field) => isShown(columns[field])));
  const told = new Set([...[...named, ...drawn].map(({ field }) => field), ...pairs.flat()]);
  const untitled = named.filter(({ title }) => title === "").map(({ field }) => String(datum[field]));
  const name = [...new Set(untitled)].join(", ");
  const others = Object.keys(columns).filter((field) => !told.has(field) && columns[field] !== name);
  return {
    name,
    values: [
      ...[...named.filter(({ title }) => title !== ""), ...drawn].map(({ field, title }) => ({
        title,
        text: text(field, datum[field]),
      })),
      ...pairs
        .filter(([low, high]) => columns[low] !== columns[high])
        .map(([low, high]) => ({
          title: low === "low" ? "interval" : `${words(low)} to ${words(high)}`,
          text: `${text(low, columns[low])} to ${text(high, columns[high])}`,
        })),
      ...others
        .filter((field) => isShown(columns[field]))
        .map((field) => ({ title: words(field), text: text(field, columns[field]) })),
    ],
  };
}

const isShown = (cell: Cell | undefined): boolean => cell !== null && cell !== undefined && cell !== "";

/** Per cent to three significant digits, so that a share of 0.016 % is not shown as none. */
const PER_CENT = ".3~p";

function cellText(cell: Cell | undefined, isShare: boolean): string {
  if (typeof cell !== "number") return String(cell ?? "");
  return isShare ? formatNumber(cell, PER_CENT) : formatNumber(cell);
}

/** `lowerQuartile` -> `lower quartile` */
const words = (field: string): string => field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
