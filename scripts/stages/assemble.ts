/** assemble: rendered slides and templates -> the files of the report. */
import path from "node:path";
import type { CachingEffects } from "../base/cached.ts";
import { toCsv } from "../drawing/figure-tables.ts";
import { createFonts } from "../drawing/fonts.ts";
import { figureCss } from "../drawing/svg-inline.ts";
import { type LiveFiles, liveFiles } from "../live/live-files.ts";
import { exploredFiles } from "../page/explored-figures.ts";
import { type CiteView, indexView, type PageTexts, studyViews } from "../page/page-view.ts";
import { presentView } from "../page/present-view.ts";
import { drawScreens, type ScreenDrawings } from "../page/screen-drawings.ts";
import { compileTemplates, htmlTemplates, readTemplates } from "../page/templates.ts";
import { type Citation, readCitation, toBibtex, toReference } from "../print/citation.ts";
import { figureKits } from "../print/figure-kit.ts";
import { reportPdf } from "../print/report-pdf.ts";
import { slidesPdf } from "../print/slides-pdf.ts";
import { readAnswer } from "../report/answer.ts";
import { clientScripts } from "../report/client-scripts.ts";
import {
  BIBTEX_FILE,
  FINDINGS_FILE,
  INDEX_FILE,
  PRESENT_FILE,
  REPORT_PDF_FILE,
  SLIDES_PDF_FILE,
  studyFile,
  tableFile,
} from "../report/files.ts";
import { findingsJson } from "../report/manifest.ts";
import type { BuildFacts, OutputFiles, RenderedSlide } from "../report/report.ts";
import { htmlMarkup } from "../text/html.ts";
import { readTextScope } from "../text/scope.ts";

/** Style sheets of templates/styles/; later ones may override earlier ones. */
const styles = [
  "base",
  "frame",
  "bar",
  "opening",
  "slides",
  "claims",
  "study",
  "live",
  "figures",
  "explore",
  "explore-values",
  "tables",
  "preferences",
  "print",
] as const;

/** Those of the presentation, which come after all of the above. */
const presentStyles = ["present", "present-forms", "present-tools", "present-views"] as const;

/** Scripts of templates/client/. */
const scripts = ["report", "explore", "vega", "live", "present"] as const;

/** Makes every file of out/ except manifest.json and run.json. */
export async function assemble(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  effects: CachingEffects,
): Promise<OutputFiles> {
  const live = await liveFiles(rendered, effects);
  const { files, drawings, texts, citation } = await assembleShown(rendered, facts, live, effects);
  const printed = { rendered, facts, texts, citation };
  return new Map<string, string | Uint8Array>([
    ...files,
    [REPORT_PDF_FILE, await reportPdf(printed, effects)],
    [SLIDES_PDF_FILE, await slidesPdf(printed, drawings, effects)],
    ...(await figureKits(rendered, { facts, bibtex: texts.cite.bibtex }, effects)),
    ...tableFiles(rendered),
    [FINDINGS_FILE, findingsJson(rendered, facts)],
  ]);
}

/** The pages with what they load, and what else is made of the same. */
interface ShownReport {
  readonly files: OutputFiles;
  readonly drawings: ScreenDrawings;
  readonly texts: PageTexts;
  readonly citation: Citation;
}

/** Makes the files that a browser loads for the pages: all but what is printed or downloaded. */
export async function assembleShown(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  live: LiveFiles,
  effects: CachingEffects,
): Promise<ShownReport> {
  const citation = await readCitation(effects);
  const cite = {
    reference: toReference(citation, facts),
    bibtex: toBibtex(citation, facts),
    file: BIBTEX_FILE,
  };
  const texts = await readTexts(rendered, facts, cite, effects);
  const drawings = await drawScreens(rendered, texts.answer.figure, effects);
  const pages = await assemblePages(rendered, live.files, facts, texts, drawings, effects);
  const explored = rendered.flatMap((one) =>
    effects.keep(`explored ${one.measured.slide.name}`, [one], () => exploredFiles([one])),
  );
  const fonts = await createFonts(
    visibleCharacters([...pages.values(), ...explored.map(([, text]) => text)]),
    effects,
  );
  const sheet = async (names: readonly string[]) => {
    const read = (name: string) =>
      effects.disk.readText(path.join(effects.root, "templates", "styles", `${name}.css`));
    return (await Promise.all(names.map(read))).join("\n");
  };
  const files = new Map<string, string | Uint8Array>([
    ...pages,
    ["assets/report.css", [fonts.css, figureCss(), await sheet(styles)].join("\n")],
    ["assets/present.css", await sheet(presentStyles)],
    ...(await clientScripts(scripts, live.licences, effects)),
    ...explored,
    ...fonts.files,
    ...live.files,
  ]);
  return { files, drawings, texts, citation };
}

/** Reads the report's texts that belong to no slide. */
async function readTexts(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  cite: CiteView,
  effects: CachingEffects,
): Promise<PageTexts> {
  const { root, disk } = effects;
  const read = async (name: string) => {
    const file = path.join("templates", name);
    return { text: await disk.readText(path.join(root, file)), file, line: 1 };
  };
  return {
    abstract: await read("abstract.md"),
    method: await read("method.md"),
    rulesChanged: await read("changed-rules.md"),
    files: await read("files.md"),
    answer: await readAnswer(rendered, effects),
    scope: await readTextScope(facts.profile, effects),
    cite,
  };
}

/** The report's page, the presentation and the study of each slide, by path. */
async function assemblePages(
  rendered: readonly RenderedSlide[],
  live: OutputFiles,
  facts: BuildFacts,
  texts: PageTexts,
  drawings: ScreenDrawings,
  effects: CachingEffects,
): Promise<ReadonlyMap<string, string>> {
  const { keep } = effects;
  const read = await readTemplates(htmlTemplates, effects);
  const renderTemplate = keep("templates", [read], () => compileTemplates(htmlTemplates, read));
  const language = { markup: htmlMarkup, renderTemplate };
  const studies = studyViews(rendered, live, facts, language, keep);
  const index = indexView(rendered, studies, facts, texts, language);
  return new Map([
    [INDEX_FILE, renderTemplate("index", index)],
    [PRESENT_FILE, renderTemplate("present", presentView(index, rendered, facts, drawings, language))],
    ...rendered.flatMap(({ measured: { slide } }, place): [string, string][] => {
      const study = studies[place];
      if (study === undefined) return [];
      const page = keep(`page ${slide.name}`, [study, renderTemplate], () => renderTemplate("study", study));
      return [[studyFile(slide.name), page]];
    }),
  ]);
}

/** Characters that the fonts must contain: printable ASCII, common punctuation, powers, arrows, and those of the pages. */
function visibleCharacters(shown: readonly string[]): string {
  const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));
  // Most of the megabytes that are shown is ASCII, which a pattern skips faster than a set takes it.
  const others = shown.flatMap((text) => text.match(/[^\n -~]+/g) ?? []);
  return `${ascii}“”‘’–—…−×↑↓↕←→⁻⁰¹²³⁴⁵⁶⁷⁸⁹${others.join("")}`;
}

function tableFiles(rendered: readonly RenderedSlide[]): [string, string][] {
  return rendered.flatMap(({ measured: { slide, status } }) =>
    status.kind !== "measured"
      ? []
      : Object.entries(status.tables).map(([name, rows]): [string, string] => [
          tableFile(slide.name, name),
          toCsv(rows),
        ]),
  );
}
