/**
 * What a low rank can express: the deck's function fitted by a small network, a linear teacher with a known bound,
 * and the character transformer at several ranks, on characters with common and rare contexts.
 */
import { sin } from "../kit/exact-math.ts";
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs, meanAsIfAny } from "../kit/stats/intervals.ts";
import { column, zip } from "../kit/tables.ts";
import { frozenArm, fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { reportSeeds } from "../lab/setup.ts";
import { languageRuns, ngramFloors, trainingPlans } from "../lab/trials/language-runs.ts";
import type { pretrain } from "../lab/trials/pretrain.ts";
import {
  contextRarity,
  type FitArm,
  fitRanks,
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
import { type Compared, documentRows, partRows } from "./rarity.ts";

/** The deck's rank, of both claims. */
const claimedRank = 4;

const fit = { ...fitSetup, ranks: fitRanks, claimedRank };

const teacher = {
  size: 32,
  ranks: [1, 2, 4, 8, 16, 24],
  spectra: ["flat", "harmonic"],
  steps: 1500,
  learningRate: 0.03,
} as const;

const language = {
  ranks: fitRanks,
  ngramOrders: [2, 3, 4],
  claimedRank,
  /** Characters are ranked by how common their context is in the training text, and split into quarters. */
  ranking: { contextCharacters: 3, fromPosition: 4, parts: 4 },
  seeds: reportSeeds(3),
};

type Fit = ResultOf<typeof functionFit>;
type Teacher = ResultOf<typeof linearTeacher>;
type Model = ResultOf<typeof pretrain>;

/** Runs of three ways to train: all weights, an adapter of each rank, and neither. */
interface ByRank<Run> {
  readonly full: readonly Run[];
  readonly lora: readonly (readonly Run[])[];
  readonly frozen: readonly Run[];
}

/** The arms with their names in charts. `rank` is null without an adapter. */
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
      // The part of the function that the deck's LoRA curve leaves out.
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

function rarityTables(compared: Compared, seeds: readonly number[]) {
  const [shares, documentShares] = [partRows(compared, seeds), documentRows(compared)];
  const parts = [...new Set(column(shares, "part"))];
  const meansOf = (arm: string, rows: readonly { readonly part: number; readonly share: number }[]) =>
    parts.map((part) => ({ arm, part, ...meanAs("share", column(rows, "share", { part })) }));
  return {
    sharesByPart: [...meansOf("seeds", shares), ...meansOf("documents", documentShares)],
    shares,
    documentShares,
  };
}

export const experiment = defineExperiment({
  profiles: {
    quick: {
      fit: { ...fit, steps: 150, seeds: reportSeeds(1) },
      teacher: { ...teacher, ranks: [1, 4, 16], steps: 600, seeds: reportSeeds(1) },
      language: { ...language, ...trainingPlans.quick, seeds: reportSeeds(1) },
    },
    default: {
      fit: { ...fit, steps: fitSteps, seeds: reportSeeds(5) },
      teacher: { ...teacher, seeds: reportSeeds(3) },
      language: { ...language, ...trainingPlans.default },
    },
    paper: {
      fit: { ...fit, steps: fitSteps, seeds: reportSeeds(10) },
      teacher: { ...teacher, steps: 6000, seeds: reportSeeds(10) },
      language: { ...language, ...trainingPlans.paper, seeds: reportSeeds(5) },
    },
  },
  trials: ({ fit, teacher, language }) => {
    const fitsOf = (arm: FitArm) =>
      fit.seeds.map((seed) => functionFit(fitRun(arm, { steps: fit.steps, seed })));
    const modelsOf = (arm: TunedArm) =>
      languageRuns(arm, { length: "middle", seeds: language.seeds }, language);
    const { model, evaluatedOn, finalWindows } = language.training;
    const rarityOf = (arm: TunedArm) =>
      modelsOf(arm).map((trained) =>
        contextRarity({ ...language.ranking, model, evaluatedOn, finalWindows }, { model: trained }),
      );
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
        full: modelsOf(fullArm),
        lora: language.ranks.map((rank) => modelsOf(loraArm(rank))),
        frozen: modelsOf(frozenArm),
      },
      rarity: {
        full: rarityOf(fullArm),
        lora: rarityOf(loraArm(language.claimedRank)),
        frozen: rarityOf(frozenArm),
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
    ...rarityTables(results.rarity, language.seeds),
    ngrams: results.ngrams.losses.map(({ order, loss }) => ({ order, loss })),
  }),
});
