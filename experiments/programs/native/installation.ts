/**
 * Prepares the `node` engine: restores @tensorflow/tfjs-node from the lockfile, because `npm ci` drops it when its own download
 * fails; puts TensorFlow's library into it; compiles its addon against Node's stable interface.
 */

import path, { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Effects,
  prettyJson,
  ReportError,
  readLockfile,
  UnreachableError,
} from "../../../scripts/api.ts";
import { NATIVE } from "../../lab/engine/engine-name.ts";
import { type Laid, laidFile, nativeFolder, readLaid } from "../../lab/engine/library.ts";
import { checkWheel, downloadWheel, unpackParts, type Wheel, wheelParts } from "./wheel.ts";

const PLATFORM = "linux x64";

/** Whether the engine starts: the version of TensorFlow's library, or the reason why not. */
export type EngineState =
  | { readonly isReady: true; readonly version: string }
  | { readonly isReady: false; readonly reason: string };

export async function proveEngine({ run }: Effects): Promise<EngineState> {
  const script = fileURLToPath(new URL("./prove.ts", import.meta.url));
  const { code, output } = await run(process.execPath, ["--import", "tsx", script]);
  // The result is the last line; the library may print warnings before it.
  const answer = output.trim().split("\n").at(-1);
  if (code === 0 && answer) return { isReady: true, version: answer };
  return { isReady: false, reason: answer || `its process ended with ${code ?? "a signal"}` };
}

/** Installs the library from `file`, or from the downloaded wheel. A failure keeps the previous state. */
export async function installLibrary(
  wheel: Wheel,
  file: string | undefined,
  effects: Effects,
): Promise<void> {
  const { machine, disk, root } = effects;
  if (machine.platform !== PLATFORM) {
    throw new ReportError(`no library for ${machine.platform}: this command installs that of ${PLATFORM}`, {
      help: "npm ci tries the package's own download; --backend wasm, the default, runs on every machine",
    });
  }
  const nodeHeaders = await prepareCompiling(effects);
  const known = (await laidIn(effects))?.restored ?? [];
  const restored = await restorePackage(effects);
  const fresh = path.join(root, nativeFolder, "fresh");
  try {
    await disk.remove(fresh);
    await unpackWheel(file ?? (await downloadWheel(wheel, fresh, effects)), wheel, fresh, effects);
    await compileAddon(fresh, nodeHeaders, effects);
    for (const name of ["deps", "lib"]) {
      await disk.remove(path.join(root, nativeFolder, name));
      await disk.move(path.join(fresh, name), path.join(root, nativeFolder, name));
    }
    await writeLaid(
      { tensorflow: wheel.version, wheel: wheel.sha256, restored: [...known, ...restored] },
      effects,
    );
  } catch (error) {
    await removePlaces(restored, effects);
    throw error;
  } finally {
    await disk.remove(fresh);
  }
}

/** Unpacks a wheel into `fresh`, arranged as the package's folder `deps`. */
async function unpackWheel(file: string, wheel: Wheel, fresh: string, effects: Effects): Promise<void> {
  const { disk, terminal } = effects;
  await checkWheel(wheel, file, effects);
  terminal.line("unpacking the library");
  await unpackParts(file, fresh, effects);
  for (const library of wheelParts.libraries) {
    await disk.move(path.join(fresh, library), path.join(fresh, "deps", "lib", path.basename(library)));
  }
  await disk.move(path.join(fresh, "tensorflow", "include"), path.join(fresh, "deps", "include"));
}

/** Undoes `installLibrary`. Returns false if there is nothing to undo. */
export async function removeLibrary(effects: Effects): Promise<boolean> {
  const laid = await laidIn(effects);
  if (laid === undefined) return false;
  await removeLaid(laid, effects);
  return true;
}

/** Version of Node's stable interface: the highest that the package knows. */
const NODE_API = "8";

const COMPILER = "c++";

/** The folder of Node's headers. Throws a ReportError if they or a compiler are missing. */
async function prepareCompiling({ disk, run }: Effects): Promise<string> {
  if ((await run(COMPILER, ["--version"])).code === undefined) {
    throw new ReportError(`missing program: ${COMPILER}`, {
      help: "install a C++ compiler, such as Debian's package g++",
    });
  }
  return await findNodeHeaders(disk);
}

/** Compiles the addon for the library in `folder`/deps into `folder`/lib. */
async function compileAddon(
  folder: string,
  nodeHeaders: string,
  { root, disk, run, terminal }: Effects,
): Promise<void> {
  const deps = join(folder, "deps");
  const addon = join(folder, "lib", `napi-v${NODE_API}`, "tfjs_binding.node");
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) =>
    join(root, nativeFolder, "binding", name),
  );
  const libraries = wheelParts.libraries.map((library) => join(deps, "lib", basename(library)));
  terminal.line("compiling the addon");
  // Creates the folder, which the compiler does not.
  await disk.write(addon, "");
  const { code, output } = await run(COMPILER, [
    ...["-shared", "-fPIC", "-O2", "-std=c++17", `-DNAPI_VERSION=${NODE_API}`],
    ...["-I", join(deps, "include"), "-I", nodeHeaders, ...sources, ...libraries],
    // The addon looks for the library in its own folder, so node_modules/ can be anywhere.
    ...["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", addon],
  ]);
  if (code === 0) return;
  const reason = output.split("\n").find((line) => /error/i.test(line)) ?? `exit code ${code}`;
  throw new ReportError(`the addon could not be compiled: ${reason}`);
}

/** Node's headers are near its program, or where a system's packages put them. */
async function findNodeHeaders(disk: Effects["disk"]): Promise<string> {
  const prefixes = [dirname(dirname(process.execPath)), "/usr/local", "/usr"];
  for (const prefix of prefixes) {
    const folder = join(prefix, "include", "node");
    if ((await disk.kind(join(folder, "node_api.h"))) === "file") return folder;
  }
  throw new ReportError(`missing header: node_api.h, in include/node/ of ${prefixes.join(", ")}`, {
    help: "install Node's headers, such as Debian's package libnode-dev, or use Node as nodejs.org distributes it",
  });
}

/** What this command added to the package; undefined if nothing. */
export const laidIn = ({ root, disk }: Pick<Effects, "root" | "disk">): Promise<Laid | undefined> =>
  readLaid({ maybeText: (path) => disk.maybeText(join(root, path)) });

async function writeLaid(laid: Laid, { root, disk }: Effects): Promise<void> {
  await disk.write(join(root, laidFile), prettyJson(laid));
}

/** The paths of the package and its dependencies that node_modules/ lacks. */
async function missingPlaces({ root, disk }: Effects): Promise<readonly string[]> {
  const lockfile = await readLockfile(root, disk);
  const places = Object.keys(lockfile.versionsOf([NATIVE]));
  const kinds = await Promise.all(places.map((place) => disk.kind(join(root, "node_modules", place))));
  return places.filter((_, index) => kinds[index] === "none");
}

/** Installs the missing parts of the package, and returns their paths. Changes no tracked file. */
export async function restorePackage(effects: Effects): Promise<readonly string[]> {
  const missing = await missingPlaces(effects);
  if (missing.length === 0) return [];
  effects.terminal.line(`restoring ${NATIVE} and ${missing.length - 1} packages that it depends on`);
  const args = ["install", "--no-save", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund"];
  const { code, output } = await effects.run("npm", args);
  if (code === 0 && (await missingPlaces(effects)).length === 0) return missing;
  const [said] = output.split("\n").filter((line) => line.startsWith("npm error"));
  // The package is optional: npm succeeds without it.
  const silent = code === 0 ? "npm could not download it, or a package that it needs" : `exit code ${code}`;
  const reason = said ?? silent;
  throw new UnreachableError(`${NATIVE} could not be restored: ${reason.replace("npm error ", "")}`, {
    help: "npm needs its registry, or its own cache, for the packages of package-lock.json",
  });
}

/** Undoes an installation: removes the library, and the packages that were restored for it. */
async function removeLaid({ restored }: Laid, effects: Effects): Promise<void> {
  const folder = join(effects.root, nativeFolder);
  for (const name of ["lib", "deps"]) await effects.disk.remove(join(folder, name));
  await removePlaces(restored, effects);
}

/** Removes packages by their paths in node_modules/. */
async function removePlaces(places: readonly string[], { root, disk }: Effects): Promise<void> {
  for (const place of places) await disk.remove(join(root, "node_modules", place));
}
