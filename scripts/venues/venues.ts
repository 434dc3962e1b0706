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
  /** What sets the widths and the sizes of text: the style file, and the lengths in it. */
  readonly source: string;
}

/** A column of a two-column page, or the width of the text. */
export type Column = "single" | "full";

/** Lengths in inches. A TeX point is 1/72.27 in, a pica twelve of them. */
const cm = (length: number): number => length / 2.54;
const pica = (length: number): number => (length * 12) / 72.27;

/** Width of each of two columns. */
const twoOf = (full: number, gap: number) => ({ full, column: (full - gap) / 2 });
const oneOf = (full: number) => ({ full, column: undefined });

const conference = { text: 9, small: 7 } as const;
const dense = { text: 8, small: 6 } as const;

/** Where a style file sets no sizes for figures: those of a package that many papers use. */
const tueplots = "text as in tueplots/fontsizes.py";

/** From copies of the style files that public repositories keep (November 2026), but for UAI's, which none did. */
export const venues: readonly Venue[] = [
  {
    name: "neurips",
    title: "NeurIPS",
    ...oneOf(5.5),
    ...conference,
    source: "neurips_2025.sty: textwidth=5.5in; \\small 9pt, \\scriptsize 7pt",
  },
  {
    name: "iclr",
    title: "ICLR",
    ...oneOf(5.5),
    ...conference,
    source: "iclr2026_conference.sty: \\textwidth 5.5 true in; \\small 9pt, \\scriptsize 7pt",
  },
  {
    name: "icml",
    title: "ICML",
    ...twoOf(6.75, 0.25),
    ...dense,
    source: `icml2025.sty: \\textwidth 6.75in, \\columnsep 0.25in; ${tueplots}`,
  },
  {
    name: "aistats",
    title: "AISTATS",
    ...twoOf(6.75, 0.25),
    ...conference,
    source: `aistats2025.sty: \\textwidth 6.75in, \\columnsep 0.25in; ${tueplots}`,
  },
  {
    name: "uai",
    title: "UAI",
    ...twoOf(6.75, 0.25),
    ...conference,
    source: "not seen in UAI's class; tueplots/figsizes.py: 6.75in and 3.25in; text as at AISTATS",
  },
  {
    name: "acl",
    title: "ACL, EMNLP, NAACL (A4)",
    ...twoOf(cm(21 - 2 * 2.5), cm(0.6)),
    ...conference,
    source: "acl.sty: a4paper, margin=2.5cm, \\columnsep 0.6cm; \\small 9pt, \\scriptsize 7pt",
  },
  {
    name: "cvpr",
    title: "CVPR, ICCV",
    ...twoOf(6.875, 0.3125),
    ...dense,
    source: "cvpr.sty (2025): \\textwidth 6.875in, \\columnsep 0.3125in; captions 9pt, the text a point less",
  },
  {
    name: "aaai",
    title: "AAAI",
    ...twoOf(7, 0.375),
    ...conference,
    source: "aaai25.sty: \\textwidth 7.0in, \\columnsep 0.375in; \\small 9pt, \\scriptsize 7pt",
  },
  {
    name: "eccv",
    title: "ECCV",
    ...oneOf(cm(12.2)),
    ...dense,
    source: "eccv.sty (2024): width=122mm, as llncs.cls; captions 9pt, the text a point less",
  },
  {
    name: "jmlr",
    title: "JMLR",
    ...oneOf(6),
    ...conference,
    source: "jmlr2e.sty: \\textwidth 6.0 true in; text of 11pt, sizes as at TMLR",
  },
  {
    name: "tmlr",
    title: "TMLR",
    ...oneOf(6.5),
    ...conference,
    source: "tmlr.sty: \\textwidth 6.5 true in; text of 10pt, the figures' a point less",
  },
  {
    name: "ieee",
    title: "IEEE",
    ...twoOf(pica(43), pica(1)),
    ...dense,
    source: "IEEEtran.cls: \\textwidth 43pc, \\columnsep 1pc; captions 8pt",
  },
  {
    name: "beamer",
    title: "Beamer, 16:9",
    ...oneOf(cm(16 - 2 * 1)),
    ...conference,
    source:
      "beamer, aspectratio=169: paper of 16cm, hmargin=1cm; tueplots/figsizes.py: \\textwidth 398.3386pt",
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
