/**
 * The kernels' parameters, as in their sources in kernels/. Calls name their arguments, so none depends on the order.
 * A test compares these lists with the sources.
 */
import type { TensorInfo } from "@tensorflow/tfjs-core";

export const signatures = {
  productScratchBytes: "",
  product: `
    batch: i32, m: i32, n: i32, k: i32,
    left: usize, leftTransposed: bool, leftStride: usize,
    right: usize, rightTransposed: bool, rightStride: usize,
    out: usize, accumulate: bool, scratch: usize`,
  layerNorm: "rows: i32, channels: i32, epsilon: f32, x: usize, out: usize, inverse: usize",
  layerNormGradient: "rows: i32, channels: i32, y: usize, inverse: usize, gradient: usize, out: usize",
  attentionScratchBytes: "length: i32",
  causalAttention: `
    batch: i32, heads: i32, length: i32, size: i32, window: i32,
    batchStride: usize, headStride: usize, line: usize,
    query: usize, key: usize, value: usize,
    out: usize, norms: usize, weights: usize, scratch: usize`,
  causalAttentionGradient: `
    batch: i32, heads: i32, length: i32, size: i32, window: i32,
    batchStride: usize, headStride: usize, line: usize,
    query: usize, key: usize, value: usize, norms: usize, gradient: usize,
    queryGradient: usize, keyGradient: usize, valueGradient: usize, weights: usize, scratch: usize`,
  logSumExp: "rows: i32, classes: i32, logits: usize, out: usize, powers: usize",
  crossEntropy: "rows: i32, classes: i32, logits: usize, targets: usize, logSums: usize, out: usize",
  crossEntropyGradient: `
    rows: i32, classes: i32, logits: usize, targets: usize, logSums: usize, gradient: usize, out: usize`,
  logSoftmax: "rows: i32, classes: i32, logits: usize, logSums: usize, out: usize",
  gatherRows: "rows: i32, channels: i32, count: i32, table: usize, ids: usize, out: usize",
  scatterAddRows: "rows: i32, channels: i32, count: i32, source: usize, ids: usize, out: usize",
  sumWeightedRows: `
    entries: i32, channels: i32, rows: i32, outRows: i32,
    table: usize, sources: usize, targets: usize, weights: usize, out: usize`,
  relu: "count: i32, x: usize, out: usize",
  reluGradient: "count: i32, x: usize, gradient: usize, out: usize",
  activation: "kind: i32, rows: i32, channels: i32, x: usize, bias: usize, out: usize",
  activationGradient: `
    kind: i32, rows: i32, channels: i32, x: usize, bias: usize, gradient: usize, out: usize`,
  sumRows: "rows: i32, channels: i32, source: usize, out: usize",
  sumOfSquares: "count: i32, source: usize",
  adamW: `
    count: i32, parameter: usize, gradient: usize, first: usize, second: usize, gradientScale: f32,
    beta1: f32, beta2: f32, rest1: f32, rest2: f32, firstScale: f32, secondScale: f32,
    epsilon: f32, rate: f32, keep: f32`,
  swapMiddleAxes: "outer: i32, rows: i32, columns: i32, size: i32, x: usize, out: usize",
} as const;

export type KernelName = keyof typeof signatures;

/** An address in the backend's memory, or a distance between two. Its type keeps other numbers out. */
export type Bytes = number & { readonly [bytes]: true };
declare const bytes: unique symbol;

/** Marks an operand as absent. */
export const NOTHING = 0 as Bytes;

/**
 * A value whose type names its argument: channels cannot be passed as rows, nor a gradient as the tensor that it
 * belongs to. A value without a name can be passed as any argument.
 */
export type Named<Value, Name extends string> = Value & { readonly [argument]?: Name };
declare const argument: unique symbol;

/** A tensor stands for the address of its values. */
interface Types {
  readonly i32: number;
  readonly f32: number;
  readonly bool: boolean;
  readonly usize: TensorInfo | Bytes;
}

/** "a: i32, b: f32" -> "a: i32" | "b: f32" */
type Parameters<List extends string> = List extends `${infer First},${infer Rest}`
  ? Trimmed<First> | Parameters<Rest>
  : Trimmed<List>;

type Trimmed<Text extends string> = Text extends `${" " | "\n"}${infer Rest}` ? Trimmed<Rest> : Text;

/** A kernel's arguments by name. */
export type KernelArguments<Name extends KernelName> = {
  readonly [Parameter in Parameters<(typeof signatures)[Name]> as NameOf<Parameter>]: ValueOf<Parameter>;
};

type NameOf<Parameter extends string> = Parameter extends `${infer Name}: ${string}` ? Name : never;

type ValueOf<Parameter extends string> = Parameter extends `${infer Name}: ${infer Type extends keyof Types}`
  ? Named<Types[Type], Name>
  : never;

/** Names of a kernel's parameters in order. */
export function parametersOf(kernel: KernelName): readonly string[] {
  return [...signatures[kernel].matchAll(/(\w+):/g)].map(([, name = ""]) => name);
}
