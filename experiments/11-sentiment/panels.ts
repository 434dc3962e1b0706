/** The figures of this slide. */

import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, inline, type LayeredSpec, quantityChannel } from "../kit/charts/parts.ts";
import type { Row } from "../kit/experiment.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { armPoints } from "../lab/arms.ts";

const taskStyles: readonly ArmStyle[] = [
  { name: "two classes", color: "green", dash: "solid", shape: "circle" },
  { name: "six classes", color: "orange", dash: "dashed", shape: "diamond" },
];

/** Accuracy from frozen vectors through the ranks of LoRA to full training, for both tasks. */
export function accuracySpec(rows: readonly Row[], ranks: readonly number[]): LayeredSpec {
  const labels = ["frozen", ...ranks.map((rank) => `r = ${rank}`), "full"];
  return lines({
    table: "accuracy",
    rows,
    x: {
      field: "place",
      title: "what is trained of the word vectors",
      domain: [0, labels.length - 1],
      values: labels.map((_, place) => place),
      labels,
    },
    y: { field: "accuracy", title: "accuracy on held-out sentences", format: ".0%" },
    arms: taskStyles,
    points: true,
  });
}

interface PlacedWord extends Row {
  readonly word: string;
  readonly label: string;
  readonly polarity: number;
}

/** The words as rows, with a mark per arm on one axis. */
export function wordsSpec(words: readonly PlacedWord[], order: readonly string[], arms: readonly ArmStyle[]) {
  const labels = order.flatMap((word) => words.find((placed) => placed.word === word)?.label ?? []);
  return {
    data: { name: "words" },
    height: labels.length * 30,
    layer: [
      {
        data: inline([{ polarity: 0 }]),
        mark: { type: "rule", color: colors.line.light, strokeWidth: figureSizes.hairline },
        encoding: { x: { field: "polarity", type: "quantitative" } },
      },
      {
        mark: { type: "point", size: 70 },
        encoding: {
          x: quantityChannel({ field: "polarity", title: "log-odds of “positive” (nats)" }),
          y: {
            field: "label",
            type: "nominal",
            sort: labels,
            axis: { title: null, grid: true, labelColor: colors.ink.light },
          },
          ...armPoints("arm", arms, { orient: "top", columns: 2 }),
        },
      },
    ],
  } satisfies LayeredSpec;
}
