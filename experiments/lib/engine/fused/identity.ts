/** TensorFlow.js clones a tensor for each gradient that needs it; the backend copies the values, here they are shared. */
import type { Kernels } from "../kernels.ts";
import { defineKernel, inputsOf } from "./define.ts";

export function registerIdentity({ backend }: Kernels): void {
  defineKernel("Identity", ({ inputs }) => {
    const { x } = inputsOf(inputs, "x");
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  });
}
