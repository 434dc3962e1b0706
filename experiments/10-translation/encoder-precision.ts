/** How well a name encoder finds a concept's name in another language. */
import * as tf from "@tensorflow/tfjs-core";
import { mean } from "../kit/stats/describe.ts";
import { withTensors } from "../lab/nn/fit.ts";
import { contrastiveLoss, directionsOf, type NameEncoder, toBags } from "./name-encoder.ts";
import type { ByLanguage } from "./name-parts.ts";
import { type Language, languages } from "./names.ts";

/** How often the nearest name in the target language has the same concept, for an ordered pair. */
export interface Precision {
  readonly source: Language;
  readonly target: Language;
  /** P@1, in [0, 1]. */
  readonly precision: number;
}

/** P@1 between any two languages, whose rows are aligned. */
export function precisionsOf(encoder: NameEncoder, rows: ByLanguage): readonly Precision[] {
  return withTensors(encoder, (tensors) => {
    const encoded = new Map(
      languages.map((language) => [language, directionsOf(tensors, toBags(rows[language]))]),
    );
    return [...encoded].flatMap(([source, left]) =>
      [...encoded].flatMap(([target, right]) =>
        source === target ? [] : [{ source, target, precision: precisionOf(left, right) }],
      ),
    );
  });
}

/** The contrastive loss of all names at once, in nats: the mean over pairs of languages. */
export function meanContrastiveLoss(encoder: NameEncoder, rows: ByLanguage, temperature: number): number {
  return withTensors(encoder, (tensors) => {
    const losses = languages.flatMap((source, index) =>
      languages.slice(index + 1).map((target) => {
        const bags = toBags([...rows[source], ...rows[target]]);
        const [loss = Number.NaN] = contrastiveLoss(directionsOf(tensors, bags), temperature).dataSync();
        return loss;
      }),
    );
    return mean(losses);
  });
}

/** The share of rows of `left` whose nearest row of `right` is their partner; both [N, o]. */
function precisionOf(left: tf.Tensor2D, right: tf.Tensor2D): number {
  const [count] = left.shape;
  const cosines = tf.matMul(left, right, false, true); // [N, N]
  const values = cosines.dataSync<"float32">();
  cosines.dispose();
  const correct = Array.from({ length: count }, (_, row) =>
    isNearest(values.subarray(row * count, (row + 1) * count), row),
  );
  return correct.filter(Boolean).length / count;
}

/** Whether the entry at `index` is the only largest one: a tie is a miss. */
function isNearest(cosines: Float32Array, index: number): boolean {
  const own = cosines[index] ?? Number.NaN;
  return cosines.every((cosine, other) => other === index || cosine < own);
}
