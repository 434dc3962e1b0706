/** Weights among the artifacts of a trial: groups of them, told apart by the first word of their names. */
import type { Artifact } from "../experiment.ts";
import type { Weights } from "../nn/weights.ts";

type Artifacts = Readonly<Record<string, Artifact>>;

/** Weights as artifacts of the group: "final.layers.0.query". */
export function prefixed(group: string, weights: Weights): Artifacts {
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) => [`${group}.${name}`, weight]));
}

/** The weights of a group, by their own names. */
export function storedWeights(group: string, artifacts: Artifacts): Weights {
  const prefix = `${group}.`;
  return Object.fromEntries(
    Object.entries(artifacts)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, weight]) => [name.slice(prefix.length), weight]),
  );
}

/** All weights with which a pre-training run ended. */
export function finalWeights(artifacts: Artifacts): Weights {
  return { ...storedWeights("final", artifacts), ...storedWeights("shared", artifacts) };
}
