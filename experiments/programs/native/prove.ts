/**
 * A separate process that starts the `node` engine, which multiplies two matrices as it starts. Prints the version of
 * TensorFlow's library, or why it does not start, with exit code 1.
 */
import { backend } from "@tensorflow/tfjs-core";
import { startEngine } from "../../lab/engine/backend.ts";

try {
  await startEngine("node");
  const { binding } = backend() as unknown as { readonly binding: { readonly TF_Version: string } };
  process.stdout.write(binding.TF_Version);
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
