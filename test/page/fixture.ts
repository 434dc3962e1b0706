/** A small report for tests of the page: a measured slide, one by formula, a failed one and two without numbers. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Deck,
  defineDeck,
  defineExperiment,
  defineResults,
  type Experiment,
  type Finding,
  type Results,
} from "../../experiments/lib/experiment.ts";
import { nodeDisk } from "../../scripts/node-disk.ts";
import type { BuildFacts, MeasuredSlide, OutputFiles, RenderedSlide, Slide } from "../../scripts/report.ts";
import { assemble } from "../../scripts/stages/assemble.ts";
import { render } from "../../scripts/stages/render.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The project's templates and caches on the real disk. */
export const effects = { root, disk: nodeDisk };

export const facts: BuildFacts = {
  profile: "default",
  engine: "wasm",
  commit: "0123456789abcdef0123456789abcdef01234567",
  commitDate: "2026-01-02T03:04:05+00:00",
  partial: false,
  versions: { vega: "6.4.0", "vega-lite": "6.4.3" },
  nodeMajor: 20,
};

const arms = ["full", "lora", "floor"] as const;

/** Loss of an arm after a number of steps: an invented, smooth curve. */
function loss(arm: number, step: number): number {
  return 1.8 + 0.12 * arm + 2.4 / (1 + step / 90);
}

const experiment = defineExperiment({
  profiles: {
    quick: { steps: 400, seeds: [100], learningRate: 0.003 },
    default: { steps: 1200, seeds: [100, 101, 102], learningRate: 0.003 },
    paper: { steps: 4800, seeds: [100, 101, 102, 103, 104], learningRate: 0.003 },
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
            title: "validation loss (nats a character)",
            scale: { zero: false },
          },
          strokeDash: { field: "arm", type: "nominal", title: "arm" },
        },
      },
      caption: "Validation loss falls more slowly with **LoRA**, and slowest with the body frozen.",
      alt: "Three falling curves of validation loss; full training is lowest.",
      description: 'Lines of loss against step for three arms. At the end LoRA is {{finding "gap"}}.',
    },
    final: {
      spec: {
        data: { name: "final" },
        height: 120,
        mark: "bar",
        encoding: {
          x: { field: "loss", type: "quantitative", title: "final loss (nats a character)" },
          y: { field: "arm", type: "nominal", title: null },
        },
      },
      caption: 'Final loss of each arm after {{config "steps"}} steps.',
      alt: "Three bars of final loss.",
      description: "Horizontal bars of the final loss of each arm.",
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
      caption: "The deck draws two exponentials and adds noise.",
      alt: "One smoothly falling curve.",
      description: "A line of invented loss against epoch.",
      invented: "both decay rates and both noise levels.",
    },
  },
});

export const prose = `The deck draws curves; here they are beside measured ones.

{{figure "deck"}}
{{figure "loss"}}

### What was found

After {{config "steps"}} steps the loss of LoRA is {{finding "gap"}} than that of full training, which ends at
{{finding "best"}}. Its noise is {{finding "noise"}}. The literature reports a perplexity of {{cite "galore" "25.08"}}
for full training at its second size; see also {{cite "relora"}}.

{{figure "final"}}

| arm | trains |
|:--|--:|
| full | everything |
| LoRA | two factors |
`;

export const slide: Slide = {
  number: 9,
  name: "09-training-stability",
  title: "Training Stability",
  claims: [
    {
      id: "slower",
      drawn: "the loss falls more slowly with LoRA",
      metric: "validation loss, LoRA r = 4 - full, each at its best rate",
      unit: "nats",
      rule: { kind: "greater", than: 0.02 },
    },
    {
      id: "noisier",
      quote: "may be challenging with LoRA's limited parameter updates",
      metric: "ratio of detrended loss noise, LoRA r = 4 / full",
      unit: "times",
      rule: { kind: "factor", claimed: 3, below: 1.5 },
    },
  ],
  deckText:
    "Pre-training requires stable optimization over long periods, which may be challenging with LoRA's limited parameter updates.",
  prose,
  file: "experiments/09-training-stability/slide.md",
  proseLine: 20,
  experiment: experiment as unknown as Experiment,
  results: results as unknown as Results,
  deck,
  deckSource: "export const deck = defineDeck({ tables, figures });\n",
};

const bare: Slide = {
  ...slide,
  number: 10,
  name: "10-translation",
  title: "Real-life Example: Language Translation",
  claims: [],
  deckText:
    "In language translation, pre-training requires learning complex relationships between languages.",
  prose: "",
  file: "experiments/10-translation/slide.md",
  experiment: undefined,
  results: undefined,
  deck: undefined,
  deckSource: undefined,
};

/** The slide with its tables, as the run stage hands it over. */
export function measuredSlide(
  changes: Partial<Slide> = {},
  profile: BuildFacts["profile"] = "default",
): MeasuredSlide {
  const config = experiment.profiles[profile];
  return {
    slide: { ...slide, ...changes },
    config,
    trialKeys: ["a".repeat(64), "b".repeat(64)],
    status: { kind: "measured", tables: experiment.tables({}, config) },
  };
}

/** Five slides, one of each status and a second measured one. */
export function measuredSlides(profile: BuildFacts["profile"] = "default"): MeasuredSlide[] {
  const failure = { kind: "pretrain", config: { seed: 100 }, cause: "loss is NaN at step 37" };
  return [
    measuredSlide({}, profile),
    { slide: bare, config: {}, trialKeys: [], status: { kind: "no experiment" } },
    {
      slide: { ...slide, number: 11, name: "11-failed", file: "experiments/11-failed/slide.md" },
      config: {},
      trialKeys: [],
      status: { kind: "failed", failures: [failure] },
    },
    {
      slide: { ...bare, number: 12, name: "12-left-out", title: "Alternatives" },
      config: {},
      trialKeys: [],
      status: { kind: "not run" },
    },
  ];
}

/** Renders and assembles the small report. */
export async function buildFixture(
  profile: BuildFacts["profile"] = "default",
): Promise<{ files: OutputFiles; rendered: RenderedSlide[] }> {
  const own = { ...facts, profile };
  const rendered = await render(measuredSlides(profile), own, effects);
  return { files: await assemble(rendered, own, effects), rendered };
}

/** Writes the files of a report to a folder, with stand-ins for what the end of a build writes. */
export async function writeReport(files: OutputFiles, folder: string): Promise<void> {
  const all = new Map([...files, ["manifest.json", "{}"], ["run.json", "{}"]]);
  for (const [name, content] of all) await effects.disk.write(path.join(folder, name), content);
}
