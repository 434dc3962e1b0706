/** A transformer's weights as plain data: initial values, which all arms of a seed share, and weights that a trial stores. */
import type { Random } from "../../kit/random.ts";
import type { Artifact } from "../../kit/trial.ts";
import { bodyLinears, bodyWeightName, type ModelConfig, shapeOf } from "./config.ts";

/** Weights by name: "embedding" [V, C], "positions" [T, C], "head" [C, V], and "layers.<n>.<linear>" [in, out]. */
export type Weights = Readonly<Record<string, Artifact>>;

/** Standard deviation of embeddings, positions and head, as in GPT-2. */
export const SHARED_DEVIATION = 0.02;

/** Values with a known number of dimensions. */
export interface Values<Shape extends readonly number[]> extends Artifact {
  readonly shape: Shape;
}

/** [out] */
export type Bias = Values<readonly [number]>;
/** [in, out] */
export type Weight = Values<readonly [number, number]>;

/** Values drawn in order, row by row, and rounded to single precision. */
export function drawn<const Shape extends readonly number[]>(
  shape: Shape,
  draw: () => number,
): Values<Shape> {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Float32Array.from({ length }, draw) };
}

function gaussian(shape: readonly [number, number], deviation: number, random: Random): Artifact {
  return drawn(shape, () => deviation * random.normal());
}

/**
 * Gaussian weights. The body's have variance 1/inputs. Those that end a residual branch are also divided by sqrt(2 nLayers),
 * so that the residual stream does not grow with depth (Radford et al. 2019, section 2.3). GPT-2 uses 0.02 everywhere. At
 * this width that would leave the frozen random base with almost no signal, and LoRA on it with nothing to adapt.
 */
export function initialWeights(config: ModelConfig, random: Random): Weights {
  const { dModel, nLayers, contextLength, vocabSize } = config;
  const outer = (name: string, rows: number, columns: number) =>
    [name, gaussian([rows, columns], SHARED_DEVIATION, random.split(name))] as const;
  const body = Array.from({ length: nLayers }, (_, layer) =>
    bodyLinears.map((linear) => {
      const name = bodyWeightName(layer, linear);
      const shape = shapeOf(linear, config);
      const endsBranch = linear === "output" || linear === "down";
      const deviation = 1 / Math.sqrt(shape[0] * (endsBranch ? 2 * nLayers : 1));
      return [name, gaussian(shape, deviation, random.split(name))] as const;
    }),
  );
  return Object.fromEntries([
    outer("embedding", vocabSize, dModel),
    outer("positions", contextLength, dModel),
    ...body.flat(),
    outer("head", dModel, vocabSize),
  ]);
}

type Artifacts = Readonly<Record<string, Artifact>>;

/** Weights as artifacts of the group, e.g. "final.layers.0.query". */
export function prefixed(group: string, weights: Weights): Artifacts {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${group}.${name}`, weight]));
}

/** The weights of a group, without its prefix. */
export function storedWeights(group: string, artifacts: Artifacts): Weights {
  const prefix = `${group}.`;
  return Object.fromEntries(
    Object.entries(artifacts)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight]),
  );
}

/** All weights at the end of a pre-training run. */
export function finalWeights(artifacts: Artifacts): Weights {
  return { ...storedWeights("final", artifacts), ...storedWeights("shared", artifacts) };
}
