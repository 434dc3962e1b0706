export type TensorFlowEngine = "wasm" | "node" | "cpu";

export const engineNames: readonly TensorFlowEngine[] = ["wasm", "node", "cpu"];

/** The package of `node`. */
export const NATIVE = "@tensorflow/tfjs-node";

/** The engine with this name. Throws a RangeError for any other name. */
export function engineNamed(name: string): TensorFlowEngine {
  const found = engineNames.find((engine) => engine === name);
  if (found === undefined)
    throw new RangeError(`unknown engine: ${name}; expected one of ${engineNames.join(", ")}`);
  return found;
}
