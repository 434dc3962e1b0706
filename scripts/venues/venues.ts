/**
 * Where papers are published, as far as a figure has to know: widths in inches of a column and of the whole text, and
 * the sizes in points of its text (titles, names) and of its lesser text (labels of ticks, numbers, notes).
 */
export interface Venue {
  /** As the command line names it. */
  readonly name: string;
  readonly title: string;
  /** Width of a column, in; undefined where the text is one column. */
  readonly column: number | undefined;
  /** Width of the text, in. */
  readonly full: number;
  /** Sizes of text, pt. */
  readonly text: number;
  readonly small: number;
  /** What sets the widths: style file or author kit, and the lengths in it. */
  readonly source: string;
}

/** A column of a two-column page, or the width of the text. */
export type Column = "single" | "full";

const conference = { text: 9, small: 7 } as const;
const dense = { text: 8, small: 6 } as const;

export const venues: readonly Venue[] = [
  {
    name: "neurips",
    title: "NeurIPS",
    column: undefined,
    full: 5.5,
    ...conference,
    source: "neurips.sty: textwidth 5.5in",
  },
  {
    name: "iclr",
    title: "ICLR",
    column: undefined,
    full: 5.5,
    ...conference,
    source: "iclr_conference.sty: textwidth 5.5in",
  },
  {
    name: "icml",
    title: "ICML",
    column: 3.25,
    full: 6.75,
    ...dense,
    source: "icml.sty: textwidth 6.75in, columnsep 0.25in",
  },
  {
    name: "aistats",
    title: "AISTATS",
    column: 3.25,
    full: 6.75,
    ...conference,
    source: "aistats.sty: textwidth 6.75in, columnsep 0.25in",
  },
  {
    name: "uai",
    title: "UAI",
    column: 3.25,
    full: 6.75,
    ...conference,
    source: "uai.cls: text of 6.75in in two columns of 3.25in",
  },
  {
    name: "acl",
    title: "ACL, EMNLP, NAACL (A4)",
    column: 3.03,
    full: 6.3,
    ...conference,
    source: "acl.sty: A4 with margins of 2.5cm, columnsep 0.6cm",
  },
  {
    name: "cvpr",
    title: "CVPR, ICCV",
    column: 3.25,
    full: 6.875,
    ...dense,
    source: "cvpr.sty: text of 6.875in in two columns of 3.25in",
  },
  {
    name: "aaai",
    title: "AAAI",
    column: 3.3,
    full: 6.975,
    ...conference,
    source: "aaai.sty: two columns of 3.3in, columnsep 0.375in",
  },
  {
    name: "eccv",
    title: "ECCV",
    column: undefined,
    full: 4.8,
    ...dense,
    source: "llncs.cls: textwidth 12.2cm",
  },
  {
    name: "jmlr",
    title: "JMLR",
    column: undefined,
    full: 6,
    ...conference,
    source: "jmlr2e.sty: textwidth 6in",
  },
  {
    name: "tmlr",
    title: "TMLR",
    column: undefined,
    full: 6.5,
    ...conference,
    source: "tmlr.sty: textwidth 6.5in",
  },
  {
    name: "ieee",
    title: "IEEE",
    column: 3.3,
    full: 6.9,
    ...dense,
    source: "IEEE author kit, two columns: 6.9in with columns of 3.3in",
  },
  {
    name: "beamer",
    title: "Beamer, 16:9",
    column: undefined,
    full: 5.51,
    ...conference,
    source: "beamer.cls, aspectratio=169: paper of 16cm, margins of 1cm",
  },
];

/** What a figure is laid out for. */
export interface Layout {
  /** pt: as a unit of the drawing is one point, also its width in units. */
  readonly width: number;
  readonly text: number;
  readonly small: number;
}

const POINTS_PER_INCH = 72;

/** The layout of a venue's column, or of a width in inches in its place. */
export function layoutOf(venue: Venue, column: Column, inches?: number): Layout {
  const width = inches ?? (column === "single" ? (venue.column ?? venue.full) : venue.full);
  return { width: width * POINTS_PER_INCH, text: venue.text, small: venue.small };
}
