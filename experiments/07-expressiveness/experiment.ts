/**
 * What a low rank can express: the deck's function fitted by a small network, a linear teacher with a known bound, and
 * the character transformer of slide 9 at several ranks.
 */
import { sin } from "../lib/exact-math.ts";
import { defineExperiment, type ResultOf } from "../lib/experiment.ts";
import { mean } from "../lib/stats/describe.ts";
import { meanAsIfAny } from "../lib/stats/intervals.ts";
import { column, zip } from "../lib/tables.ts";
import { frozenArm, fullArm, loraArm } from "../lib/trials/arms.ts";
import { seedsFrom100 } from "../lib/trials/core.ts";
import { headline, headlineRuns } from "../lib/trials/headline.ts";
import { ngramFloors } from "../lib/trials/ngram.ts";
import type { pretrain } from "../lib/trials/pretrain.ts";
import {
  type FitArm,
  fitRun,
  fitSetup,
  fitSteps,
  fullFit,
  functionFit,
  headFit,
  linearTeacher,
  loraFit,
} from "./fit-runs.ts";
import type { TeacherSpectrum } from "./linear-teacher.run.ts";

const fit = { ...fitSetup, ranks: [1, 2, 4, 8, 16], claimedRank: 4 };

const teacher = {
  size: 32,
  ranks: [1, 2, 4, 8, 16, 24],
  spectra: ["flat", "harmonic"],
  steps: 1500,
  learningRate: 0.03,
} as const;

const language = { ranks: [1, 4, 16], ngramOrders: [2, 3, 4] };

type Fit = ResultOf<typeof functionFit>;
type Teacher = ResultOf<typeof linearTeacher>;
type Model = ResultOf<typeof pretrain>;

/** Runs of three ways to train: all, an adapter of each rank, and neither. */
interface ByRank<Run> {
  readonly full: readonly Run[];
  readonly lora: readonly (readonly Run[])[];
  readonly frozen: readonly Run[];
}

/** The arms under the names by which charts know them. `rank` is null where there is no adapter. */
function armsOf<Run>({ full, lora, frozen }: ByRank<Run>, ranks: readonly number[], frozenName: string) {
  return [
    { arm: fullArm.name, rank: null, runs: full },
    ...ranks.map((rank, index) => ({ arm: loraArm(rank).name, rank, runs: lora[index] ?? [] })),
    { arm: frozenName, rank: null, runs: frozen },
  ];
}

function fitTables(
  runs: ByRank<Fit>,
  { ranks, seeds }: { readonly ranks: readonly number[]; readonly seeds: readonly number[] },
) {
  const arms = armsOf(runs, ranks, headFit.name);
  const firstFits = arms.map(({ arm, runs: [first] }) => ({ arm, fit: first?.fit ?? [] }));
  const shown = [loraFit(1).name, loraFit(4).name];
  const points = firstFits[0]?.fit ?? [];
  const fitRuns = arms.flatMap(({ arm, rank, runs: ofArm }) =>
    zip(seeds, ofArm).map(([seed, { rmse }]) => ({ arm, rank, seed, rmse })),
  );
  return {
    fits: [
      ...points.map(({ x, target }) => ({ arm: "function", x, y: target })),
      ...firstFits
        .filter(({ arm }) => [...shown, headFit.name].includes(arm))
        .flatMap(({ arm, fit }) => fit.map(({ x, fit: y }) => ({ arm, x, y }))),
    ],
    residuals: [
      // What the deck's curve called LoRA leaves out.
      ...points.map(({ x }) => ({ arm: "deck", x, residual: -0.3 * sin(3 * x) })),
      ...firstFits
        .filter(({ arm }) => [...shown, fullFit.name].includes(arm))
        .flatMap(({ arm, fit }) => fit.map(({ x, target, fit: y }) => ({ arm, x, residual: y - target }))),
    ],
    fitErrors: arms.map(({ arm, rank, runs: ofArm }) => ({
      arm,
      rank,
      ...meanAsIfAny("rmse", column(ofArm, "rmse")),
      trainedParameters: ofArm[0]?.trainedParameters ?? 0,
    })),
    errorByRank: ranks.map((rank) => ({
      arm: "LoRA",
      rank,
      ...meanAsIfAny("rmse", column(fitRuns, "rmse", { rank })),
    })),
    fitRuns,
  };
}

function teacherRows(spectrum: TeacherSpectrum, runs: readonly Teacher[], ranks: readonly number[]) {
  return ranks.map((rank, at) => {
    const errors = runs.flatMap((run) => run.errors.slice(at, at + 1));
    return {
      arm: spectrum === "flat" ? "equal" : "1 / k",
      rank,
      trained: mean(column(errors, "trained")),
      theory: mean(column(errors, "eckartYoung")),
      largestDeviation: Math.max(
        ...errors.map(({ trained, eckartYoung }) => Math.abs(trained - eckartYoung)),
      ),
    };
  });
}

function languageTables(
  runs: ByRank<Model>,
  { ranks, seeds }: { readonly ranks: readonly number[]; readonly seeds: readonly number[] },
) {
  const arms = armsOf(runs, ranks, frozenArm.name);
  const languageRuns = arms.flatMap(({ arm, rank, runs: ofArm }) =>
    zip(seeds, ofArm).map(([seed, { finalLoss }]) => ({ arm, rank, seed, finalLoss })),
  );
  return {
    losses: arms.map(({ arm, rank }) => ({
      arm,
      rank,
      ...meanAsIfAny("loss", column(languageRuns, "finalLoss", { arm })),
    })),
    lossByRank: ranks.map((rank) => ({
      arm: "LoRA",
      rank,
      ...meanAsIfAny("loss", column(languageRuns, "finalLoss", { rank })),
    })),
    languageRuns,
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      fit: { ...fit, ranks: [1, 4], steps: 150, seeds: seedsFrom100(1) },
      teacher: { ...teacher, ranks: [1, 4, 16], steps: 600, seeds: seedsFrom100(1) },
      language: { ...language, ...headline.quick },
    },
    default: {
      fit: { ...fit, steps: fitSteps, seeds: seedsFrom100(5) },
      teacher: { ...teacher, seeds: seedsFrom100(3) },
      language: { ...language, ...headline.default },
    },
    paper: {
      fit: { ...fit, steps: 10_000, seeds: seedsFrom100(10) },
      teacher: { ...teacher, steps: 6000, seeds: seedsFrom100(10) },
      language: { ...language, ...headline.paper },
    },
  },
  trials: ({ fit, teacher, language }) => {
    const fitsOf = (arm: FitArm) =>
      fit.seeds.map((seed) => functionFit(fitRun(arm, { steps: fit.steps, seed })));
    return {
      fits: {
        full: fitsOf(fullFit),
        lora: fit.ranks.map((rank) => fitsOf(loraFit(rank))),
        frozen: fitsOf(headFit),
      },
      teachers: teacher.spectra.map((spectrum) =>
        teacher.seeds.map((seed) =>
          linearTeacher({
            spectrum,
            size: teacher.size,
            ranks: teacher.ranks,
            steps: teacher.steps,
            learningRate: teacher.learningRate,
            seed,
          }),
        ),
      ),
      models: {
        full: headlineRuns(fullArm, language),
        lora: language.ranks.map((rank) => headlineRuns(loraArm(rank), language)),
        frozen: headlineRuns(frozenArm, language),
      },
      ngrams: ngramFloors(language.ngramOrders, language.training),
    };
  },
  tables: (results, { fit, teacher, language }) => ({
    ...fitTables(results.fits, fit),
    teacher: teacher.spectra.flatMap((spectrum, index) =>
      teacherRows(spectrum, results.teachers[index] ?? [], teacher.ranks),
    ),
    ...languageTables(results.models, language),
    ngrams: results.ngrams.losses.map(({ order, loss }) => ({ order, loss })),
  }),
});
