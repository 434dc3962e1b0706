import { suite } from "uvu";
import * as assert from "uvu/assert";
import { experiment } from "../../../experiments/13-role-of-lora/experiment.ts";
import { forgottenAt } from "../../../experiments/13-role-of-lora/fine-tuning.ts";
import { results } from "../../../experiments/13-role-of-lora/results.ts";
import { outcomeOf } from "../../../experiments/kit/stats/claims.ts";
import { column, rowsWith, rowWith, zip } from "../../../experiments/kit/tables.ts";
import { close, closeAll } from "../../helpers/close.ts";
import { pretrainRun } from "../../helpers/pretrain-run.ts";

const test = suite("the role of LoRA");

const config = { ...experiment.profiles.default, seeds: [300, 301, 302], fewSeeds: [300, 301] };

/** Runs on the novel, one a seed: what each learned of it, and what it forgot of the addresses. */
const adaptedBy = (pairs: readonly (readonly [learned: number, forgotten: number])[]) =>
  pairs.map(([learned, forgotten], seed) => ({
    before: { novel: 3 + seed, addresses: 2 },
    after: { novel: 3 + seed - learned, addresses: 2 + forgotten },
    vocabSize: 87,
  }));

/** At the tuned rate, at half and at a quarter of it. */
const full = [
  [
    [0.4, 0.1],
    [0.5, 0.12],
    [0.6, 0.15],
  ],
  [
    [0.4, 0.08],
    [0.48, 0.1],
    [0.55, 0.1],
  ],
  [
    [0.3, 0.03],
    [0.4, 0.04],
    [0.45, 0.05],
  ],
] as const;

const r16 = [
  [
    [0.39, 0.07],
    [0.45, 0.06],
    [0.58, 0.09],
  ],
  [
    [0.36, 0.04],
    [0.4, 0.05],
    [0.5, 0.05],
  ],
] as const;

const r4 = [
  [0.3, 0.02],
  [0.45, 0.03],
] as const;

const preTrained = (losses: readonly number[]) => losses.map((finalLoss) => pretrainRun({ finalLoss }));

/** Merged models of an arm whose losses differ from the unmerged ones by this much. */
const mergedBy = (runs: ReturnType<typeof adaptedBy>, differences: readonly number[]) =>
  zip(runs, differences).map(([{ after }, difference]) => ({
    largestScore: 10,
    largestDifference: 1e-6,
    loss: after.novel + difference,
  }));

const found = (count: number) => [
  { name: "layers.0.query", count },
  { name: "layers.0.up", count: 1 },
];

/** LoRA's share of a gap of one in pre-training, at each length by seed. */
const SHARES = [
  [1.1, 1.2],
  [0.7, 0.8],
  [0.6, 0.5],
];

type Pairs = readonly (readonly [learned: number, forgotten: number])[];

function tablesWith(
  longer: Readonly<Record<"full" | "r4", Pairs>> = { full: [], r4: [] },
  lora16: readonly Pairs[] = r16,
) {
  const merged = adaptedBy(r4);
  return experiment.tables(
    {
      full: SHARES.map(() => preTrained([1, 1])),
      lora: SHARES.map((shares) => preTrained(shares.map((share) => 2 - share))),
      frozen: SHARES.map(() => preTrained([2, 2])),
      adapted: { full: full.map(adaptedBy), r16: lora16.map(adaptedBy), r4: [merged] },
      longer: { full: adaptedBy(longer.full), r4: adaptedBy(longer.r4) },
      intruders: [3, 5].map((ofR16) => ({
        intruders: { full: found(0), r16: found(ofR16), r4: found(1) },
      })),
      merged: mergedBy(merged, [0, -0.03]),
    },
    config,
  );
}

const tables = tablesWith();
const estimates = results.estimates(tables, config);
const findings = results.findings(tables, config);
const rule = { kind: "greater", than: 0.03 } as const;

test("the main claim is LoRA's share in fine-tuning less its share in the longest pre-training, seed by seed", () => {
  // 0.3 of 0.4 and 0.45 of 0.5, less 0.6 and 0.5.
  closeAll(estimates.role?.samples, [0.15, 0.4]);
  closeAll(estimates["drawn-zero"]?.samples, [0.6, 0.5]);
  close(Number(findings["share-fine"]?.value), (0.75 + 0.9) / 2, 1e-9);
  close(Number(findings["share-pre"]?.value), 0.55, 1e-9);
});

test("recorded runs of both arms give the difference at equal steps, which may leave the outcome open", () => {
  assert.is(findings["equal-steps"]?.value, "not tested at equal steps");
  const longer = [
    [0.5, 0.2],
    [0.5, 0.2],
  ] as const;
  const at = (shares: readonly [number, number]) =>
    tablesWith({
      full: longer,
      r4: [
        [0.5 * shares[0], 0.1],
        [0.5 * shares[1], 0.1],
      ],
    });
  // Below 0.7 and 0.8 by as much.
  const lower = at([0.5, 0.601]);
  close(Number(results.findings(lower, config)["equal-steps"]?.value), -0.1995, 1e-9);
  assert.is(outcomeOf(rule, results.estimates(lower, config).role), "inconclusive");
  assert.is(results.estimates(lower, config).role?.samples.length, 1);
  assert.is(results.estimates(at([0.9, 0.9]), config).role?.samples.length, 2);
  assert.equal(
    lower.stages.map(({ length, recorded }) => [length, recorded]),
    [
      ["pre-training, 400 steps", false],
      ["pre-training, 1,200 steps", false],
      ["pre-training, 3,600 steps", false],
      ["fine-tuning, 250 steps", false],
      ["fine-tuning, 1,200 (recorded)", true],
    ],
  );
});

test("an amount learned lies on straight lines from the lowest rate upwards", () => {
  const points = [
    { learned: 0.2, forgotten: 0.02 },
    { learned: 0.4, forgotten: 0.06 },
    { learned: 0.35, forgotten: 0.2 },
  ];
  assert.is(forgottenAt(0.2, points), 0.02);
  close(forgottenAt(0.3, points) ?? Number.NaN, 0.04, 1e-12);
  close(forgottenAt(0.4, points) ?? Number.NaN, 0.06, 1e-12);
  assert.is(forgottenAt(0.1, points), undefined);
  assert.is(forgottenAt(0.5, points), undefined);
});

test("forgetting is compared where both have learned equally much, seed by seed", () => {
  // 0.95 of 0.4, 0.95 of 0.5 but LoRA learns 0.45 at most, and 0.95 of 0.6.
  closeAll(column(tables.forgetting, "learned"), [0.38, 0.45, 0.57]);
  closeAll(column(tables.forgetting, "full"), [
    0.03 + (0.08 / 0.1) * 0.05,
    0.04 + (0.05 / 0.08) * 0.06,
    0.1 + (0.02 / 0.05) * 0.05,
  ]);
  closeAll(column(tables.forgetting, "lora"), [
    0.04 + (0.02 / 0.03) * 0.03,
    0.06,
    0.05 + (0.07 / 0.08) * 0.04,
  ]);
  closeAll(estimates.forgetting?.samples, column(tables.forgetting, "difference"));
});

test("without a rate that learns less, forgetting is not compared, and the texts say so", () => {
  const [tuned] = r16;
  const half = [
    [0.385, 0.06],
    [0.44, 0.05],
    [0.575, 0.08],
  ] as const;
  const above = tablesWith({ full: [], r4: [] }, [tuned, half]);
  assert.is(results.estimates(above, config).forgetting, undefined);
  assert.match(
    String(results.findings(above, config)["forgotten-difference"]?.value),
    "never learned so much",
  );
});

test("arms are compared at their tuned rates, on the seeds that they have", () => {
  closeAll(
    ["learned-r16", "forgotten-r16", "learned-r4"].map((id) => Number(findings[id]?.value)),
    [(-0.01 - 0.05 - 0.02) / 3, (-0.03 - 0.06 - 0.06) / 3, (-0.1 - 0.05) / 2],
  );
  assert.equal([findings["learned-r16"]?.n, findings["learned-r4"]?.n], [3, 2]);
});

test("fronts have every rate of an arm by name, and the means of its seeds", () => {
  assert.equal(
    tables.fronts.map(({ arm, name }) => [arm, name]),
    [
      ["full", "full"],
      ["full", "0.5 of its rate"],
      ["full", "0.25 of its rate"],
      ["LoRA r = 16", "LoRA r = 16"],
      ["LoRA r = 16", "0.5 of its rate"],
      ["LoRA r = 4", "LoRA r = 4"],
    ],
  );
  const { learned, forgotten } = rowWith(tables.fronts, { arm: "full", rateShare: 0.25 });
  closeAll([learned, forgotten], [(0.3 + 0.4 + 0.45) / 3, 0.04]);
});

test("the check on merging takes the largest difference of all seeds, with its sign", () => {
  closeAll([results.checks?.(tables, config).inference?.exact ?? Number.NaN], [-0.03]);
  close(Number(findings["merged-loss"]?.value), 0.03, 1e-12);
});

test("intruders are the mean over seeds of the sum over the leading directions of each weight", () => {
  const { count, looked } = rowWith(tables.intruders, { arm: "LoRA r = 16" });
  assert.equal([count, looked], [5, 20]);
  assert.equal(
    ["full", "r4", "r16"].map((arm) => findings[`intruders-${arm}`]?.value),
    [1, 2, 5],
  );
  assert.is(rowsWith(tables.intrudersBySeed, { arm: "full" }).length, 2);
});

test("embeddings and head are frozen, so an arm's trained weights are those of the body or its adapters", () => {
  // Rank 4 on two blocks of width 64: 4 (64 + 64) in four linears, 4 (64 + 256) in two, against 12 * 64^2.
  const adapters = 2 * (4 * 512 + 2 * 1280);
  assert.equal(column(tables.counts, "trained"), [98_304, 4 * adapters, adapters]);
});

test.run();
