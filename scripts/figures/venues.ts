/** The venues for which figures can be laid out, with the widths and text sizes of their style files. */
import type { Layout } from "../drawing/layout/panels.ts";

export interface Venue {
  /** As the command line names it. */
  readonly name: string;
  readonly title: string;
  /** Width of a column, in; undefined where the text is one column. */
  readonly column: number | undefined;
  /** Width of the text, in. */
  readonly full: number;
  /** Size of a figure's titles and names, pt. */
  readonly text: number;
  /** Size of its tick labels, numbers and notes, pt: the minimum for any text. */
  readonly small: number;
  /** Where the widths and sizes come from: the style file, and the lengths in it. */
  readonly source: string;
}

/** A column of a two-column page, or the width of the text. */
export type Column = "single" | "full";

/** Lengths in inches. A TeX point is 1/72.27 in, a pica is 12 points. */
const cm = (length: number): number => length / 2.54;
const pica = (length: number): number => (length * 12) / 72.27;

/** Widths of a text in two columns. */
const twoOf = (full: number, gap: number) => ({ full, column: (full - gap) / 2 });
/** Widths of a text in one column. */
const oneOf = (full: number) => ({ full, column: undefined });

const conference = { text: 9, small: 7 } as const;
const dense = { text: 8, small: 6 } as const;

/** A package that many papers use. Source of text sizes for venues whose style file sets none for figures. */
const tueplots = "text as in tueplots/fontsizes.py";

/** Read from copies of the style files in public repositories (November 2026). No copy of UAI's was found. */
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
    source: "tueplots/figsizes.py: 6.75in and 3.25in, not checked in UAI's class; text as for AISTATS",
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
    source: "cvpr.sty (2025): \\textwidth 6.875in, \\columnsep 0.3125in; captions 9pt, figures 1pt smaller",
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
    source: "eccv.sty (2024): width=122mm, as llncs.cls; captions 9pt, figures 1pt smaller",
  },
  {
    name: "jmlr",
    title: "JMLR",
    ...oneOf(6),
    ...conference,
    source: "jmlr2e.sty: \\textwidth 6.0 true in; text 11pt, figures as for TMLR",
  },
  {
    name: "tmlr",
    title: "TMLR",
    ...oneOf(6.5),
    ...conference,
    source: "tmlr.sty: \\textwidth 6.5 true in; text 10pt, figures 1pt smaller",
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

const POINTS_PER_INCH = 72;

/** The layout, in points, for a venue's column; `inches` replaces the column's width. */
export function layoutOf(venue: Venue, column: Column, inches?: number): Layout {
  const width = inches ?? (column === "single" ? (venue.column ?? venue.full) : venue.full);
  return { width: width * POINTS_PER_INCH, text: venue.text, small: venue.small };
}

/** The venues as a table for the terminal. */
export function listVenues(): string {
  const inches = (width: number | undefined) =>
    (width === undefined ? "-" : String(Math.round(width * 1000) / 1000)).padEnd(8);
  const rows = venues.map(
    ({ name, title, column, full, text, small, source }) =>
      `${name.padEnd(9)}${title.padEnd(25)}${inches(column)}${inches(full)}${`${text} / ${small}`.padEnd(9)}${source}`,
  );
  const head = `${"name".padEnd(9)}${"venue".padEnd(25)}${"column".padEnd(8)}${"full".padEnd(8)}${"pt".padEnd(9)}source of the widths (in) and sizes`;
  return [head, ...rows].join("\n");
}
