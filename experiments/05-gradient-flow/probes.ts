/**
 * Gradients along a run of LoRA: of the effective weights, their part that reaches each factor, and what the factors can
 * follow. Tables, figures and findings.
 */
import { lines } from "../kit/charts/lines.ts";
import { type ArmStyle, axisToLast, roundLabels } from "../kit/charts/parts.ts";
import type { Figure, Finding, ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column, firstAndLast } from "../kit/tables.ts";
import { full, lora, lowRank } from "../lab/arms.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";

/** The result of a run with a log of its gradients. */
type ProbedRun = Pick<ResultOf<typeof pretrain>, "gradients">;

type Probe = ProbedRun["gradients"][number];
type Adapter = NonNullable<Probe["matrices"][number]["adapter"]>;

/** Names of the series in tables and figures. */
const series = { ofWeight: "of W", ofA: "of A", ofB: "of B" } as const;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The adapters of a probe, each with the name of its weight and the norm of that weight's gradient. */
function adaptersOf({
  matrices,
}: Probe): readonly (Adapter & { readonly name: string; readonly norm: number })[] {
  return matrices.flatMap(({ name, norm, adapter }) =>
    adapter === null ? [] : [{ ...adapter, name, norm }],
  );
}

/** Norm of the gradients of all matrices together. */
const jointNorm = (norms: readonly number[]): number => Math.sqrt(sum(norms.map((norm) => norm * norm)));

/** Cosine of LoRA's first-order step and of -G, all matrices together. */
function descentCosine(probe: Probe): number {
  const adapters = adaptersOf(probe);
  const step = jointNorm(column(adapters, "updateNorm"));
  return sum(column(adapters, "updateProduct")) / (step * jointNorm(column(adapters, "norm")));
}

/** Share of the squared gradient, all matrices together, that a small step of the factors can follow. */
function tangentShare(probe: Probe): number {
  const adapters = adaptersOf(probe);
  const followed = sum(adapters.map(({ tangentShare: share, norm }) => share * norm * norm));
  return followed / sum(adapters.map(({ norm }) => norm * norm));
}

/** How far the factors' gradients are from the identities, as a share of their norm, all factors together. */
function identityDeviation(probe: Probe): number {
  const adapters = adaptersOf(probe);
  return (
    jointNorm(column(adapters, "identityError")) /
    jointNorm(adapters.flatMap(({ normOfA, normOfB }) => [normOfA, normOfB]))
  );
}

/** The largest gradient of a factor in runs whose factors both start at zero. */
const largestFactorNorm = (runs: readonly ProbedRun[]): number =>
  Math.max(
    ...runs
      .flatMap(({ gradients }) => gradients.flatMap(adaptersOf))
      .flatMap(({ normOfA, normOfB }) => [normOfA, normOfB]),
  );

export function probeTables({ gradients }: ProbedRun, dead: readonly ProbedRun[]) {
  return {
    // For a logarithmic axis, which cannot show the gradient of A before the first step: it is exactly zero.
    norms: (
      [
        [series.ofWeight, "norm"],
        [series.ofB, "normOfB"],
        [series.ofA, "normOfA"],
      ] as const
    ).flatMap(([arm, field]) =>
      gradients
        .map((probe) => ({ arm, step: probe.step, value: jointNorm(column(adaptersOf(probe), field)) }))
        .filter(({ value }) => value > 0),
    ),
    "gradient-ranks": gradients.map(({ step, matrices }) => ({
      arm: series.ofWeight,
      step,
      value: mean(column(matrices, "stableRank")),
      leadingShare: mean(column(matrices, "leadingShare")),
    })),
    probes: gradients.map((probe) => ({
      step: probe.step,
      cosine: descentCosine(probe),
      tangentShare: tangentShare(probe),
      identityDeviation: identityDeviation(probe),
    })),
    turns: gradients.flatMap((probe) =>
      adaptersOf(probe).map(({ name, updateProduct, updateNorm, norm, tangentShare: share }) => ({
        step: probe.step,
        matrix: name,
        cosine: updateProduct / (updateNorm * norm),
        bound: Math.sqrt(share),
      })),
    ),
    "start-gradients": gradients
      .slice(0, 1)
      .flatMap((probe) =>
        adaptersOf(probe).map(({ name, normOfA, normOfB }) => ({ matrix: name, normOfA, normOfB })),
      ),
    dead: [{ largestNorm: largestFactorNorm(dead) }],
  };
}

type Tables = ReturnType<typeof probeTables>;

/** Gradients before the first step that are not as derived: of A exactly zero, of B not. */
export const failedStarts = ({ "start-gradients": rows }: Tables): number =>
  sum(rows.map(({ normOfA, normOfB }) => Number(normOfA !== 0) + Number(normOfB === 0)));

/** What rounding may add to a cosine that the theorem bounds. */
const ROUNDING = 1e-9;

/** Steps whose cosine with -G is above the root of the share of G that lies in the tangent space. */
export const failedTurns = ({ turns }: Tables): number =>
  turns.filter(({ cosine, bound }) => !(cosine <= bound + ROUNDING)).length;

export function probeFindings(tables: Tables): Readonly<Record<string, Finding>> {
  const { probes, turns, dead, "gradient-ranks": ranks, "start-gradients": starts } = tables;
  const [start, ...later] = probes;
  const [firstRank, lastRank] = firstAndLast(ranks);
  return {
    "start-checks": count(2 * starts.length),
    "turn-checks": count(turns.length),
    "tangent-start": percent(start?.tangentShare ?? Number.NaN),
    "tangent-later": percent(mean(column(later, "tangentShare"))),
    "cosine-later": decimal(mean(column(later, "cosine")), 2),
    "identity-deviation": { value: Math.max(...column(probes, "identityDeviation")), format: ".0e" },
    "dead-norm": { value: Math.max(...column(dead, "largestNorm")), format: "~g" },
    "stable-start": decimal(firstRank.value, 1),
    "stable-end": decimal(lastRank.value, 1),
  };
}

const normArms: readonly ArmStyle[] = [
  { ...full, name: series.ofWeight },
  { ...lora(4), name: series.ofB },
  { ...lowRank(4), name: series.ofA },
];

export const normsFigure = ({ norms }: Tables): Figure => ({
  spec: lines({
    table: "norms",
    rows: norms,
    x: axisToLast("step", "training step", norms),
    y: {
      field: "value",
      title: "norm of the gradient (logarithmic)",
      scale: "log",
      format: "~g",
      values: roundLabels(column(norms, "value")),
    },
    arms: normArms,
    points: true,
    ribbon: "none",
  }),
  tables: ["norms", "start-gradients", "dead"],
});

export const ranksFigure = ({ "gradient-ranks": rows }: Tables): Figure => ({
  spec: lines({
    table: "gradient-ranks",
    rows,
    x: axisToLast("step", "training step", rows),
    y: { field: "value", title: "stable rank of the gradient (mean of the body’s matrices)", zero: true },
    arms: [{ ...full, name: series.ofWeight }],
    points: true,
    ribbon: "none",
  }),
  tables: ["gradient-ranks", "probes", "turns"],
});
