/** Lists the trials of the sentence classifier. */
import { defineTrial } from "../trial.ts";
import type { SentimentConfig } from "./sentiment-training.ts";

/** Adam on all vectors costs about three times as much a step as on an adapter. */
const estimatedSeconds = ({ arm, steps }: SentimentConfig) =>
  0.1 + steps * (arm.kind === "full" ? 1e-3 : 4e-4);

/** A classifier from random word vectors. */
export const sentiment = defineTrial<typeof import("./sentiment.run.ts")>({
  kind: "sentiment",
  module: new URL("./sentiment.run.ts", import.meta.url),
  estimatedSeconds,
});

/** A classifier from vectors of wordVectors. */
export const sentimentPretrained = defineTrial<typeof import("./sentiment-pretrained.run.ts")>({
  kind: "sentiment-pretrained",
  module: new URL("./sentiment-pretrained.run.ts", import.meta.url),
  estimatedSeconds,
});

/** Words in the plane that a classifier of all sentences learned. */
export const sentimentPlane = defineTrial<typeof import("./sentiment-plane.run.ts")>({
  kind: "sentiment-plane",
  module: new URL("./sentiment-plane.run.ts", import.meta.url),
  estimatedSeconds,
});

/** Word vectors from unlabelled text. */
export const wordVectors = defineTrial<typeof import("./word-vectors.run.ts")>({
  kind: "word-vectors",
  module: new URL("./word-vectors.run.ts", import.meta.url),
  estimatedSeconds: ({ contexts }) => 2 + contexts / 250,
});
