/** The texts of a slide that are ours: its prose, and what its figures say of themselves. */
import type { Figure } from "../../experiments/lib/experiment.ts";
import { type ProseSource, readStatements } from "../text/statements.ts";
import type { MeasuredSlide, Slide } from "./report.ts";

/** A failed slide, or one that this build left out, has no numbers for its prose: only the deck's part is shown. */
export function isProseShown(measured: MeasuredSlide): boolean {
  return measured.status.kind === "measured" || measured.status.kind === "no experiment";
}

export function proseOf(slide: Slide): ProseSource {
  return { text: slide.prose, file: slide.file, line: slide.proseLine };
}

export type FigureText = "caption" | "alt" | "description";

export function figureTextOf(slide: Slide, name: string, figure: Figure, kind: FigureText): ProseSource {
  return { text: figure[kind], file: `${slide.file.replace(/[^/]*$/, "")}figure "${name}", ${kind}` };
}

/** The names that statements of one kind use, in order, with where each stands. */
export function namesIn(
  source: ProseSource,
  kind: "figure" | "finding",
): { readonly name: string; readonly where: string }[] {
  return readStatements(source)
    .filter((statement) => statement.kind === kind)
    .map(({ words: [name = ""], where }) => ({ name, where }));
}

/** The id of a slide's section, e.g. "slide-09"; links to it stay good when its title changes. */
export function slideId(slide: Slide): string {
  return `slide-${String(slide.number).padStart(2, "0")}`;
}
