/** assemble: rendered slides and templates -> the files of the report. */
import path from "node:path";
import type { Effects } from "../effects.ts";
import { toCsv } from "../figures/csv.ts";
import { figureCss } from "../figures/figure-css.ts";
import { readCitation, toBibtex, toReference } from "../kit/citation.ts";
import { figureKits } from "../kit/figure-kit.ts";
import { BIBTEX_FILE, tableFile } from "../page/files.ts";
import { findingsJson } from "../page/findings-json.ts";
import { createFonts } from "../page/fonts.ts";
import { type CiteView, pageView } from "../page/page-view.ts";
import { loadTemplates } from "../page/templates.ts";
import type { BuildFacts, OutputFiles, RenderedSlide } from "../report.ts";

type AssembleEffects = Pick<Effects, "root" | "disk">;

/** Style sheets of templates/styles/, in the order in which they may override each other. */
const styles = ["base", "frame", "contents", "slides", "figures", "tables", "print"] as const;

/** Everything in out/ but manifest.json and run.json. */
export async function assemble(
  rendered: readonly RenderedSlide[],
  facts: BuildFacts,
  effects: AssembleEffects,
): Promise<OutputFiles> {
  const citation = await readCitation(effects);
  const bibtex = toBibtex(citation, facts);
  const cite = { reference: toReference(citation, facts), bibtex, file: BIBTEX_FILE };
  const page = await assemblePage(rendered, { facts, cite }, effects);
  const fonts = await createFonts(visibleCharacters(page), effects);
  const read = (name: string) => effects.disk.readText(path.join(effects.root, "templates", name));
  return new Map<string, string | Uint8Array>([
    ["index.html", page],
    [
      "assets/report.css",
      [
        fonts.css,
        figureCss(),
        ...(await Promise.all(styles.map((name) => read(path.join("styles", `${name}.css`))))),
      ].join("\n"),
    ],
    ["assets/report.js", await read("report.js")],
    ...fonts.files,
    ...(await figureKits(rendered, { facts, bibtex }, effects)),
    ...tableFiles(rendered),
    ["findings.json", findingsJson(rendered, facts)],
  ]);
}

async function assemblePage(
  rendered: readonly RenderedSlide[],
  { facts, cite }: { readonly facts: BuildFacts; readonly cite: CiteView },
  effects: AssembleEffects,
): Promise<string> {
  const renderTemplate = await loadTemplates(effects);
  const file = path.join("templates", "method.md");
  const method = { text: await effects.disk.readText(path.join(effects.root, file)), file, line: 1 };
  return renderTemplate("page", pageView(rendered, facts, { method, cite, renderTemplate }));
}

/** What the fonts must hold: printable ASCII, and whatever else the page shows. */
function visibleCharacters(page: string): string {
  const ascii = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));
  return `${ascii}“”‘’–—…−×${page}`;
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
