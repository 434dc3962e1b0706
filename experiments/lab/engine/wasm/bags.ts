/** Bags of rows: weighted sums of a table's rows. */
import type * as tf from "@tensorflow/tfjs-core";
import { registerGradient } from "@tensorflow/tfjs-core";
import { defineKernel, inputsOf, rowsOf, run } from "./define.ts";
import type { Bags } from "./op-types.ts";
import type { Kernels } from "./placed-kernels.ts";

/** The weighted sum of each bag's rows: [V, C] -> [N, C]. */
export function pool(table: tf.Tensor2D, { count, bags, rows, weights }: Bags): tf.Tensor2D {
  const attributes = { rows: table.shape[0], outRows: count };
  return run("PoolRows", { table, sources: rows, targets: bags, weights }, attributes);
}

export function registerBags(kernels: Kernels): void {
  defineKernel("PoolRows", ({ inputs, attrs }) => {
    const { table, sources, targets, weights } = inputsOf(inputs, "table", "sources", "targets", "weights");
    const { rows, channels } = rowsOf(table);
    const { outRows } = attrs as { outRows: number };
    const [entries = 0] = sources.shape;
    const out = kernels.backend.makeOutput([outRows, channels], "float32");
    kernels.sumWeightedRows({ entries, channels, rows, outRows, table, sources, targets, weights, out });
    return out;
  });
  registerGradient({
    kernelName: "PoolRows",
    inputsToSave: ["sources", "targets", "weights"],
    gradFunc: (dy, saved, attributes) => {
      const [sources, targets, weights] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const { rows, outRows } = attributes as { rows: number; outRows: number };
      const inputs = { table: dy as tf.Tensor, sources: targets, targets: sources, weights };
      return { table: () => run("PoolRows", inputs, { rows: outRows, outRows: rows }) };
    },
  });
}
