/** The sections of the bench: what each of them measures and prints, and its targets. */
import { quantile } from "../../experiments/lib/stats/describe.ts";
import {
  type Case,
  flopsOf,
  fusedOps,
  type ModelName,
  modelNames,
  nameOf,
  opCases,
  type ProductGroup,
  productGroups,
} from "./cases.ts";
import {
  type Contestant,
  interleave,
  keyOf,
  type MeasuringProcess,
  type Timing,
  type Timings,
} from "./processes.ts";

/** A measured value and the bound that it should meet. */
export interface Target {
  readonly name: string;
  readonly value: number;
  readonly bound: number;
  readonly rule: "at least" | "at most";
}

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly targets: readonly Target[];
  readonly timings: Timings;
}

/** The processes that measure; those of optional engines may be missing. */
export interface Processes {
  readonly ours: MeasuringProcess;
  readonly stock: MeasuringProcess;
  readonly others: readonly MeasuringProcess[];
}

/** How often the peak is measured for each repetition of another case: the fastest counts, so more are better. */
const PEAK_REPETITIONS = 5;

/**
 * The highest rate of multiply-adds in registers: the limit for products, and so of `bestRate` in FLOP/s. Says so if a
 * busy machine has kept the loop from reaching it.
 */
export async function measurePeak(
  { ours }: Processes,
  repetitions: number,
  bestRate: number,
): Promise<Section> {
  const item = { kind: "peak" } as const;
  const timings = await interleave([{ process: ours, item }], PEAK_REPETITIONS * repetitions);
  const rate = flopsOf(item) / timingOf(timings, "wasm", item).fastest;
  const share = `the best product reaches ${Math.round((100 * bestRate) / rate)} % of it`;
  const line = `${giga(rate)} GFLOP/s, the fastest of ${PEAK_REPETITIONS * repetitions} measurements`;
  return {
    title: "Multiply-add peak of one core in WebAssembly SIMD",
    lines:
      bestRate <= rate ? [line, share] : [`not found: a product ran faster than the loop (${line.trim()})`],
    targets: [],
    timings,
  };
}

/** Products of every size and layout, compared with the stock backend's plain product. `bestRate` is in FLOP/s. */
export async function measureProducts(
  { ours, stock }: Processes,
  repetitions: number,
): Promise<Section & { bestRate: number }> {
  const timings = new Map<string, Timing>();
  const lines = [
    "GFLOP/s".padEnd(18) + ["NN", "NT", "TN", "TT", "stock NN"].map((name) => name.padStart(9)).join(""),
  ];
  const targets: Target[] = [];
  let bestRate = 0;
  for (const group of productGroups) {
    const contestants: Contestant[] = [
      ...group.ours.map((item) => ({ process: ours, item })),
      { process: stock, item: group.stock },
    ];
    for (const [key, timing] of await interleave(contestants, repetitions)) timings.set(key, timing);
    const rates = group.ours.map((item) => rateOf(timings, "wasm", item));
    const stockRate = rateOf(timings, "stock", group.stock);
    bestRate = Math.max(bestRate, ...rates);
    lines.push(group.name.padEnd(18) + [...rates, stockRate].map((rate) => giga(rate).padStart(9)).join(""));
    targets.push(productTarget(group, Math.min(...rates) / stockRate));
  }
  return { title: "Products", lines, targets, timings, bestRate };
}

const productTarget = ({ name, target }: ProductGroup, value: number): Target => ({
  name: `slowest layout of ${name} against the stock plain product`,
  value,
  bound: target,
  rule: "at least",
});

/** Value and gradient of each fused operation, compared with its composed form on the same engine. */
export async function measureOps({ ours }: Processes, repetitions: number): Promise<Section> {
  const timings = await interleave(
    opCases.map((item) => ({ process: ours, item })),
    repetitions,
  );
  const lines = fusedOps.map((op) => {
    const [fused, composed] = (["fused", "composed"] as const).map(
      (form) => timingOf(timings, "wasm", { kind: "op", op, form }).median,
    ) as [number, number];
    const times = `${milliseconds(fused)} ms ${milliseconds(composed)} ms`;
    return `${op.padEnd(20)}${times}  ${(composed / fused).toFixed(1)} times`;
  });
  return { title: "Operations, forward and backward: fused, composed", lines, targets: [], timings };
}

/** A training step of each model on every engine, and the shares of its parts. `bestRate`: of products, FLOP/s. */
export async function measureSteps(
  processes: Processes,
  repetitions: number,
  bestRate: number,
): Promise<Section> {
  const timings = new Map<string, Timing>();
  const lines: string[] = [];
  const targets: Target[] = [];
  for (const model of modelNames) {
    for (const [key, timing] of await interleave(stepContestants(processes, model), repetitions)) {
      timings.set(key, timing);
      lines.push(`${key.padEnd(40)}${spread(timing)}`);
    }
    targets.push(...stepTargets(timings, model, bestRate));
  }
  return { title: "Training steps", lines, targets, timings };
}

function stepContestants({ ours, stock, others }: Processes, model: ModelName): Contestant[] {
  const step = { kind: "step", model, arm: "full" } as const;
  return [
    { process: ours, item: step },
    { process: ours, item: { kind: "stepProducts", model } },
    { process: ours, item: { kind: "optimizer", model } },
    { process: ours, item: { ...step, arm: "lora" } },
    ...[stock, ...others].map((process) => ({ process, item: step })),
    ...others
      .filter(({ engine }) => engine === "node")
      .map((process) => ({ process, item: { ...step, arm: "lora" } as const })),
  ];
}

/** Targets of a step: its speed-up over the stock backend, and its FLOP rate as a share of the best product's. */
const STEP_BOUNDS: Readonly<Record<ModelName, { speedUp: number; shareOfBest: number }>> = {
  core: { speedUp: 8, shareOfBest: 0.55 },
  large: { speedUp: 10, shareOfBest: 0.65 },
};

function stepTargets(timings: Timings, model: ModelName, bestRate: number): Target[] {
  const step = { kind: "step", model, arm: "full" } as const;
  const ours = timingOf(timings, "wasm", step).median;
  const share = (kind: "stepProducts" | "optimizer") =>
    timingOf(timings, "wasm", { kind, model }).median / ours;
  const { speedUp, shareOfBest } = STEP_BOUNDS[model];
  return [
    {
      name: `step at ${model}, stock time against ours`,
      value: timingOf(timings, "stock", step).median / ours,
      bound: speedUp,
      rule: "at least",
    },
    {
      name: `step at ${model}, its rate against the best product's`,
      value: flopsOf(step) / ours / bestRate,
      bound: shareOfBest,
      rule: "at least",
    },
    {
      name: `step at ${model}, share outside products`,
      value: 1 - share("stepProducts"),
      bound: 0.25,
      rule: "at most",
    },
    {
      name: `step at ${model}, share of clipping and AdamW`,
      value: share("optimizer"),
      bound: 0.05,
      rule: "at most",
    },
  ];
}

/** The throughput of two processes relative to one, and the memory of a process that trains the large model. */
export async function measureWorkers(
  [first, second]: readonly [MeasuringProcess, MeasuringProcess],
  repetitions: number,
): Promise<Section> {
  const step = { kind: "step", model: "core", arm: "full" } as const;
  const burst = async (...workers: MeasuringProcess[]): Promise<number> => {
    const start = performance.now();
    await Promise.all(
      workers.map(async (worker) => {
        for (let count = 0; count < 20; count++) await worker.measure(step);
      }),
    );
    return workers.length / (performance.now() - start);
  };
  await burst(first, second);
  const ratios: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const alone = await burst(first);
    ratios.push((await burst(first, second)) / alone);
  }
  const ratio = quantile(ratios, 0.5);
  const { residentBytes } = await second.measure({ ...step, model: "large" });
  const megabytes = residentBytes / 1e6;
  return {
    title: "Worker processes",
    lines: [
      `two against one: ${ratio.toFixed(2)} times the steps`,
      `memory at large: ${megabytes.toFixed(0)} MB`,
    ],
    targets: [
      { name: "two worker processes against one", value: ratio, bound: 1.8, rule: "at least" },
      { name: "memory of a worker at large, MB", value: megabytes, bound: 400, rule: "at most" },
    ],
    timings: new Map(),
  };
}

const timingOf = (timings: Timings, engine: string, item: Case): Timing => {
  const timing = timings.get(keyOf(engine, item));
  if (timing === undefined) throw new Error(`missing timing: ${engine}, ${nameOf(item)}`);
  return timing;
};

const rateOf = (timings: Timings, engine: string, item: Case): number =>
  flopsOf(item) / timingOf(timings, engine, item).median;

const giga = (rate: number): string => (rate / 1e9).toFixed(1).padStart(6);
const milliseconds = (seconds: number): string => (seconds * 1e3).toFixed(3).padStart(10);

/** Median and quartiles in milliseconds. */
function spread({ median, quartiles }: Timing): string {
  return `${milliseconds(median)} ms  [${quartiles.map((value) => (value * 1e3).toFixed(3)).join(", ")}]`;
}
