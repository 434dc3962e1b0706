export type TensorFlowEngine = "wasm" | "node" | "cpu";

export const engineNames: readonly TensorFlowEngine[] = ["wasm", "node", "cpu"];

/** The npm package of the `node` engine. */
export const NATIVE = "@tensorflow/tfjs-node";

/** Throws a RangeError for an unknown name. */
export function engineNamed(name: string): TensorFlowEngine {
  const found = engineNames.find((engine) => engine === name);
  if (found === undefined)
    throw new RangeError(`unknown engine: ${name}; expected one of ${engineNames.join(", ")}`);
  return found;
}
