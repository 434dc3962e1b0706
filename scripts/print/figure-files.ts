/** Makes the files offered with each figure, for use in papers and talks. */
import { zipSync } from "fflate";
import { prettyJson } from "../base/json.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { drawingOf, type FigureDrawing } from "../drawing/drawings.ts";
import { datasetsOf, toCsv, toInventedCsv } from "../drawing/vega/tables.ts";
import type { PageSource } from "../pages/pages.ts";
import { ARCHIVE_FILE, BIBTEX_FILE, CSL_FILE, figureFile, plottedFile, RIS_FILE } from "../record/files.ts";
import type { FigureRecord, RecordedFacts, ReportRecord, SlideRecord } from "../record/record.ts";
import { bibliography, citationKey, toCsl, toRis } from "./citation.ts";
import type { FigurePrinter, PrintedFigure } from "./figure-forms.ts";
import { figureOrigin } from "./origin.ts";
import { texSnippet } from "./tex-figure.ts";

/** A CSS px in points: a figure of 400 px is as wide as 300 pt. */
const POINTS_PER_PIXEL = 0.75;

/** Files by path: those of every figure, how to cite the report, and an archive of them all. */
export async function figureFiles(
  { records, drawings }: PageSource,
  effects: CachingEffects,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { report, slides } = records;
  const print = createPrint(effects);
  const files = new Map<string, string | Uint8Array>();
  // All at once, because PNGs are rendered on other threads while a PDF is typeset.
  const filesOfFigures = await Promise.all(
    slides.flatMap((slide) =>
      slide.figures.map((figure) =>
        filesOf(figure, drawingOf(drawings, figure.id), { slide, report }, print),
      ),
    ),
  );
  for (const [name, content] of filesOfFigures.flat()) files.set(name, content);
  files.set(BIBTEX_FILE, bibliography(records)).set(RIS_FILE, toRis(report)).set(CSL_FILE, toCsl(report));
  return files.set(ARCHIVE_FILE, archiveOf(files));
}

/** A ZIP file of these files, which are not compressed, since pictures already are. */
export function archiveOf(files: ReadonlyMap<string, string | Uint8Array>): Uint8Array {
  const entries = Array.from(files, ([name, content]) => [name, Buffer.from(content)] as const);
  // ZIP has local times. A fixed one gives equal bytes at all times and in all time zones; this is the first that it allows.
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1) });
}

type Print = (form: keyof FigurePrinter, figure: PrintedFigure) => Promise<Uint8Array>;

/** Returns a cached printing function, which loads the printer only for a form that is not in the cache. */
function createPrint(effects: CachingEffects): Print {
  const module = new URL("./figure-forms.ts", import.meta.url);
  let printer: Promise<FigurePrinter> | undefined;
  return (form, figure) =>
    effects.cached("figure-files", { module, input: { form, figure } }, async () => {
      printer ??= import("./figure-forms.ts").then(({ createFigurePrinter }) => createFigurePrinter(effects));
      return (await printer)[form](figure);
    });
}

interface Place {
  readonly slide: SlideRecord;
  readonly report: ReportRecord;
}

async function filesOf(
  figure: FigureRecord,
  { svg, width, height, spec }: FigureDrawing,
  { slide, report }: Place,
  print: Print,
): Promise<[string, string | Uint8Array][]> {
  const { id, alt, description } = figure;
  const size = { width: width * POINTS_PER_PIXEL, height: height * POINTS_PER_PIXEL };
  const specification = prettyJson({ ...spec, description });
  const origin = figureOrigin(figure, slide.slide.name, report, specification);
  const toPrint = { svg, ...size, alt, origin };
  const forms = ["svg", "pdf", "png"] as const;
  const printed = forms.map(
    async (form): Promise<[string, Uint8Array]> => [figureFile(id, form), await print(form, toPrint)],
  );
  return [
    ...(await Promise.all(printed)),
    [figureFile(id, "vl.json"), specification],
    ...plottedTables(figure, spec),
    [figureFile(id, "txt"), `${alt}\n\n${description}\n`],
    [
      figureFile(id, "tex"),
      texSnippet({
        figure,
        references: slide.references,
        reportKey: citationKey(report),
        width: "\\columnwidth",
        isWide: false,
      }),
    ],
    [figureFile(id, "json"), prettyJson(provenance(figure, slide, report.facts))],
  ];
}

function plottedTables(figure: FigureRecord, spec: object): [string, string][] {
  const tables = datasetsOf(spec);
  return figure.plotted.map(({ name, invented }) => {
    const rows = tables[name] ?? [];
    return [plottedFile(figure, name), invented ? toInventedCsv(rows) : toCsv(rows)];
  });
}

/** The trials and settings behind a figure. The commit is left out, since with it every commit would change these files. */
function provenance(
  { id, number, origin, invented, note, timed }: FigureRecord,
  { slide, config, seeds, trials }: SlideRecord,
  facts: RecordedFacts,
) {
  const isMeasured = origin === "measured";
  return {
    figure: id,
    number,
    slide: slide.name,
    origin,
    ...(isMeasured ? {} : { invented: invented === false ? invented : invented.plain, note: note?.plain }),
    profile: facts.profile,
    engine: facts.engine,
    config: isMeasured ? config : undefined,
    seeds: isMeasured ? seeds : [],
    trialKeys: isMeasured ? trials.map(({ key }) => key).sort() : [],
    intervals: isMeasured
      ? "95% intervals of the mean over seeds by Student's t distribution, where the figure shows any"
      : "none",
    ...(timed && { wallClock: true }),
  };
}
