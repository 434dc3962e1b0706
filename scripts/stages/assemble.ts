/** assemble: records, drawings and templates -> the files of the report. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { prettyJson } from "../base/json.ts";
import { bundleForBrowser, type Licence, licencesText } from "../bundling/browser-bundle.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import type { Drawings } from "../drawing/drawings.ts";
import { createFonts } from "../drawing/fonts/fonts.ts";
import { figureCss } from "../drawing/svg/svg.ts";
import { toCsv } from "../drawing/vega/tables.ts";
import { type LiveFiles, liveFiles } from "../live/live-files.ts";
import { checklistView } from "../pages/checklist.ts";
import { embedView } from "../pages/embed.ts";
import { exploredFiles } from "../pages/figure.ts";
import { checklistNodes, reportNodes, studyNodes, talkNodes, withLinkedData } from "../pages/linked-data.ts";
import { indexView, type PageSource, studyViews } from "../pages/pages.ts";
import { talkView } from "../pages/present.ts";
import { drawScreens, type ScreenDrawings } from "../pages/screen-drawings.ts";
import { searchIndex, searchPages } from "../pages/search-index.ts";
import { htmlTemplates, loadTemplates } from "../pages/templates.ts";
import { toBibtex, toReference } from "../print/citation.ts";
import { documents } from "../print/documents.ts";
import { figureFiles } from "../print/figure-files.ts";
import {
  BIBTEX_FILE,
  CHECKLIST_FILE,
  CSL_FILE,
  embedFile,
  FINDINGS_FILE,
  INDEX_FILE,
  LICENCES_FILE,
  PRESENT_FILE,
  RIS_FILE,
  SEARCH_INDEX_FILE,
  studyFile,
  tableFile,
} from "../record/files.ts";
import { findingsJson } from "../record/findings.ts";
import {
  type OutputFiles,
  REPORT_FILE,
  type ReportRecords,
  recordFile,
  schemaFile,
} from "../record/record.ts";
import reportSchema from "../record/report.schema.json" with { type: "json" };
import slideSchema from "../record/slide.schema.json" with { type: "json" };
import type { Recorded } from "../slides/planned.ts";
import { htmlMarkup } from "../text/markup.ts";

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
  "checklist",
  "figures",
  "explore",
  "explore-values",
  "search",
  "tables",
  "preferences",
  "print",
] as const;

/** Those of the presentation, after all of the above. */
const presentStyles = ["present", "present-forms", "present-tools", "present-views"] as const;

/** The pages' scripts by name, and their files in scripts/browser/. */
const scripts = {
  report: "report.ts",
  search: "search.ts",
  explore: "explore/explore.ts",
  vega: "explore/vega.ts",
  live: "live/live.ts",
  audit: "live/audit.ts",
  present: "present/present.ts",
} as const;

/** Makes every file of out/ except manifest.json and run.json. */
export async function assemble(
  recorded: Recorded,
  drawings: Drawings,
  effects: CachingEffects,
): Promise<OutputFiles> {
  const live = await liveFiles(
    recorded.slides.map(({ measured }) => measured),
    effects,
  );
  const { records } = recorded;
  const { files, screens, source } = await assembleShown(records, drawings, live, effects);
  return new Map<string, string | Uint8Array>([
    ...files,
    ...(await documents(source, screens, effects)),
    ...(await figureFiles(source, effects)),
    ...tableFiles(recorded),
    ...recordFiles(records),
  ]);
}

/** The pages with the files that they load, and the other files that are made of the same data. */
interface ShownReport {
  readonly files: OutputFiles;
  readonly screens: ScreenDrawings;
  readonly source: PageSource;
}

/** Makes the files that a browser loads for the pages, without those that are printed or downloaded. */
export async function assembleShown(
  records: ReportRecords,
  drawings: Drawings,
  live: LiveFiles,
  effects: CachingEffects,
): Promise<ShownReport> {
  const cite = {
    reference: toReference(records.report),
    bibtex: toBibtex(records.report),
    file: BIBTEX_FILE,
    ris: RIS_FILE,
    csl: CSL_FILE,
  };
  const source = { records, drawings, cite };
  const screens = await drawScreens(records, drawings, effects);
  const pages = await assemblePages(source, live, screens, effects);
  const explored = records.slides.flatMap(({ slide, figures }) =>
    effects.keep(`explored ${slide.name}`, [figures, figures.map(({ id }) => drawings.get(id))], () =>
      exploredFiles(figures, drawings),
    ),
  );
  const fonts = await createFonts(
    visibleCharacters([...pages.values(), ...explored.map(([, text]) => text)]),
    effects,
  );
  const sheet = async (names: readonly string[]) => {
    const read = (name: string) =>
      effects.disk.readText(path.join(effects.home, "templates", "styles", `${name}.css`));
    return (await Promise.all(names.map(read))).join("\n");
  };
  const files = new Map<string, string | Uint8Array>([
    ...pages,
    ["assets/report.css", [fonts.css, figureCss(), await sheet(styles)].join("\n")],
    ["assets/present.css", await sheet(presentStyles)],
    ...(await pageScripts(live.licences, effects)),
    [SEARCH_INDEX_FILE, searchIndex(searchPages(records))],
    ...explored,
    ...fonts.files,
    ...live.files,
  ]);
  return { files, screens, source };
}

/** The pages' scripts, and the licences of what these and the report's other scripts bundle, by path. */
async function pageScripts(
  ofOtherScripts: readonly Licence[],
  effects: CachingEffects,
): Promise<[string, string][]> {
  const bundles = await Promise.all(
    Object.entries(scripts).map(async ([name, file]) => {
      const module = pathToFileURL(path.join(effects.home, "scripts", "browser", file));
      return [name, await bundleForBrowser({ name, module, input: null }, effects)] as const;
    }),
  );
  return [
    ...bundles.map(([name, { code }]): [string, string] => [`assets/${name}.js`, code]),
    [LICENCES_FILE, licencesText([...bundles.flatMap(([, { licences }]) => licences), ...ofOtherScripts])],
  ];
}

/** The report's page, the presentation, the checklist, the study of each slide and the page of each figure, by path. */
async function assemblePages(
  source: PageSource,
  { listings, audit }: LiveFiles,
  screens: ScreenDrawings,
  effects: CachingEffects,
): Promise<ReadonlyMap<string, string>> {
  const { keep } = effects;
  const { records } = source;
  const renderTemplate = await loadTemplates(htmlTemplates, effects);
  const language = { markup: htmlMarkup, renderTemplate };
  const studies = studyViews(source, listings, language, keep);
  const index = indexView(source, studies, language);
  return new Map([
    [INDEX_FILE, withLinkedData(renderTemplate("index", index), reportNodes(records))],
    [
      PRESENT_FILE,
      withLinkedData(
        renderTemplate("present", talkView(source, screens, language)),
        talkNodes(records.report),
      ),
    ],
    [
      CHECKLIST_FILE,
      withLinkedData(
        renderTemplate("checklist", checklistView(records, audit, htmlMarkup)),
        checklistNodes(records.report),
      ),
    ],
    ...records.slides.flatMap((record, place): [string, string][] => {
      const { name } = record.slide;
      const study = studies[place];
      if (study === undefined) return [];
      const page = keep(`page ${name}`, [study, renderTemplate], () =>
        withLinkedData(renderTemplate("study", study), studyNodes(record, records.report, study.root)),
      );
      return [[studyFile(name), page]];
    }),
    ...records.slides.flatMap((record) => {
      const drawn = record.figures.map(({ id }) => source.drawings.get(id));
      return keep(`embeds ${record.slide.name}`, [record, drawn, records.report, renderTemplate], () =>
        record.figures.map((figure): [string, string] => {
          const view = embedView(figure, record, records.report, source.drawings);
          return [embedFile(figure.id), renderTemplate("embed", view)];
        }),
      );
    }),
  ]);
}

/** Characters that the fonts must contain: printable ASCII, common punctuation, powers, arrows, and those of the pages. */
function visibleCharacters(shown: readonly string[]): string {
  const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));
  // Nearly all characters are ASCII, and a pattern skips them faster than a set collects them.
  const others = shown.flatMap((text) => text.match(/[^\n -~]+/g) ?? []);
  return `${ascii}“”‘’–—…−×↑↓↕←→⁻⁰¹²³⁴⁵⁶⁷⁸⁹${others.join("")}`;
}

function tableFiles({ slides }: Recorded): [string, string][] {
  return slides.flatMap(({ measured: { slide, status } }) =>
    status.kind !== "measured"
      ? []
      : Object.entries(status.tables).map(([name, rows]): [string, string] => [
          tableFile(slide.name, name),
          toCsv(rows),
        ]),
  );
}

/** The records, their schemas, and the extract. */
function recordFiles(records: ReportRecords): [string, string][] {
  return [
    [REPORT_FILE, prettyJson(records.report)],
    ...records.slides.map((record): [string, string] => [recordFile(record.slide.name), prettyJson(record)]),
    [schemaFile("report"), prettyJson(reportSchema)],
    [schemaFile("slide"), prettyJson(slideSchema)],
    [FINDINGS_FILE, findingsJson(records)],
  ];
}
