import type { Slide } from "../report.ts";

/** The id of a slide's section, e.g. "slide-09"; links to it stay good when its title changes. */
export function slideId(slide: Slide): string {
  return `slide-${String(slide.number).padStart(2, "0")}`;
}
