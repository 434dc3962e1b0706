/** Lists trials of linear-teacher.run.ts. */
import { defineTrial } from "../trial.ts";

/** LoRA of several ranks against Eckart and Young's bound on a linear teacher. */
export const linearTeacher = defineTrial<typeof import("./linear-teacher.run.ts")>({
  kind: "linear-teacher",
  module: new URL("./linear-teacher.run.ts", import.meta.url),
  estimatedSeconds: ({ ranks, steps, size }) => 6e-8 * size * size * ranks.length * steps,
});
