/** Which library computes, with its versions as installed. */
import type { EngineReader } from "../../kit/report.ts";
import { NATIVE, type TensorFlowEngine } from "./engine-name.ts";

const packages: Readonly<Record<TensorFlowEngine, string>> = {
  wasm: "@tensorflow/tfjs-backend-wasm",
  node: NATIVE,
  cpu: "@tensorflow/tfjs-backend-cpu",
};

export const nativeFolder = `node_modules/${NATIVE}`;

/** What `npm run native` has added to the package. */
export interface Laid {
  /** Version of TensorFlow. */
  readonly tensorflow: string;
  /** SHA-256 of the wheel. */
  readonly wheel: string;
  /** Packages that it restored, by place in node_modules/. */
  readonly restored: readonly string[];
}

export const laidFile = `${nativeFolder}/deps/laid.json`;

/** Undefined where the package is not there, or has what it downloaded itself. */
export async function readLaid({ maybeText }: Pick<EngineReader, "maybeText">): Promise<Laid | undefined> {
  const text = await maybeText(laidFile);
  return text === undefined ? undefined : (JSON.parse(text) as Laid);
}

/** The package, and for `node` the library, that computes in an implementation. */
export async function libraryOf(engine: TensorFlowEngine, reader: EngineReader): Promise<string> {
  const name = packages[engine];
  const computing = `${name} ${reader.versionOf(name) ?? "unknown"}`;
  if (engine !== "node") return computing;
  // The package's own download names its files by the version.
  const files = await reader.list(`${nativeFolder}/deps/lib`);
  const [own] = files.flatMap((file) => /^libtensorflow\.so\.(\d+\.\d+\.\d+)$/.exec(file)?.[1] ?? []);
  const tensorflow = (await readLaid(reader))?.tensorflow ?? own ?? "of an unknown version";
  return `${computing} with TensorFlow ${tensorflow}`;
}
