/** What a study's panel says of a run before it starts. */
import { formatNumber } from "../text/typography.ts";
import type { ListedTrial } from "./listing.ts";
import { type Plot, stepsPerPoint } from "./plot.ts";
import type { Reference } from "./references.ts";

/** A browser's time for what takes Node a second, on a laptop. */
const BROWSER = 2;

/** "Train it, about 10 s". */
export function buttonText({ curve, steps }: ListedTrial, seconds: number): string {
  const verb = curve === undefined && steps === undefined ? "Run it" : "Train it";
  return `${verb}, ${browserTime(seconds)}`;
}

/** The time in a browser of what takes so long in Node: "about 10 s". */
export const browserTime = (seconds: number): string => timeText(BROWSER * seconds);

function timeText(seconds: number): string {
  if (seconds < 4) return "a few seconds";
  if (seconds < 90) return `about ${5 * Math.max(1, Math.round(seconds / 5))} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

export interface PlotTexts {
  /** What to see. */
  readonly title: string;
  /** How it is drawn. */
  readonly note: string;
}

/** The texts around the plot of a trial with a curve. */
export function plotTexts(
  { name }: ListedTrial,
  { references, steps }: Pick<Plot, "references" | "steps">,
  unit: string | null,
): PlotTexts {
  const mean = stepsPerPoint(steps);
  const means = mean === 1 ? "" : `, means of ${mean} steps`;
  const curve = `Curves are the loss of each step’s batch${means}; the pale one is published.`;
  const [first] = references;
  const lines =
    first === undefined
      ? ""
      : ` Dashed lines and marks are test losses after training, those of published arms as means over seeds.`;
  return {
    title: `Loss during training: ${name}${first === undefined ? "" : ". Dashed: where published arms end"}`,
    note: `${unit === null ? "" : `In ${unit}. `}${curve}${lines}`,
  };
}

export const plotLabel = ({ name }: ListedTrial, references: readonly Reference[]): string =>
  [
    `Loss against steps of training: ${name}.`,
    ...references.map((reference) => `${reference.name} ends at ${formatNumber(reference.loss, ".2f")}.`),
  ].join(" ");
