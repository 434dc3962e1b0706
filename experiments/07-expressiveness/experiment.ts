/**
 * What a low rank can express: characters with common and rare contexts in the character transformer, the deck's function
 * fitted by a small network, and a linear teacher with a known bound.
 */
import { sin } from "../kit/exact-math.ts";
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { mean } from "../kit/stats/describe.ts";
import { meanAs, meanAsIfAny } from "../kit/stats/intervals.ts";
import { column, zip } from "../kit/tables.ts";
import { fullArm, loraArm } from "../lab/arms.ts";
import { reportSeeds } from "../lab/setup.ts";
import { languageRuns, type TrainingPlan, trainingPlans } from "../lab/trials/language-runs.ts";
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
import { atEqualLoss, type Compared, contrastRows, documentRows, excessMeans, excessRows } from "./rarity.ts";

const common = {
  /** The deck's rank, of all claims. */
  rank: 4,
  /** Characters are ranked by how common their context is in the training text, and split into quarters. */
  ranking: { contextCharacters: 3, fromPosition: 4, parts: 4 },
  /** How far LoRA's overall loss may lie above the line through the lengths of full training, in nats. */
  farthestBeyondLine: 0.05,
  /** The threshold of the main claim, which the figure names, in nats per character. */
  rareThreshold: 0.02,
};

const fit = { ...fitSetup, ranks: fitRanks };

const spectra: readonly TeacherSpectrum[] = ["flat", "harmonic"];

const teacher = { size: 32, ranks: [1, 2, 4, 8, 16, 24], steps: 1500, learningRate: 0.03 };

type Fit = ResultOf<typeof functionFit>;
type Teacher = ResultOf<typeof linearTeacher>;

/** The fits of three ways to train: all weights, an adapter of each rank, and neither. */
interface Fits {
  readonly full: readonly Fit[];
  readonly lora: readonly (readonly Fit[])[];
  readonly frozen: readonly Fit[];
}

interface FitConfig {
  readonly ranks: readonly number[];
  readonly seeds: readonly number[];
}

/** The arms with their names in charts. `rank` is null without an adapter. */
const armsOf = ({ full, lora, frozen }: Fits, ranks: readonly number[]) => [
  { arm: fullFit.name, rank: null, runs: full },
  ...ranks.map((rank, index) => ({ arm: loraFit(rank).name, rank, runs: lora[index] ?? [] })),
  { arm: headFit.name, rank: null, runs: frozen },
];

/** The curves of the first seed, and what they leave of the function. */
function curveTables(arms: ReturnType<typeof armsOf>, rank: number) {
  const firstFits = arms.map(({ arm, runs: [first] }) => ({ arm, fit: first?.fit ?? [] }));
  const shown = [loraFit(1).name, loraFit(rank).name];
  const points = firstFits[0]?.fit ?? [];
  return {
    fits: [
      ...points.map(({ x, target }) => ({ arm: "function", x, y: target })),
      ...firstFits
        .filter(({ arm }) => [...shown, headFit.name].includes(arm))
        .flatMap(({ arm, fit: curve }) => curve.map(({ x, fit: y }) => ({ arm, x, y }))),
    ],
    residuals: [
      // The part of the function that the deck's LoRA curve leaves out.
      ...points.map(({ x }) => ({ arm: "deck", x, residual: -0.3 * sin(3 * x) })),
      ...firstFits
        .filter(({ arm }) => [...shown, fullFit.name].includes(arm))
        .flatMap(({ arm, fit: curve }) =>
          curve.map(({ x, target, fit: y }) => ({ arm, x, residual: y - target })),
        ),
    ],
  };
}

function fitTables(runs: Fits, { ranks, seeds }: FitConfig, rank: number) {
  const arms = armsOf(runs, ranks);
  const fitRuns = arms.flatMap(({ arm, rank: ofArm, runs: fits }) =>
    zip(seeds, fits).map(([seed, { rmse }]) => ({ arm, rank: ofArm, seed, rmse })),
  );
  return {
    ...curveTables(arms, rank),
    fitErrors: arms.map(({ arm, rank: ofArm, runs: fits }) => ({
      arm,
      rank: ofArm,
      ...meanAsIfAny("rmse", column(fits, "rmse")),
      trainedParameters: fits[0]?.trainedParameters ?? 0,
    })),
    errorByRank: ranks.map((ofLine) => ({
      arm: "LoRA",
      rank: ofLine,
      ...meanAsIfAny("rmse", column(fitRuns, "rmse", { rank: ofLine })),
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

type Config = TrainingPlan & { readonly seeds: readonly number[] } & typeof common;

/** The language models that are compared: LoRA, and full training for as long and for less. */
function modelTrials({ rank, seeds, ...plan }: Config) {
  return {
    lora: languageRuns(loraArm(rank), { length: "long", seeds }, plan),
    long: languageRuns(fullArm, { length: "long", seeds }, plan),
    middle: languageRuns(fullArm, { length: "middle", seeds }, plan),
  };
}

/** Their losses by the rarity of contexts. */
function rarityTrials({ ranking, training }: Config, models: ReturnType<typeof modelTrials>) {
  const { model, evaluatedOn, finalWindows } = training;
  const of = (runs: typeof models.lora) =>
    runs.map((run) => contextRarity({ ...ranking, model, evaluatedOn, finalWindows }, { model: run }));
  return { lora: of(models.lora), long: of(models.long), middle: of(models.middle) };
}

type Model = ResultOf<typeof pretrain>;

/** A run's evaluation together with its losses by rarity. */
function evaluated(models: Compared<Model>, rarity: Compared<ResultOf<typeof contextRarity>>): Compared {
  const of = (side: keyof Compared) =>
    zip(models[side], rarity[side]).map(([{ finalLoss, lossByDocument }, { parts }]) => ({
      finalLoss,
      lossByDocument,
      parts,
    }));
  return { lora: of("lora"), long: of("long"), middle: of("middle") };
}

const three = reportSeeds(3);

const many = {
  ...common,
  ...trainingPlans.default,
  seeds: reportSeeds(4),
  fit: { ...fit, steps: fitSteps, seeds: three },
  teacher: { ...teacher, seeds: three },
};

export const experiment = defineExperiment({
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      seeds: reportSeeds(1),
      fit: { ...fit, steps: 150, seeds: reportSeeds(1) },
      teacher: { ...teacher, ranks: [1, 4, 16], steps: 600, seeds: reportSeeds(1) },
    },
    default: many,
    long: many,
  },
  trials: (config) => {
    const { fit: fits, teacher: teachers } = config;
    const fitsOf = (arm: FitArm) =>
      fits.seeds.map((seed) => functionFit(fitRun(arm, { steps: fits.steps, seed })));
    const { seeds: ofTeachers, ...layer } = teachers;
    const models = modelTrials(config);
    return {
      fits: {
        full: fitsOf(fullFit),
        lora: fits.ranks.map((rank) => fitsOf(loraFit(rank))),
        frozen: fitsOf(headFit),
      },
      teachers: spectra.map((spectrum) =>
        ofTeachers.map((seed) => linearTeacher({ spectrum, ...layer, seed })),
      ),
      models,
      rarity: rarityTrials(config, models),
    };
  },
  tables: ({ fits, teachers, models, rarity }, config) => {
    const { teacher: ofTeachers, seeds, rank } = config;
    const compared = evaluated(models, rarity);
    const excessBySeed = excessRows(compared, seeds, rank);
    const contrasts = contrastRows(compared, seeds);
    return {
      excess: excessMeans(excessBySeed),
      excessBySeed,
      contrasts,
      equalLoss: [{ comparison: atEqualLoss, ...meanAs("atEqualLoss", column(contrasts, "atEqualLoss")) }],
      documentContrasts: documentRows(compared),
      ...fitTables(fits, config.fit, rank),
      teacher: spectra.flatMap((spectrum, index) =>
        teacherRows(spectrum, teachers[index] ?? [], ofTeachers.ranks),
      ),
    };
  },
});
