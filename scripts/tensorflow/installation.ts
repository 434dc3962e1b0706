/** Prepares the `node` engine: restores its package, lays TensorFlow's library into it, and compiles its addon. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { compileAddon, prepareCompiling } from "./addon.ts";
import { packageFolder, readLaid, removeLaid, removePlaces, restorePackage, writeLaid } from "./package.ts";
import { checkWheel, downloadWheel, unpackParts, type Wheel, wheelParts } from "./wheel.ts";

const PLATFORM = "linux x64";

/** Whether the engine starts: the version of TensorFlow's library, or the reason why not. */
export type EngineState =
  | { readonly isReady: true; readonly version: string }
  | { readonly isReady: false; readonly reason: string };

export async function proveEngine({ run }: Effects): Promise<EngineState> {
  const script = fileURLToPath(new URL("./prove.ts", import.meta.url));
  const { code, output } = await run(process.execPath, ["--import", "tsx", script]);
  // Its answer is the last line: the library may warn before.
  const answer = output.trim().split("\n").at(-1);
  if (code === 0 && answer) return { isReady: true, version: answer };
  return { isReady: false, reason: answer || `its process ended with ${code ?? "a signal"}` };
}

/** Installs the library of `file`, or of the wheel as downloaded. A failure leaves what was there before. */
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
  const known = (await readLaid(effects))?.restored ?? [];
  const restored = await restorePackage(effects);
  const fresh = path.join(packageFolder(root), "fresh");
  try {
    await disk.remove(fresh);
    await unpackWheel(file ?? (await downloadWheel(wheel, fresh, effects)), wheel, fresh, effects);
    await compileAddon(fresh, nodeHeaders, effects);
    for (const name of ["deps", "lib"]) {
      await disk.remove(path.join(packageFolder(root), name));
      await disk.move(path.join(fresh, name), path.join(packageFolder(root), name));
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

/** Unpacks a wheel into `fresh`, as the package arranges its folder `deps`. */
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

/** Undoes `installLibrary`. Returns false if there is nothing of it. */
export async function removeLibrary(effects: Effects): Promise<boolean> {
  const laid = await readLaid(effects);
  if (laid === undefined) return false;
  await removeLaid(laid, effects);
  return true;
}
