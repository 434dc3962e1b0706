/** Draws a claim's interval and thresholds as a small SVG without text: the numbers are printed beside it. */
import type { Rule } from "../../experiments/lib/experiment.ts";
import type { EvaluatedClaim } from "../report/report.ts";

/** Size in CSS px; the interval's line runs at half the height. */
const WIDTH = 120;
const HEIGHT = 16;
const MARGIN = 4;

/** The drawing, or undefined where there is no interval to draw. */
export function drawInterval({ claim, mean, interval95 }: EvaluatedClaim): string | undefined {
  if (mean === undefined || interval95 === undefined) return undefined;
  // A ratio of one means no difference.
  const zero = claim.unit === "times" ? 1 : 0;
  const thresholds = thresholdsOf(claim.rule);
  const values = [interval95.low, interval95.high, zero, ...thresholds];
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const x = (value: number) => (MARGIN + ((value - low) / span) * (WIDTH - 2 * MARGIN)).toFixed(1);
  const upright = (value: number, name: string) => `<path class="${name}" d="M${x(value)} 1V${HEIGHT - 1}"/>`;
  const middle = HEIGHT / 2;
  return [
    `<svg class="interval-drawing" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true" focusable="false">`,
    upright(zero, "interval-zero"),
    ...thresholds.map((value) => upright(value, "interval-threshold")),
    `<path class="interval-range" d="M${x(interval95.low)} ${middle}H${x(interval95.high)}"/>`,
    `<circle class="interval-mean" cx="${x(mean)}" cy="${middle}" r="3"/>`,
    "</svg>",
  ].join("");
}

/** The thresholds of a rule, each once, those that contradict the claim included. */
function thresholdsOf(rule: Rule): number[] {
  switch (rule.kind) {
    case "greater":
    case "less":
      return [
        ...new Set([rule.than, ...(rule.contradicted === undefined ? [] : thresholdsOf(rule.contradicted))]),
      ];
    case "equivalent":
      return [-rule.within, rule.within];
    case "factor":
      return [rule.below, rule.claimed];
    case "exact":
      return [];
  }
}
