/** discover: folders experiments/NN-name/ -> slides in order. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { PublishedData } from "../../experiments/kit/data-set.ts";
import type { PublishedList } from "../../experiments/kit/report.ts";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import type { CalledCode } from "../base/frames.ts";
import type { PlacedData, Slide } from "../slides/slide.ts";
import { readDeck, readExperiment, readResults } from "../slides/slide-code.ts";
import { parseSlideFile } from "../slides/slide-file.ts";
import type { References } from "../text/resolved.ts";
import { loadReport } from "../trials/report-entry.ts";

/** The folders of experiments/ that are not slides. */
const OTHERS = ["kit", "lab", "report", "programs"];

/** Reads all slides. Throws a ReportError for a mistake in their files and for a number in `only` that no slide has. */
export async function discover(effects: Effects, only: readonly number[] = []): Promise<Slide[]> {
  const slides: Slide[] = [];
  const { references = {}, published } = await loadReport(effects);
  const shared: Shared = {
    references,
    published: published === undefined ? [] : placed(published),
  };
  const names = await slideFolders(effects);
  if (names.length === 0) {
    throw new ReportError("missing slides: no folder NN-name in experiments/", {
      help: "npm run new -- 01-name makes the first one",
    });
  }
  for (const name of names) {
    const slide = await readSlide(name, shared, effects);
    const twin = slides.find(({ number }) => number === slide.number);
    if (twin !== undefined) {
      throw new ReportError(`duplicate slide number: ${slide.number} in ${twin.name} and ${slide.name}`);
    }
    slides.push(slide);
  }
  checkReferences(slides);
  const numbers = slides.map(({ number }) => number);
  const unknown = only.find((number) => !numbers.includes(number));
  if (unknown !== undefined) {
    throw new ReportError(`unknown slide in --only: ${unknown}; expected some of ${numbers.join(", ")}`);
  }
  return slides;
}

/** The names of the slides' folders, sorted. */
export async function slideFolders({ root, disk }: Effects): Promise<readonly string[]> {
  const folder = join(root, "experiments");
  if ((await disk.kind(folder)) !== "folder") {
    throw new ReportError(`missing folder: ${folder}`, { help: "run the command in the project's folder" });
  }
  const names: string[] = [];
  for (const name of await disk.list(folder)) {
    if (OTHERS.includes(name) || name.startsWith(".")) continue;
    if ((await disk.kind(join(folder, name))) === "folder") names.push(name);
  }
  return names;
}

/** What every slide may use. */
interface Shared {
  readonly references: References;
  readonly published: readonly PlacedData[];
}

const placed = ({ module, data }: PublishedList): readonly PlacedData[] =>
  data.map((set) => ({ ...set, module: module.href }));

/** The data sets that a slide's published.ts lists; none without one. */
async function readPublished(folder: string, effects: Effects): Promise<readonly PlacedData[]> {
  const data = (await loadExport(folder, "published", effects)) as readonly PublishedData[] | undefined;
  const module = pathToFileURL(join(effects.root, "experiments", folder, "published.ts"));
  return placed({ module, data: data ?? [] });
}

async function readSlide(name: string, shared: Shared, effects: Effects): Promise<Slide> {
  const number = Number(/^(\d\d)-[a-z0-9-]+$/.exec(name)?.[1]);
  if (!(number >= 1)) {
    throw new ReportError(`invalid slide folder: experiments/${name}`, {
      help: `a slide's folder is named like 09-stability; the other folders are ${OTHERS.join(", ")}`,
    });
  }
  const folder = join(effects.root, "experiments", name);
  const file = `experiments/${name}/slide.md`;
  const text = await effects.disk.maybeText(join(folder, "slide.md"));
  if (text === undefined) throw new ReportError(`missing file: ${file}`);
  const parsed = parseSlideFile(text, file);
  const read = async <Value>(moduleName: string, check: (exported: object, code: CalledCode) => Value) => {
    const exported = await loadExport(name, moduleName, effects);
    const code = { file: `experiments/${name}/${moduleName}.ts`, root: effects.root };
    return exported === undefined ? undefined : check(exported, code);
  };
  const experiment = await read("experiment", readExperiment);
  if (experiment === undefined && (await effects.disk.kind(join(folder, "results.ts"))) === "file") {
    throw new ReportError(`missing file: experiments/${name}/experiment.ts`, {
      help: "results.ts draws what experiment.ts measures",
    });
  }
  return {
    ...parsed,
    number,
    name,
    file,
    experiment,
    results: await read("results", readResults),
    deck: await read("deck", readDeck),
    references: { ...shared.references, ...(await read("references", (exported) => exported as References)) },
    published: [...shared.published, ...(await readPublished(name, effects))],
    deckSource: await effects.disk.maybeText(join(folder, "deck.ts")),
  };
}

/** The export `name` of `name`.ts in a folder of experiments/, or undefined if there is no such file. */
async function loadExport(folder: string, name: string, effects: Effects): Promise<object | undefined> {
  const path = join(effects.root, "experiments", folder, `${name}.ts`);
  if ((await effects.disk.kind(path)) !== "file") return undefined;
  const module = await effects.load(path);
  if (typeof module[name] === "object" && module[name] !== null) return module[name];
  throw new ReportError(`missing export: ${name} in experiments/${folder}/${name}.ts`);
}

/** The report numbers its sources by key, so a key must mean the same source in all slides. */
function checkReferences(slides: readonly Slide[]): void {
  const owners = new Map<string, Slide>();
  for (const slide of slides) {
    for (const [key, reference] of Object.entries(slide.references)) {
      const owner = owners.get(key) ?? slide;
      owners.set(key, owner);
      if (isDeepStrictEqual(owner.references[key], reference)) continue;
      throw new ReportError(
        `duplicate reference: ${key} is one source in ${owner.name} and another in ${slide.name}`,
      );
    }
  }
}
