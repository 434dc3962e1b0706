/**
 * Loads the report's entry and the modules of slides in a process that stays alive, and loads edited modules again, with
 * those that import them. Node never forgets a module, so each is bundled into a file whose name has a hash of its code and
 * its imports. The files of a process stay until the next one starts.
 */
import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildContext, context, type Plugin } from "esbuild";
import { reachProject } from "../base/cache-place.ts";
import type { Disk, Effects } from "../base/effects.ts";
import { moduleError } from "../bundling/bundle.ts";
import { ownName, removeLeftovers } from "../system/node-disk.ts";
import { REPORT_ENTRY, slidesIn } from "../trials/report-entry.ts";

export interface SlideModules {
  /** Bundles what has changed since the last time. Throws a ReportError for a mistake in a module. */
  refresh(): Promise<void>;
  /** Imports a module by path, as it was at the last refresh. */
  load(path: string): Promise<Readonly<Record<string, unknown>>>;
}

/** The modules in a slide's folder that the build finds by their names. */
const SLIDE_MODULES = ["experiment", "results", "deck", "references", "published", "searches"];

export function createSlideModules(effects: Effects): SlideModules {
  const { root, cache, disk, load } = effects;
  const parent = join(cache, "dev");
  removeLeftovers(parent);
  const folder = join(parent, ownName());
  const experiments = join(root, "experiments") + sep;
  let entries: readonly string[] = [];
  let bundling: BuildContext | undefined;
  /** The bundle of each entry, by path. */
  let files: ReadonlyMap<string, string> = new Map();
  return {
    async refresh() {
      await reachProject(effects);
      const found = await findEntries(root, disk);
      if (bundling === undefined || found.join() !== entries.join()) {
        await bundling?.dispose();
        entries = found;
        bundling = await context(optionsFor(entries, root, folder, disk));
      }
      files = await writeBundles(bundling, root, disk);
    },
    async load(path) {
      // Node would keep the current state of a module that is not an entry.
      if (path.startsWith(experiments) && !entries.includes(path)) throw new Error(`not bundled: ${path}`);
      return load(files.get(path) ?? path);
    },
  };
}

async function findEntries(root: string, disk: Disk): Promise<readonly string[]> {
  const experiments = join(root, "experiments");
  const slides = await slidesIn({ root, disk });
  const candidates = [
    join(root, REPORT_ENTRY),
    ...slides.flatMap((slide) => SLIDE_MODULES.map((name) => join(experiments, slide, `${name}.ts`))),
  ];
  const kinds = await Promise.all(candidates.map((path) => disk.kind(path)));
  return candidates.filter((_, index) => kinds[index] === "file");
}

function optionsFor(entries: readonly string[], root: string, folder: string, disk: Disk) {
  return {
    entryPoints: [...entries],
    absWorkingDir: root,
    outdir: folder,
    outbase: root,
    entryNames: "[dir]/[name]-[hash]",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    logLevel: "silent",
    plugins: [withOwnUrls(disk)],
  } as const satisfies Parameters<typeof context>[0];
}

/** Keeps the URL of a module that finds others by its own place, such as modules of trials. */
function withOwnUrls(disk: Disk): Plugin {
  return {
    name: "own urls",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const text = await disk.readText(path);
        const url = JSON.stringify(pathToFileURL(path).href);
        return { contents: text.replace(/\bimport\.meta\.url\b/g, url), loader: "ts" };
      });
    },
  };
}

async function writeBundles(bundling: BuildContext, root: string, disk: Disk) {
  const { outputFiles = [], metafile } = await bundling.rebuild().catch((error: unknown) => {
    throw moduleError(error, "experiments");
  });
  for (const { path, contents } of outputFiles) {
    if ((await disk.kind(path)) === "none") await disk.write(path, contents);
  }
  const files = new Map<string, string>();
  for (const [path, { entryPoint }] of Object.entries(metafile?.outputs ?? {})) {
    if (entryPoint !== undefined) files.set(join(root, entryPoint), join(root, path));
  }
  return files;
}
