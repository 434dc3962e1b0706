/**
 * Chooses where a typeset document has its figures, so that no figure leaves the foot of a column empty: in the text where the
 * column has room, else at the head of the next column. The document tells after each round where figures and text came.
 */

/** In the text; at the foot of the text's column, or of the next one if there is no room; at the head of the next one. */
type Place = "here" | "foot" | "head";

/** The place of a figure that has none yet. */
const FIRST = "foot";

interface Spot {
  /** Columns are counted through the document. */
  readonly column: number;
  /** From the top of the column, pt. */
  readonly y: number;
}

export interface PlacedFigure {
  readonly id: string;
  /** Where the text has it. */
  readonly text: Spot;
  readonly figure: Spot;
}

export interface Round<Document> {
  readonly document: Document;
  /** In the order of the text. */
  readonly figures: readonly PlacedFigure[];
}

/** A round settles at least the figures of one more column. The 69 figures of a report took 8 to 12. */
const MOST_ROUNDS = 40;

/** A figure in the text above this has at most a heading over it, pt: the column before ended early for it. */
const BELOW_HEADING = 60;

/** Typesets until every figure has its place. */
export function withPlaces<Document>(
  typeset: (places: Readonly<Record<string, Place>>) => Round<Document>,
): Document {
  const places = new Map<string, Place>();
  /** Figures that left the text for good: so each changes its place a few times only. */
  const banned = new Set<string>();
  for (let round = 1; ; round++) {
    const { document, figures } = typeset(Object.fromEntries(places));
    const changed = figures.filter((placed, index) => {
      const { id } = placed;
      const place = places.get(id) ?? FIRST;
      if (place === "here" && !canStay(placed, figures[index - 1])) banned.add(id);
      const next = nextPlace(placed, place, !banned.has(id));
      places.set(id, next);
      return next !== place;
    });
    if (changed.length === 0 || round === MOST_ROUNDS) return document;
  }
}

function nextPlace({ text, figure }: PlacedFigure, place: Place, isFree: boolean): Place {
  if (place === "here" && isFree) return "here";
  if (place !== "here" && figure.column > text.column) return "head";
  return isFree && place === "foot" ? "here" : "foot";
}

/** Whether a figure in the text leaves no gap before it, and comes after the figure before it. */
const canStay = ({ figure }: PlacedFigure, before: PlacedFigure | undefined): boolean =>
  figure.y > BELOW_HEADING && (before === undefined || isAfter(figure, before.figure));

const isAfter = (a: Spot, b: Spot): boolean => a.column > b.column || (a.column === b.column && a.y > b.y);
