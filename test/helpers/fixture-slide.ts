/** A complete slide with invented numbers: two own figures, one of the deck, findings and claims. */
import {
  type Deck,
  defineDeck,
  defineExperiment,
  defineResults,
  type Experiment,
  type Finding,
  type Results,
} from "../../experiments/kit/experiment.ts";
import { references } from "../../experiments/report/references.ts";
import type { BuildFacts } from "../../scripts/record/record.ts";
import type { MeasuredSlide } from "../../scripts/slides/planned.ts";
import type { Slide, Statement } from "../../scripts/slides/slide.ts";
import { parseSlideFile, type SlideFile } from "../../scripts/slides/slide-file.ts";
import { keyedTrial } from "./keyed-trial.ts";

const arms = ["full", "lora", "floor"] as const;

/** Loss of an arm after a number of steps: an invented, smooth curve. */
function loss(arm: number, step: number): number {
  return 1.8 + 0.12 * arm + 2.4 / (1 + step / 90);
}

const experiment = defineExperiment({
  profiles: {
    quick: { steps: 400, seeds: [100], learningRate: 0.003 },
    default: { steps: 1200, seeds: [100, 101, 102], learningRate: 0.003 },
    long: { steps: 4800, seeds: [100, 101, 102, 103, 104], learningRate: 0.003 },
  },
  trials: () => ({}),
  tables: (_, { steps }) => ({
    loss: arms.flatMap((arm, index) =>
      Array.from({ length: 13 }, (_item, point) => ({
        arm,
        step: (point * steps) / 12,
        loss: loss(index, (point * steps) / 12),
      })),
    ),
    final: arms.map((arm, index) => ({ arm, loss: loss(index, steps) })),
  }),
});

const gap: Finding = {
  value: 0.12,
  format: ".3f",
  unit: "nats",
  interval: { low: 0.09, high: 0.15, level: 0.95 },
  n: 3,
  phrases: { higher: "higher by", lower: "lower by", unresolved: "not resolved:" },
};

const results = defineResults<typeof experiment>({
  figures: () => ({
    loss: {
      spec: {
        data: { name: "loss" },
        mark: "line",
        encoding: {
          x: { field: "step", type: "quantitative", title: "step" },
          y: {
            field: "loss",
            type: "quantitative",
            title: "validation loss (nats per character)",
            scale: { zero: false },
          },
          strokeDash: { field: "arm", type: "nominal", title: "arm" },
        },
      },
    },
    final: {
      spec: {
        data: { name: "final" },
        height: 120,
        mark: "bar",
        encoding: {
          x: { field: "loss", type: "quantitative", title: "final loss (nats per character)" },
          y: { field: "arm", type: "nominal", title: null },
        },
      },
    },
  }),
  findings: () => ({
    gap,
    best: { value: 1.967, format: ".3f", unit: "nats" },
    noise: {
      value: -0.004,
      format: ".3f",
      unit: "nats",
      interval: { low: -0.02, high: 0.012, level: 0.95 },
      n: 3,
      phrases: { higher: "noisier by", lower: "calmer by", unresolved: "not resolved:" },
    },
  }),
  estimates: () => ({
    slower: { samples: [0.11, 0.12, 0.13], format: ".3f" },
    noisier: { samples: [0.95, 1.02, 1.1], format: ".2f" },
  }),
});

const deck: Deck = defineDeck({
  tables: { curves: Array.from({ length: 20 }, (_, epoch) => ({ epoch, loss: 10 * 0.9 ** epoch })) },
  figures: {
    deck: {
      spec: {
        data: { name: "curves" },
        mark: "line",
        encoding: {
          x: { field: "epoch", type: "quantitative" },
          y: { field: "loss", type: "quantitative" },
        },
      },
      invented: "Both decay rates and both noise levels are invented.",
    },
  },
});

const file = "experiments/09-training-stability/slide.md";

const slideText = `---
title: Training Stability
claims:
  - id: slower
    drawn: the loss falls more slowly with LoRA
    metric: validation loss, LoRA r = 4 - full, each at its best rate
    unit: nats
    rule: { kind: greater, than: 0.02 }
  - id: noisier
    title: Noisier too
    metric: ratio of detrended loss noise, LoRA r = 4 / full
    unit: times
    rule: { kind: greater, than: 2, mean: geometric }
---

:::deck
Pre-training requires stable optimization over long periods, which may be challenging with LoRA's limited parameter updates.
:::

The deck draws curves; here they are next to measured ones.

:::figure deck
caption: The deck draws two exponentials and adds noise.
alt: One smoothly falling curve.
description: A line of invented loss against epoch.
:::
:::figure loss
caption: Validation loss falls more slowly with **LoRA**,
  and *slowest* with the body frozen.
alt: Three falling curves of validation loss; full training is lowest.
description: Lines of loss against step for three arms. At the end LoRA is {{finding "gap"}}.
:::

## What was found

After {{config "steps"}} steps the loss of LoRA is {{finding "gap"}} than that of full training, which ends at
{{finding "best"}}. Its noise is {{finding "noise"}}. The literature reports a perplexity of {{cite "galore" "25.08"}}
for full training at its second size; see also {{cite "relora"}}.

:::figure final
caption: Final loss of each arm after {{config "steps"}} steps.
alt: Three bars of final loss.
description: Horizontal bars of the final loss of each arm.
:::

| arm | trains |
|:--|--:|
| full | everything |
| LoRA | two factors |
`;

/** A claim or check without its rule. */
export const statement = (id: string): Statement => ({
  id,
  says: { how: "drawn", text: { text: "it is drawn", file } },
  metric: { text: "loss", file },
});

/** The parsed slide.md after an edit of its text. */
export const edited = (edit: (text: string) => string): SlideFile => parseSlideFile(edit(slideText), file);

export const slide: Slide = {
  ...parseSlideFile(slideText, file),
  number: 9,
  name: "09-training-stability",
  file,
  experiment: experiment as unknown as Experiment,
  results: results as unknown as Results,
  deck,
  references,
  published: [],
  deckSource: "export const deck = defineDeck({ tables, figures });\n",
};

const trials = [100, 101].map((seed) => ({ trial: keyedTrial("pretrain", { seed }), stored: undefined }));

/** The slide with its tables, as the run stage returns it. */
export function measuredSlide(
  changes: Partial<Slide> = {},
  profile: BuildFacts["profile"] = "default",
): MeasuredSlide {
  const config = experiment.profiles[profile];
  return {
    slide: { ...slide, ...changes },
    config,
    trials,
    recorded: [],
    recordedOn: "none",
    status: { kind: "measured", tables: experiment.tables({}, config) },
  };
}
