/** The panels of this slide's figures. */

import { heatMap } from "../kit/charts/heat-map.ts";
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import type { ArmStyle } from "../kit/charts/parts.ts";
import { inline, type Layer, type LayeredSpec, logAxis, verticalRules } from "../kit/charts/parts.ts";
import { labelledScatter } from "../kit/charts/scatter.ts";
import type { Row } from "../kit/experiment.ts";
import { colors, figureSizes } from "../kit/theme.ts";
import { domains } from "./sentences.ts";

export const twoClasses = {
  name: "two classes",
  color: "green",
  dash: "solid",
  shape: "circle",
} as const satisfies ArmStyle;
export const sixClasses = {
  name: "six classes",
  color: "orange",
  dash: "dashed",
  shape: "diamond",
} as const satisfies ArmStyle;

/** A linear head reads only differences of classes: five directions for six classes. */
const DIRECTIONS = { value: 5, label: "5 directions" };

/** The share of full training's gain over frozen vectors that each rank reaches, for both tasks. */
export const ranksSpec = (shares: readonly Row[], ranks: readonly number[], place: "above" | "foot") =>
  lines({
    table: "shares",
    rows: shares,
    x: logAxis("rank", "rank r", { format: "d", values: ranks }),
    y: { field: "share", title: "gain in accuracy / full’s gain", format: ".0%", zero: true },
    arms: [twoClasses, sixClasses],
    points: true,
    references: [
      { value: 1, label: "full" },
      { value: 0, label: "frozen" },
    ],
    below: [verticalRules("rank", [DIRECTIONS], place)],
  });

/** One panel of the accuracy figure: the arms of a task, with the best at the top. */
export const accuracyPanel = (
  task: string,
  title: string,
  arms: readonly ArmStyle[],
  references: readonly { value: number; label: string }[],
  domain: readonly [number, number],
) => ({
  ...intervalRows({
    table: "accuracy",
    value: { field: "accuracy", title: "accuracy on held-out sentences", domain, format: "~p" },
    arms,
    references,
    step: 24,
  }),
  title,
  width: figureSizes.width - 90,
  transform: [{ filter: { field: "task", equal: task } }],
});

interface PlacedWord extends Row {
  readonly arm: string;
  readonly word: string;
  readonly polarity: number;
  readonly second: number;
  readonly count: number;
  readonly named: boolean;
  readonly rating: number | null;
}

/** Bounds around all values of the lists, rounded outwards to a whole number, symmetric about zero. */
function symmetricDomain(values: readonly number[]): readonly [number, number] {
  const bound = Math.ceil(Math.max(...values.map(Math.abs)) * 1.02);
  return [-bound, bound];
}

/** Other rated words, with the colour and shape of the side on which people put them. */
const ratedWords = (words: readonly PlacedWord[]): Layer => ({
  data: inline(
    words
      .filter(({ named, rating }) => !named && rating !== null)
      .map(({ polarity, second, rating }) => ({
        polarity,
        second,
        side: (rating ?? 0) > 0 ? "rated positive" : "rated negative",
      })),
  ),
  mark: { type: "point", size: 22, filled: true, opacity: 0.75 },
  encoding: {
    x: { field: "polarity", type: "quantitative" },
    y: { field: "second", type: "quantitative" },
    color: {
      field: "side",
      type: "nominal",
      scale: {
        domain: ["rated positive", "rated negative"],
        range: [colors.green.light, colors.orange.light],
      },
      legend: { title: null, orient: "top" },
    },
    shape: {
      field: "side",
      type: "nominal",
      scale: { domain: ["rated positive", "rated negative"], range: ["triangle-up", "triangle-down"] },
    },
  },
});

/** One panel of the deck's words, as one classifier places them. */
export function wordsPanel(all: readonly PlacedWord[], arm: ArmStyle, title: string): LayeredSpec {
  const words = all.filter((word) => word.arm === arm.name);
  const named = words
    .filter((word) => word.named)
    .map((word) => ({ ...word, label: `${word.word} (${word.count})` }));
  const axis = (field: "polarity" | "second", text: string) => ({
    field,
    title: text,
    domain: symmetricDomain(all.map((word) => word[field])),
  });
  return {
    ...labelledScatter({
      table: "words",
      rows: named,
      x: axis("polarity", "log-odds of “positive” (nats)"),
      y: axis("second", "second direction"),
      name: "label",
      width: figureSizes.width - 60,
      height: 190,
      title,
      origin: true,
      below: [ratedWords(words)],
    }),
    transform: [{ filter: { field: "arm", equal: arm.name } }, { filter: { field: "named", equal: true } }],
  };
}

/** One panel of accuracies across domains. */
export const crossPanel = (arm: ArmStyle, title: string, isFirst: boolean) => ({
  ...heatMap({
    table: "crossDomain",
    row: { field: "trainedOn", title: "trained on", order: domains, hidden: !isFirst },
    column: { field: "testedOn", title: "tested on", order: domains },
    value: { field: "accuracy", title: "accuracy", format: ".2f" },
    domain: [0.5, 0.9],
    title,
    size: 150,
    showValues: true,
  }),
  transform: [{ filter: { field: "arm", equal: arm.name } }],
});
