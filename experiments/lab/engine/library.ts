import { join } from "node:path";
import type { Effects } from "../../../scripts/base/effects.ts";
import { isRecord } from "../../../scripts/base/json.ts";
import { readLockfile } from "../../../scripts/bundling/lockfile.ts";
import type { EngineName } from "../../kit/trial.ts";
import { enginePackages } from "../../programs/native/installation.ts";

export const NAME = "@tensorflow/tfjs-node";

export const packageFolder = (root: string): string => join(root, "node_modules", NAME);

/** What `npm run native` has laid into the package. */
export interface Laid {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  /** SHA-256 of the wheel. */
  readonly wheel: string;
  /** Packages that it restored, by place in node_modules/. */
  readonly restored: readonly string[];
}

export const laidFile = (root: string): string => join(packageFolder(root), "deps", "laid.json");

/** Undefined where the package is not there, or has what it downloaded itself. */
export async function readLaid({ root, disk }: Effects): Promise<Laid | undefined> {
  const text = await disk.maybeText(laidFile(root));
  const json: unknown = text === undefined ? undefined : JSON.parse(text);
  return isRecord(json) ? (json as unknown as Laid) : undefined;
}

/** The package, and for `node` the library, that computes on an engine, with their versions as installed. */
export async function libraryOf(engine: EngineName, effects: Effects): Promise<string> {
  const { root, disk } = effects;
  const name = enginePackages[engine];
  const version = (await readLockfile(root, disk)).versionOf(name) ?? "unknown";
  const computing = `${name} ${version}`;
  if (engine !== "node") return computing;
  // The package's own download names its files by the version.
  const files = await disk.list(join(packageFolder(root), "deps", "lib"));
  const [own] = files.flatMap((file) => /^libtensorflow\.so\.(\d+\.\d+\.\d+)$/.exec(file)?.[1] ?? []);
  const tensorflow = (await readLaid(effects))?.tensorflow ?? own ?? "of an unknown version";
  return `${computing} with TensorFlow ${tensorflow}`;
}
