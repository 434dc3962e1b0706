/** Checks what an operation is given: the kernels work on bare memory and would read beyond a tensor that is too small. */
import type { Tensor } from "@tensorflow/tfjs";

/** Throws unless the tensor has this type and shape. `undefined` stands for any size. */
export function expectShape(
  name: string,
  { shape, dtype }: Tensor,
  expected: readonly (number | undefined)[],
  expectedType = "float32",
): void {
  const matches = expected.every((size, axis) => size === undefined || size === shape[axis]);
  if (matches && shape.length === expected.length && dtype === expectedType) return;
  const sizes = expected.map((size) => size ?? "any").join(", ");
  throw new TypeError(`invalid ${name}: ${dtype} [${shape.join(", ")}], expected ${expectedType} [${sizes}]`);
}
