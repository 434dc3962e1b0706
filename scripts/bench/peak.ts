/** The loops that show what one core can do in WebAssembly SIMD, in a module and a memory of their own. */
import { compileKernels } from "../../experiments/lib/engine/compile.ts";
import { PEAK_TURNS } from "./case.ts";

/** One run of each loop, by how often it is unrolled. */
export type PeakLoops = Readonly<Record<4 | 6, () => void>>;

/** A loop of so many turns, which leaves its result where the pointer says. */
type Loop = (turns: number, out: number) => void;

export async function loadPeakLoops(): Promise<PeakLoops> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const bytes = await compileKernels("scripts/bench/kernels");
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { peak4, peak6 } = exports as Readonly<Record<"peak4" | "peak6", Loop>>;
  return { 4: () => peak4(PEAK_TURNS, 0), 6: () => peak6(PEAK_TURNS, 0) };
}
