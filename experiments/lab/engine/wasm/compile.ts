/**
 * Compiles the engine's kernels, which are AssemblyScript, to one WebAssembly module. It is stored by content in
 * `.cache/kernels/` and compiled again when a kernel, the compiler or its options change.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineError } from "../../../kit/trial.ts";

/**
 * The kernels use the memory of the TensorFlow.js backend, whose own data begins at the lowest addresses. So the
 * module imports its memory and has no data, heap or start function.
 */
const OPTIONS = [
  ["--optimizeLevel", "3"],
  ["--enable", "simd"],
  ["--runtime", "stub"],
  ["--use", "abort="],
  ["--noAssert"],
  ["--importMemory"],
  ["--noExportMemory"],
].flat();

/** The bytes of the module. */
export async function compileKernels(): Promise<Uint8Array> {
  const { root, kernels } = findProject();
  const sources = readSources(join(root, kernels));
  const stored = join(root, ".cache", "kernels", `${fingerprint(sources)}.wasm`);
  return readFileSync(await keptFile(stored, () => compile(sources)));
}

/** The file, compiled if it is missing. */
export async function keptFile(file: string, make: () => Promise<Uint8Array | string>): Promise<string> {
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  // Several workers may compile it at once: each writes its own file, and the last one renames the same bytes.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, await make());
  renameSync(temporary, file);
  return file;
}

interface Project {
  readonly root: string;
  /** The folder of the kernels. It comes from package.json, so that no trial's key depends on it. */
  readonly kernels: string;
}

/** The project that contains this module (or its bundle) or the working folder. */
function findProject(): Project {
  for (const start of [dirname(fileURLToPath(import.meta.url)), process.cwd()]) {
    for (let root = start; root !== dirname(root); root = dirname(root)) {
      const file = join(root, "package.json");
      const { kernels } = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
      if (typeof kernels === "string") return { root, kernels };
    }
  }
  throw new EngineError("missing project: no package.json above the working folder names its kernels");
}

export const projectRoot = (): string => findProject().root;

/** File names and contents in the order of the names, including kernels/parts/. */
function readSources(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  const sources = names.filter((name) => name.endsWith(".ts")).sort();
  return new Map(sources.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

function fingerprint(sources: ReadonlyMap<string, string>): string {
  const require = createRequire(import.meta.url);
  const { version } = require("assemblyscript/package.json") as { version: string };
  const identity = JSON.stringify([version, OPTIONS, ...sources]);
  return createHash("sha256").update(identity).digest("hex");
}

async function compile(sources: ReadonlyMap<string, string>): Promise<Uint8Array> {
  const { main } = await import("assemblyscript/asc");
  // The module exports the exports of the folder's own files; a folder parts/ in it holds what they share.
  const entries = [...sources.keys()].filter((name) => !name.includes("/"));
  const outputs = new Map<string, Uint8Array | string>();
  const { error, stderr } = await main([...entries, "--outFile", "kernels.wasm", ...OPTIONS], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => void outputs.set(name, contents),
    listFiles: () => [],
  });
  const bytes = outputs.get("kernels.wasm");
  if (error !== null || !(bytes instanceof Uint8Array)) {
    throw new Error(`the kernels do not compile:\n${stderr.toString()}`, { cause: error });
  }
  return bytes;
}
