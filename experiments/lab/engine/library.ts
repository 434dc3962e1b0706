/** The library that computes, with its installed versions. */
import type { EngineReader } from "../../kit/report.ts";
import { NATIVE, type TensorFlowEngine } from "./engine-name.ts";

const packages: Readonly<Record<TensorFlowEngine, string>> = {
  wasm: "@tensorflow/tfjs-backend-wasm",
  node: NATIVE,
  cpu: "@tensorflow/tfjs-backend-cpu",
};

export const nativeFolder = `node_modules/${NATIVE}`;

/** What `npm run native` added to the package. */
export interface Laid {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  /** SHA-256 of the wheel. */
  readonly wheel: string;
  /** Packages that it restored, by path in node_modules/. */
  readonly restored: readonly string[];
}

export const laidFile = `${nativeFolder}/deps/laid.json`;

/** Undefined if the package is missing or uses its own download. */
export async function readLaid({ maybeText }: Pick<EngineReader, "maybeText">): Promise<Laid | undefined> {
  const text = await maybeText(laidFile);
  return text === undefined ? undefined : (JSON.parse(text) as Laid);
}

/** The package, and for `node` the library, of an implementation. */
export async function libraryOf(engine: TensorFlowEngine, reader: EngineReader): Promise<string> {
  const name = packages[engine];
  const computing = `${name} ${reader.versionOf(name) ?? "unknown"}`;
  if (engine !== "node") return computing;
  // The package's own download has the version in its file names.
  const files = await reader.list(`${nativeFolder}/deps/lib`);
  const [own] = files.flatMap((file) => /^libtensorflow\.so\.(\d+\.\d+\.\d+)$/.exec(file)?.[1] ?? []);
  const tensorflow = (await readLaid(reader))?.tensorflow ?? own ?? "of an unknown version";
  return `${computing} with TensorFlow ${tensorflow}`;
}
