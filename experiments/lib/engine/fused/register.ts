/** Registers all our kernels with TensorFlow.js. */
import type { Kernels } from "../kernels.ts";
import { registerActivation } from "./activation.ts";
import { registerAttention } from "./attention.ts";
import { registerCrossEntropy } from "./cross-entropy.ts";
import { registerEinsum } from "./einsum.ts";
import { registerEmbedding } from "./embedding.ts";
import { registerIdentity } from "./identity.ts";
import { registerLinear } from "./linear.ts";
import { registerNorm } from "./norm.ts";
import { registerProducts } from "./products.ts";
import { registerTranspose } from "./transpose.ts";

/** From now on `tf.matMul` and the operations of ops.ts run on these kernels. */
export function registerKernels(kernels: Kernels): void {
  registerProducts(kernels);
  registerTranspose(kernels);
  registerIdentity(kernels);
  registerLinear(kernels);
  registerNorm(kernels);
  registerAttention(kernels);
  registerCrossEntropy(kernels);
  registerEmbedding(kernels);
  registerActivation(kernels);
  registerEinsum();
}
