/** A report of three small slides with all parts of a real one. It builds quickly, without TensorFlow.js. */
import { gridImport } from "./project.ts";

const slideFile = (title: string, metric: string) => `---
title: ${title}
claims:
  - id: above
    quote: "words of the deck"
    metric: ${metric}
    rule: { kind: greater, than: 1 }
---

:::deck
Some words of the deck.
:::

The mean is {{finding "mean"}}.

:::figure values
caption: What each seed gave.
alt: A value for each seed.
description: Points over seeds.
:::
`;

const results = `
import { defineResults } from "../kit/experiment.ts";
import type { experiment } from "./experiment.ts";

export const results = defineResults<typeof experiment>({
  figures: () => ({
    values: {
      spec: {
        data: { name: "values" },
        mark: "point",
        encoding: { x: { field: "seed", type: "quantitative" }, y: { field: "value", type: "quantitative" } },
      },
    },
  }),
  findings: ({ values }) => {
    const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
    return { mean: { value: mean, format: ".3f", n: values.length } };
  },
  estimates: ({ values }) => ({ above: { samples: values.map(({ value }) => value) } }),
});
`;

const baseTrial = `
export const run = ({ seed }: { seed: number }) => ({
  result: { value: 1.25 + seed / 3 },
  artifacts: { weight: { shape: [3], values: Float32Array.of(seed, 0.1, 1 / 3) } },
});
`;

const nextTrial = `
export const run = (config, { inputs }) => {
  const { values } = inputs.base.artifacts.weight;
  return { result: { value: inputs.base.result.value + values[2] } };
};
`;

const experimentOf = (trials: string) => `
import { defineExperiment } from "../kit/experiment.ts";
import { defineTrial } from "../kit/trial.ts";

const base = defineTrial({ kind: "base", module: new URL("../01-one/base.run.ts", import.meta.url), estimatedSeconds: () => 1, describe: ({ seed }) => ({ seed, minor: ["seed"] }) });
const next = defineTrial({ kind: "next", module: new URL("../02-two/next.run.ts", import.meta.url), estimatedSeconds: () => 1 });
const timed = defineTrial({ kind: "timed", module: new URL("../03-three/timed.run.ts", import.meta.url), measuresTime: true, estimatedSeconds: () => 1, describe: ({ seed }) => ({ seed, minor: ["seed"] }) });

export const experiment = defineExperiment({
  profiles: { quick: { seeds: [1] }, default: { seeds: [1, 2, 3] }, long: { seeds: [1, 2, 3, 4, 5] } },
  trials: ({ seeds }) => ({ values: seeds.map((seed) => (${trials})) }),
  tables: ({ values }, { seeds }) => ({
    values: seeds.map((seed, index) => ({ seed, value: values[index].value })),
  }),
});
`;

/**
 * Files of the report by path. Slide 1 runs "base", slide 2 "next" on the same "base" trials, slide 3 the timed
 * "timed".
 */
export const smallReport = {
  "experiments/01-one/slide.md": slideFile("The first", "a value"),
  "experiments/01-one/experiment.ts": experimentOf("base({ seed })"),
  "experiments/01-one/results.ts": results,
  "experiments/01-one/base.run.ts": baseTrial,
  "experiments/02-two/slide.md": slideFile("The second", "another value"),
  "experiments/02-two/experiment.ts": experimentOf("next({}, { base: base({ seed }) })"),
  "experiments/02-two/results.ts": results,
  "experiments/02-two/next.run.ts": nextTrial,
  "experiments/03-three/slide.md": slideFile("The third", "a third value"),
  "experiments/03-three/experiment.ts": experimentOf("timed({ seed })"),
  "experiments/03-three/results.ts": results,
  "experiments/03-three/timed.run.ts": baseTrial.replace("1.25", "2.5"),
} as const;

/** A search of the long profile with two runs, whose choice the slides do not take, to be added to the report. */
export const longSearch = {
  "experiments/03-three/own.run.ts":
    "export const run = ({ outerLearningRate }) => ({ result: { loss: outerLearningRate } });",
  "experiments/03-three/searches.ts": `${gridImport}
    const trial = (config) => ({
      kind: "own", module: new URL("./own.run.ts", import.meta.url).href, measuresTime: false,
      estimatedSeconds: 1, config, inputs: {},
    });
    export const searches = [];
    export const searchesOf = (profile) => [gridSearch({
      name: profile + "/own", arm: { kind: "full" }, steps: 1, seeds: [50], 
      grid: { learningRate: { rates: [1] }, outerLearningRate: { rates: [0.01, 0.02], lowest: 0.01, highest: 0.02 } },
      run: (settings, seed) => ({ trial: trial({ ...settings, seed }), lossOf: ({ loss }) => loss }),
    })];`,
  "experiments/03-three/chosen-settings.json": "{}",
} as const;
