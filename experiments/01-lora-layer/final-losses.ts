/** The test loss of every arm after the longest training, next to n-gram models: tables, figure and findings. */
import { intervalRows } from "../kit/charts/intervals.ts";
import type { Figure, Finding } from "../kit/experiment.ts";
import { pairedDifferences } from "../kit/stats/describe.ts";
import { count, decimal } from "../kit/stats/findings.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsOver, rowWith, runRows } from "../kit/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import type { ModelConfig } from "../lab/nn/config.ts";
import { countParameters, stepFlops } from "../lab/nn/costs.ts";

interface Ranks {
  readonly rank: number;
  readonly highRank: number;
}

/** The arms from full training down to the frozen body. The model's width is the full rank. */
const comparedArms = ({ rank, highRank }: Ranks, width: number) => [
  fullArm,
  loraArm(width),
  loraArm(highRank),
  loraArm(rank),
  frozenArm,
];

interface Run {
  readonly finalLoss: number;
}

/** Runs of the longest training, in the order of the arms. */
interface Compared extends Ranks {
  readonly model: ModelConfig;
  readonly batchSize: number;
  readonly seeds: readonly number[];
  readonly runs: readonly (readonly Run[])[];
}

/** Losses of n-gram models. */
interface Ngrams {
  readonly losses: readonly { readonly order: number; readonly loss: number }[];
}

/** What an n-gram model counts. */
const counted = { all: "all training text", read: "the text that a run reads" } as const;

export function finalTables(
  { model, batchSize, seeds, runs, ...ranks }: Compared,
  ngrams: { readonly all: Ngrams; readonly read: Ngrams },
) {
  const arms = comparedArms(ranks, model.dModel);
  const rows = arms.flatMap(({ name }, index) =>
    runRows(name, seeds.slice(0, runs[index]?.length), runs[index] ?? [], ({ finalLoss: loss }) => ({
      loss,
    })),
  );
  const stepOf = (arm: (typeof arms)[number]) => stepFlops(model, arm.trains, batchSize);
  return {
    final: rowsOver({ arm: arms.map(({ name }) => name) }, ({ arm }) => {
      const losses = column(rows, "loss", { arm });
      return { ...meanAs("loss", losses), seeds: losses.length };
    }),
    "final-runs": rows,
    floors: (["all", "read"] as const).flatMap((text) =>
      ngrams[text].losses.map(({ order, loss }) => ({ counted: counted[text], order, loss })),
    ),
    costs: arms.map((arm) => {
      const { trainedBody, outer } = countParameters(model, arm.trains);
      const flopsPerStep = stepOf(arm);
      return { arm: arm.name, trainedBody, outer, flopsPerStep, ofFull: flopsPerStep / stepOf(fullArm) };
    }),
  };
}

type Tables = ReturnType<typeof finalTables>;

/** `middle` are the losses of full training at the middle length. */
export function finalFindings(
  { "final-runs": runs, floors, costs }: Tables,
  { rank, highRank, middle }: Ranks & { readonly middle: readonly number[] },
): Readonly<Record<string, Finding>> {
  const losses = (arm: (typeof runs)[number]["arm"]) => column(runs, "loss", { arm });
  const longest = Math.max(...column(floors, "order"));
  const floor = (text: keyof typeof counted) =>
    rowWith(floors, { counted: counted[text], order: longest }).loss;
  const overFloor = (ofFull: readonly number[]) => lossGap(ofFull.map((loss) => loss - floor("read")));
  const frozen = losses(frozenArm.name);
  const full = losses(fullArm.name);
  return {
    "frozen-gap": lossFinding(pairedDifferences(frozen, full.slice(0, frozen.length))),
    "loss-full": lossFinding(full),
    ngram: count(longest),
    "ngram-read": decimal(floor("read"), 3, "nats"),
    "ngram-all": decimal(floor("all"), 3),
    "over-ngram": overFloor(full),
    "over-ngram-middle": overFloor(middle),
    "body-weights": count(rowWith(costs, { arm: fullArm.name }).trainedBody),
    "adapter-weights": count(rowWith(costs, { arm: loraArm(rank).name }).trainedBody),
    "step-ratio-high": decimal(rowWith(costs, { arm: loraArm(highRank).name }).ofFull, 2),
  };
}

const ngramNames = new Map([
  [2, "bigram"],
  [3, "trigram"],
]);

export function finalFigure({ floors }: Tables, ranks: Ranks, width: number): Figure {
  const arms = comparedArms(ranks, width);
  const read = floors.filter((floor) => floor.counted === counted.read);
  return {
    spec: intervalRows({
      table: "final",
      value: { field: "loss", title: "test loss (nats per character)" },
      arms,
      references: read.map(({ order, loss }) => ({
        value: loss,
        label: ngramNames.get(order) ?? `${order}-gram`,
      })),
      seeds: "final-runs",
      step: 36,
    }),
    tables: ["final", "final-runs", "floors", "costs"],
  };
}
