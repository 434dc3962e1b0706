/** What the bench measures, in groups that are compared with one another, and the work of each by formula. */
import { stepFlops } from "../../experiments/lib/nn/costs.ts";
import {
  arms,
  BATCH_SIZE,
  type Case,
  fusedOps,
  layouts,
  type ModelName,
  models,
  PEAK_TURNS,
} from "./case.ts";

type Product = Extract<Case, { kind: "product" }>;

const square = (size: number, layout: Product["layout"]): Product => ({
  kind: "product",
  layout,
  batch: 1,
  m: size,
  n: size,
  k: size,
});

const EVEN_SIZES = [64, 128, 256, 512, 1024];
const ODD_SIZES = [33, 65, 89, 129, 257, 515];
/** The products of attention at the large model: scores, and weights times values. */
const BATCHES: readonly (readonly [m: number, n: number, k: number])[] = [
  [64, 32, 64],
  [64, 64, 32],
];

export const peaks: readonly Case[] = [
  { kind: "peak", unrolling: 4 },
  { kind: "peak", unrolling: 6 },
];

/** Products of ours in all layouts beside the plain one that they are compared with on the stock backend. */
export interface ProductGroup {
  readonly name: string;
  readonly ours: readonly Product[];
  readonly stock: Product;
  /** The least that each of ours must reach of the stock backend's plain rate. */
  readonly target: number;
}

export const productGroups: readonly ProductGroup[] = [
  ...[...EVEN_SIZES, ...ODD_SIZES].map((size) => ({
    name: `${size}`,
    ours: layouts.map((layout) => square(size, layout)),
    stock: square(size, "NN"),
    target: EVEN_SIZES.includes(size) ? 1 : 2 / 3,
  })),
  ...BATCHES.map(([m, n, k]) => ({
    name: `${BATCH_SIZE * 4} of ${m}x${k}x${n}`,
    ours: layouts.map((layout): Product => ({ kind: "product", layout, batch: BATCH_SIZE * 4, m, n, k })),
    stock: { kind: "product", layout: "NN", batch: 1, m, n, k } as const,
    target: 1,
  })),
];

export const opCases: readonly Case[] = fusedOps.flatMap((op) => [
  { kind: "op", op, form: "fused" } as const,
  { kind: "op", op, form: "composed" } as const,
]);

export const modelNames = Object.keys(models) as ModelName[];

/** Floating point operations of one run, a multiply-add counting as two; 0 where the formula leaves the work out. */
export function flopsOf(item: Case): number {
  switch (item.kind) {
    case "peak":
      return 2 * 4 * item.unrolling * PEAK_TURNS;
    case "product":
      return 2 * item.batch * item.m * item.n * item.k;
    case "step":
      return stepFlops(models[item.model], arms[item.arm], BATCH_SIZE);
    case "stepProducts":
      return stepFlops(models[item.model], arms.full, BATCH_SIZE);
    default:
      return 0;
  }
}
