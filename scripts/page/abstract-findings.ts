/** The abstract's list of findings. It names those of slides, "09/gap", and stands only where all of them were measured. */
import { renderProse, type Surroundings } from "../prose/render-prose.ts";
import { type ProseSource, readStatements } from "../prose/template.ts";
import type { RenderedSlide } from "../report.ts";

/** The list as markup; null where a slide that it names is left out. */
export function abstractFindings(
  source: ProseSource,
  slides: readonly RenderedSlide[],
  surroundings: Surroundings,
): string | null {
  const shown = slides.filter(({ measured }) => measured.status.kind === "measured");
  const numbers = new Set(shown.map(({ measured }) => numberOf(measured.slide.number)));
  if (slidesNamed(source).some((number) => !numbers.has(number))) return null;
  const scope = { ...surroundings.scope, findings: { ...surroundings.scope.findings, ...findingsOf(shown) } };
  return renderProse(source, { idPrefix: "abstract", headingLevel: 3 }, { ...surroundings, scope });
}

function slidesNamed(source: ProseSource): string[] {
  return readStatements(source).flatMap(({ helper, words: [id = ""] }) => {
    const [slide = "", own] = id.split("/");
    return helper === "finding" && own !== undefined ? [slide] : [];
  });
}

function findingsOf(slides: readonly RenderedSlide[]): Surroundings["scope"]["findings"] {
  return Object.fromEntries(
    slides.flatMap(({ measured: { slide }, findings }) =>
      Object.entries(findings).map(([id, finding]) => [`${numberOf(slide.number)}/${id}`, finding]),
    ),
  );
}

/** As folders have it: "09". */
function numberOf(slide: number): string {
  return String(slide).padStart(2, "0");
}
