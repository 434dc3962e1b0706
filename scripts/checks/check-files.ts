/**
 * Checks the report's files: pages and figure files are complete; the PDFs match the pages, are accessible and embed their
 * fonts; scripts list their licences; published data has a source and a licence, and is small enough.
 */
import { sha256 } from "../base/hash.ts";
import { hasLicence, packagesIn } from "../bundling/browser-bundle.ts";
import type { CachingEffects } from "../bundling/cached.ts";
import { isExplored } from "../pages/figure.ts";
import type { PdfFacts } from "../print/pdf-facts.ts";
import { unknownToTex } from "../print/tex.ts";
import {
  ARCHIVE_FILE,
  BIBTEX_FILE,
  CHECKLIST_FILE,
  CSL_FILE,
  DATA_NOTICE_FILE,
  embedFile,
  exploredFile,
  figureExtensions,
  figureFile,
  INDEX_FILE,
  LICENCES_FILE,
  PRESENT_FILE,
  plottedFile,
  REPORT_PDF_FILE,
  RIS_FILE,
  SEARCH_FILE,
  SEARCH_INDEX_FILE,
  SLIDES_PDF_FILE,
  studyFile,
  WORKER_FILE,
} from "../record/files.ts";
import type { OutputFiles, SlideRecord } from "../record/record.ts";
import { type ScannedPage, titleOf } from "./scan-html.ts";

/** Lists missing pages. */
export function checkPages(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  const wanted = [
    INDEX_FILE,
    PRESENT_FILE,
    CHECKLIST_FILE,
    ...slides.flatMap(({ slide, figures }) => [
      studyFile(slide.name),
      ...figures.map(({ id }) => embedFile(id)),
    ]),
  ];
  return wanted.filter((file) => !files.has(file)).map((file) => `missing file: ${file}`);
}

/** Lists missing and empty files of figures, and characters of captions that LaTeX cannot set. */
export function checkFigureFiles(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  const figures = slides.flatMap((slide) => slide.figures);
  const wanted = figures.flatMap((figure) => [
    ...figureExtensions.map((extension) => figureFile(figure.id, extension)),
    ...figure.plotted.map(({ name }) => plottedFile(figure, name)),
  ]);
  return [...wanted, BIBTEX_FILE, RIS_FILE, CSL_FILE, ARCHIVE_FILE].flatMap((file) => {
    const content = files.get(file);
    if (content === undefined) return [`missing file of a figure: ${file}`];
    if (content.length === 0) return [`empty file of a figure: ${file}`];
    return file.endsWith(".tex") ? checkTex(file, content) : [];
  });
}

function checkTex(file: string, content: string | Uint8Array): string[] {
  return unknownToTex(String(content)).map(
    (character) => `character that LaTeX cannot set in ${file}: ${character}`,
  );
}

/** Pages that are not a slide's: cover, contents, claims, references, appendix, programs. */
const MOST_PAGES_AROUND = 30;

const MOST_PAGES_OF_A_SLIDE = 10;

/** Two rows of two, with captions. */
const MOST_FIGURES_ON_A_PAGE = 4;

/** Lists the problems of report.pdf. */
export async function checkPdf(
  files: OutputFiles,
  slides: readonly SlideRecord[],
  pages: readonly ScannedPage[],
  effects: Pick<CachingEffects, "cached">,
): Promise<string[]> {
  const figures = slides.flatMap((slide) => slide.figures).length;
  const least = 1 + Math.ceil(figures / MOST_FIGURES_ON_A_PAGE);
  const most = MOST_PAGES_AROUND + MOST_PAGES_OF_A_SLIDE * slides.length;
  return checkDocument(
    { file: REPORT_PDF_FILE, page: INDEX_FILE, slot: "report" },
    files,
    pages,
    effects,
    (pdf) => [
      ...pageCount(pdf, least, most),
      ...(pdf.figures === figures ? [] : [`it shows ${pdf.figures} of ${figures} figures`]),
    ],
  );
}

/** Width by height of a page of slides.pdf. */
const SLIDE_SHAPE = 16 / 9;

/** Lists the problems of slides.pdf, which has a page for each screen of present.html. */
export function checkSlidesPdf(
  files: OutputFiles,
  pages: readonly ScannedPage[],
  effects: Pick<CachingEffects, "cached">,
): Promise<string[]> {
  const { tags = [] } = pages.find(({ file }) => file === PRESENT_FILE) ?? {};
  const wanted = tags.filter(({ attributes }) => attributes.get("class") === "slide-screen").length;
  return checkDocument(
    { file: SLIDES_PDF_FILE, page: PRESENT_FILE, slot: "slides" },
    files,
    pages,
    effects,
    (pdf) => [
      ...pageCount(pdf, wanted, wanted),
      ...(pdf.pages.every(([width, height]) => Math.abs(width / height - SLIDE_SHAPE) < 0.001)
        ? []
        : ["not all of its pages are 16:9"]),
    ],
  );
}

const pageCount = ({ pages: { length } }: PdfFacts, least: number, most: number): string[] => {
  if (length >= least && length <= most) return [];
  return [`it has ${length} pages, not ${least === most ? least : `${least} to ${most}`}`];
};

interface NamedDocument {
  readonly file: string;
  /** The page whose title it has. */
  readonly page: string;
  /** Names the cache of its facts. */
  readonly slot: string;
}

/** The problems that any PDF may have, and those that only `own` finds. */
async function checkDocument(
  { file, page, slot }: NamedDocument,
  files: OutputFiles,
  pages: readonly ScannedPage[],
  effects: Pick<CachingEffects, "cached">,
  own: (pdf: PdfFacts) => readonly string[],
): Promise<string[]> {
  const content = files.get(file);
  if (content === undefined) return [`missing file: ${file}`];
  const pdf = await factsOf(Buffer.from(content), slot, effects);
  const foreign = pdf.fontNames.filter((name) => !/^Source(?:Serif4|Sans3|CodePro)-/.test(name));
  const titled = pages.find(({ file }) => file === page);
  const title = titled && titleOf(titled);
  return [
    // The page's may begin with what the report answers.
    ...(pdf.title !== "" && title?.endsWith(pdf.title) === true
      ? []
      : [`its title is “${pdf.title}”, the page’s is “${title}”`]),
    ...(pdf.language === "en" ? [] : [`its language is “${pdf.language}”, not “en”`]),
    ...(pdf.isAccessible ? [] : ["it does not declare PDF/UA-1"]),
    ...own(pdf),
    ...foreign.map((name) => `unexpected font: ${name}`),
    ...(pdf.fontKinds.includes("Type3") || pdf.embeddedFonts !== pdf.describedFonts
      ? ["not all of its fonts are embedded as TrueType"]
      : []),
  ].map((problem) => `${file}: ${problem}`);
}

/** Facts of a PDF. Cached, because reading takes 0.2 s and most builds make the same PDF again. */
async function factsOf(
  pdf: Uint8Array,
  slot: string,
  { cached }: Pick<CachingEffects, "cached">,
): Promise<PdfFacts> {
  const module = new URL("../print/pdf-facts.ts", import.meta.url);
  const facts = await cached("pdf-facts", { module, input: sha256(pdf), slot }, async () => {
    const { readPdf } = await import("../print/pdf-facts.ts");
    return Buffer.from(JSON.stringify(await readPdf(pdf)));
  });
  return JSON.parse(Buffer.from(facts).toString());
}

/** Most bytes of all data. */
const DATA_LIMIT = 5_000_000;

/** Most bytes of the worker's script before compression. */
const WORKER_LIMIT = 700_000;

const labels = ["Source", "Licence", "By"];

/** Lists the problems of the files in live/ and of the worker's script. */
export function checkLive(files: OutputFiles): string[] {
  const data = [...files.keys()].filter((file) => file.startsWith("live/data/"));
  const notice = String(files.get(DATA_NOTICE_FILE) ?? "").split("\n\n");
  const bytesOf = (file: string) => files.get(file)?.length ?? 0;
  return [
    ...data.flatMap((file) =>
      checkNotice(
        file,
        notice.find((part) => part.startsWith(`${file}: `)),
      ),
    ),
    ...overLimit(
      "the data",
      data.reduce((sum, file) => sum + bytesOf(file), 0),
      DATA_LIMIT,
    ),
    ...overLimit(WORKER_FILE, bytesOf(WORKER_FILE), WORKER_LIMIT),
  ];
}

function checkNotice(file: string, part: string | undefined): string[] {
  if (part === undefined) return [`${DATA_NOTICE_FILE}: ${file} is published without a notice`];
  const lines = part.split("\n");
  return labels
    .filter((label) => !lines.some((line) => line.startsWith(`${label}: `) && line.length > label.length + 2))
    .map((label) => `${DATA_NOTICE_FILE}: no line "${label}: ..." for ${file}`);
}

function overLimit(what: string, bytes: number, limit: number): string[] {
  return bytes <= limit ? [] : [`too large to download: ${what}, ${bytes} bytes; at most ${limit}`];
}

/** Lists the problems of the scripts. */
export function checkScripts(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  // The files below assets/explore/ and assets/search/ are data.
  const scripts = [...files.keys()].filter((file) => /^assets\/[^/]+\.js$/.test(file));
  return [
    ...scripts.flatMap((file) => checkLicences(file, files)),
    ...checkExplored(files, slides),
    ...checkSearch(files),
  ];
}

/** Most bytes of the search's script and index together, before compression. */
const SEARCH_LIMIT = 150_000;

function checkSearch(files: OutputFiles): string[] {
  const bytes = [SEARCH_FILE, SEARCH_INDEX_FILE].map((file) => Buffer.byteLength(files.get(file) ?? ""));
  return overLimit(
    "the search",
    bytes.reduce((sum, size) => sum + size, 0),
    SEARCH_LIMIT,
  );
}

/** Finds packages in a script whose licences are missing. */
function checkLicences(file: string, files: OutputFiles): string[] {
  const packages = packagesIn(String(files.get(file)));
  if (packages === undefined) return [`${file}: its first line does not say which packages it bundles`];
  const licences = String(files.get(LICENCES_FILE) ?? "");
  return packages
    .filter((title) => !hasLicence(licences, title))
    .map((title) => `${LICENCES_FILE}: no licence of ${title}, which ${file} bundles`);
}

/** Finds measured figures that the page could not explore. */
function checkExplored(files: OutputFiles, slides: readonly SlideRecord[]): string[] {
  const wanted = slides.flatMap(({ figures }) =>
    figures.filter(isExplored).map(({ id }) => exploredFile(id)),
  );
  return wanted.filter((file) => !files.has(file)).map((file) => `missing file to explore a figure: ${file}`);
}
