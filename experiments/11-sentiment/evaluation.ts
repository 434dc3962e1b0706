/** Measurements of a trained sentence classifier. */
import * as tf from "@tensorflow/tfjs-core";
import { mean } from "../kit/stats/describe.ts";
import { crossEntropy } from "../lab/engine/ops.ts";
import { product } from "../lab/linalg/products.ts";
import { countTrained, withTensors } from "../lab/nn/fit.ts";
import { encodeWords, labelOf, type Task, type TrainedClassifier, toBags } from "./classifier-training.ts";
import { logitsOf, mergedVectors, type PooledWords, trainedBy, type VectorTraining } from "./pooled-words.ts";
import { domains, type Lexicon, readAfinn, readVader, type Sentence } from "./sentences.ts";

/** Accuracy and mean loss on sentences; undefined for none. */
function measure({ model, sizes, words }: TrainedClassifier, sentences: readonly Sentence[], task: Task) {
  if (sentences.length === 0) return undefined;
  const labels = sentences.map((sentence) => labelOf(sentence, task));
  const encoded = sentences.map((sentence) => encodeWords(sentence, words));
  const { scores, losses } = withTensors(model, (tensors) => {
    const logits = logitsOf(tensors, toBags(encoded));
    const entropies = crossEntropy(logits, tf.tensor1d(labels, "int32"));
    return { scores: logits.dataSync(), losses: entropies.dataSync() };
  });
  const correct = labels.filter((label, row) => {
    const own = [...scores.subarray(row * sizes.classes, (row + 1) * sizes.classes)];
    return own.indexOf(Math.max(...own)) === label;
  });
  return { accuracy: correct.length / labels.length, loss: mean(Array.from(losses)) };
}

/**
 * The evidence of each word of the vocabulary for "positive", in log-odds without the bias: its vector times the
 * difference of the head's columns. For a classifier of two classes.
 */
export function polarities({ model, sizes }: TrainedClassifier): Float64Array {
  const { vocabSize, dimension } = sizes;
  return product(mergedVectors(model), polarityDirection(model), [vocabSize, dimension, 1]);
}

/** The head's column for "positive" minus the one for "negative": [d]. */
export function polarityDirection({ headWeight }: Pick<PooledWords, "headWeight">): Float64Array {
  const { values } = headWeight;
  return Float64Array.from(
    { length: values.length / 2 },
    (_, row) => (values[2 * row + 1] ?? 0) - (values[2 * row] ?? 0),
  );
}

/** Rank correlation of learned polarities and people's ratings, over the words that both have. */
function agreement(classifier: TrainedClassifier, lexicon: Lexicon) {
  const learned = polarities(classifier);
  const shared = [...classifier.words.ids].flatMap(([word, id]) => {
    const rating = lexicon.get(word);
    return rating === undefined ? [] : [{ rating, polarity: learned[id] ?? 0 }];
  });
  return {
    words: shared.length,
    spearman:
      spearman(
        shared.map(({ polarity }) => polarity),
        shared.map(({ rating }) => rating),
      ) ?? 0,
  };
}

/** Accuracy of counting: the sign of the sum of VADER's ratings; a sum of zero counts as half right. */
function lexiconAccuracy(sentences: readonly Sentence[], lexicon: Lexicon): number {
  return mean(
    sentences.map(({ words, positive }) => {
      const sum = words.reduce((total, word) => total + (lexicon.get(word) ?? 0), 0);
      if (sum === 0) return 0.5;
      return sum > 0 === positive ? 1 : 0;
    }),
  );
}

/** The results of one run. Ratings are compared only for the two-class task. */
export function measureClassifier(classifier: TrainedClassifier, task: Task, trains: VectorTraining) {
  const { train, heldOut, sizes, model } = classifier;
  const vader = readVader();
  return {
    vocabulary: sizes.vocabSize,
    trainSentences: train.length,
    heldOutSentences: heldOut.length,
    trainedParameters: countTrained(model, trainedBy(trains)),
    train: measure(classifier, train, task) ?? null,
    heldOut: measure(classifier, heldOut, task) ?? null,
    byDomain: domains.map((domain) => ({
      domain,
      accuracy:
        measure(
          classifier,
          heldOut.filter((sentence) => sentence.domain === domain),
          task,
        )?.accuracy ?? null,
    })),
    lexiconAccuracy: heldOut.length > 0 ? lexiconAccuracy(heldOut, vader) : null,
    agreement:
      task === "sentiment"
        ? { vader: agreement(classifier, vader), afinn: agreement(classifier, readAfinn()) }
        : null,
  };
}

/** Ranks from 1; equal values share their mean rank. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  let start = 0;
  while (start < order.length) {
    let end = start;
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === values[order[start] ?? 0]) end++;
    for (let place = start; place <= end; place++) ranks[order[place] ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}

/** Spearman's rank correlation: Pearson's of the ranks. Undefined where either list is constant or shorter than two. */
export function spearman(left: readonly number[], right: readonly number[]): number | undefined {
  if (left.length !== right.length) {
    throw new RangeError(`invalid pairs: ${left.length} values against ${right.length}`);
  }
  if (left.length < 2) return undefined;
  const [leftRanks, rightRanks] = [ranksOf(left), ranksOf(right)];
  const [leftMean, rightMean] = [mean(leftRanks), mean(rightRanks)];
  let covariance = 0;
  let leftVariance = 0;
  let rightVariance = 0;
  leftRanks.forEach((rank, index) => {
    const deviation = rank - leftMean;
    const other = (rightRanks[index] ?? 0) - rightMean;
    covariance += deviation * other;
    leftVariance += deviation * deviation;
    rightVariance += other * other;
  });
  if (leftVariance === 0 || rightVariance === 0) return undefined;
  return covariance / Math.sqrt(leftVariance * rightVariance);
}
