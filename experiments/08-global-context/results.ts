import { type Arm, full, lora, rankZero } from "../lib/charts/arms.ts";
import { intervalRows } from "../lib/charts/intervals.ts";
import { lines } from "../lib/charts/lines.ts";
import { defineResults, type Finding } from "../lib/experiment.ts";
import { rowWith } from "../lib/rows.ts";
import { mean, pairedDifferences } from "../lib/stats/describe.ts";
import { meanInterval } from "../lib/stats/intervals.ts";
import { coverageNames, type experiment } from "./experiment.ts";

type Tables = ReturnType<typeof experiment.tables>;

const NATS = "nats";

const everywhere: Arm = { ...lora(4), name: coverageNames.everywhere };
const oneLayer: Arm = { ...lora(1), name: coverageNames.oneLayer };
const queryValue: Arm = { ...lora(16), name: coverageNames.queryValue };
const feedForward: Arm = {
  name: coverageNames.feedForward,
  color: "purple",
  dash: "dashDot",
  shape: "diamond",
};
const arms = [full, everywhere, oneLayer, queryValue, feedForward, rankZero];

/** The values of one arm at one horizon, by seed. */
function samplesOf(
  { gains }: Pick<Tables, "gains">,
  arm: string,
  steps: number,
  field: "gain" | "firstLoss" | "finalLoss" = "gain",
): readonly number[] {
  return gains.filter((row) => row.arm === arm && row.steps === steps).map((row) => row[field]);
}

/** A mean over seeds with its interval. */
const over = (samples: readonly number[], phrases?: Finding["phrases"]): Finding => ({
  value: mean(samples),
  format: ".3f",
  unit: NATS,
  interval: meanInterval(samples),
  n: samples.length,
  ...(phrases === undefined ? {} : { phrases }),
});

const higherOrLower = { higher: "higher by", lower: "lower by", unresolved: "not resolved:" };

/** Context gain of one arm less that of another with the same seed. */
const difference = (tables: Pick<Tables, "gains">, left: string, right: string, steps: number) =>
  pairedDifferences(samplesOf(tables, left, steps), samplesOf(tables, right, steps));

export const results = defineResults<typeof experiment>({
  figures: ({ positions }, { seeds, training }) => ({
    positions: {
      spec: lines({
        table: "positions",
        rows: positions,
        x: {
          field: "position",
          title: "position in the window (characters seen)",
          domain: [1, training.model.contextLength],
        },
        y: { field: "loss", title: "validation loss (nats a character)" },
        arms: [full, everywhere, oneLayer, rankZero],
        ...(seeds.length > 1 ? { ribbon: { low: "low", high: "high" } } : {}),
      }),
      caption:
        'Loss at each position of the window after {{config "coverageSteps"}} steps, mean over {{finding "seeds"}} seeds with intervals as ribbons. At the first position every arm has a single character to go on. What a model makes of more context is how far its line falls from there. All arms read the same windows, so they share the jags.',
      alt: "Loss against position in the window for full training, LoRA everywhere, LoRA in the first layer, and the frozen body.",
      description:
        "Line chart of the validation loss against the position in the window. Four lines, for full training, LoRA everywhere, LoRA in the first layer alone and the frozen body, fall steeply over the first positions and then level off with common jags.",
      tables: ["positions"],
    },
    gain: {
      spec: intervalRows({
        table: "gain",
        category: { field: "arm", order: arms.map(({ name }) => name) },
        value: { field: "gain", title: "context gain (nats a character)", zero: true },
        low: "low",
        high: "high",
        arms,
      }),
      caption:
        'Context gain of each arm: loss at the first position less the mean over the last positions of the window. The four arms between full training and the frozen body are LoRA with adapters of (almost) the same size, {{finding "adapters"}} numbers, in different places. Intervals are of each mean alone; as the arms of a seed are paired, their differences are known better.',
      alt: "Context gain of full training, LoRA in four places, and the frozen body, with intervals.",
      description:
        "Rows on an axis of nats that starts at zero, from the top: full training, LoRA everywhere, in the first layer, on query and value, on the feed-forward layers, and the frozen body; each a mark with its interval.",
      tables: ["gain", "gains", "counts"],
    },
  }),
  findings: (tables, { seeds, coverageSteps, steps }) => {
    const gainOf = (arm: string, after = coverageSteps) => over(samplesOf(tables, arm, after));
    const compared = (left: string, right: string, after = coverageSteps) =>
      over(difference(tables, left, right, after), higherOrLower);
    const trained = (arm: string): Finding => ({
      value: rowWith(tables.counts, { arm }).trained,
      format: ",d",
    });
    const rankOf = (arm: string): Finding => ({
      value: rowWith(tables.counts, { arm }).rank ?? 0,
      format: "d",
    });
    return {
      seeds: { value: seeds.length, format: "d" },
      adapters: trained(everywhere.name),
      "adapters-feed-forward": trained(feedForward.name),
      "rank-one-layer": rankOf(oneLayer.name),
      "rank-query-value": rankOf(queryValue.name),
      "rank-feed-forward": rankOf(feedForward.name),
      "gain-full": gainOf(full.name),
      "gain-frozen": gainOf(rankZero.name),
      "one-layer-to-full": compared(oneLayer.name, full.name),
      "everywhere-to-full": compared(everywhere.name, full.name),
      "one-layer-to-everywhere": compared(oneLayer.name, everywhere.name),
      "query-value-to-everywhere": compared(queryValue.name, everywhere.name),
      "feed-forward-to-everywhere": compared(feedForward.name, everywhere.name),
      "feed-forward-to-query-value": compared(feedForward.name, queryValue.name),
      "first-everywhere-to-full": over(
        pairedDifferences(
          samplesOf(tables, everywhere.name, coverageSteps, "firstLoss"),
          samplesOf(tables, full.name, coverageSteps, "firstLoss"),
        ),
        higherOrLower,
      ),
      "long-full": gainOf(full.name, steps),
      "long-everywhere-to-full": compared(everywhere.name, full.name, steps),
    };
  },
  estimates: (tables, { coverageSteps }) => ({
    context: {
      samples: difference(tables, full.name, oneLayer.name, coverageSteps),
      format: ".3f",
    },
    coverage: {
      samples: difference(tables, everywhere.name, oneLayer.name, coverageSteps),
      format: ".3f",
    },
  }),
});
