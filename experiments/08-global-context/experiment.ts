/**
 * Context by a task that needs it: recall of a repeated block, by the place of the adapters. And natural text, where the
 * models of the longest training see fewer and fewer characters before the same targets.
 */
import { defineExperiment, type ResultOf } from "../kit/experiment.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsOver, zip } from "../kit/tables.ts";
import { type Arm, frozenArm, fullArm, loraArm } from "../lab/arms.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { reportSeeds } from "../lab/setup.ts";
import { languageRuns, trainingPlans } from "../lab/trials/language-runs.ts";
import { contextLength, recallArms, recallRun, recallSetup, recallSteps } from "./recall-runs.ts";

// Config: slide.md shows its values by {{config "recall.steps"}}, so that no number is typed in prose.

const { model, task } = recallSetup;

const common = {
  /** Of LoRA in all blocks; the deck's. */
  rank: 4,
  /** Of LoRA in all blocks of which only the search's runs are shown. */
  highRank: 16,
  recall: { steps: recallSteps, oneLayerRank: 8, block: 2, ...task, contextLength: model.contextLength },
  /** Characters of natural text that the models see. */
  characters: [1, 2, 4, 8, 16, 24],
  /** Targets of natural text. */
  targets: 2048,
  /** Of recall. */
  seeds: reportSeeds(4),
  /** Of the models that read natural text. */
  textSeeds: reportSeeds(3),
};

// Arms: what is compared. An arm has a name in tables, a style in figures, and what it trains.

/** The arms that the build trains to recall. */
export const trainedArms = [recallArms.full, recallArms.everywhere, recallArms.oneBlock] as const;

const frozenBody = { ...frozenArm, name: "frozen body" } as const;

/** The arms of the pre-trained models that read natural text. */
export const textArms = [fullArm, loraArm(4), frozenBody] as const;

// Rows: functions from the results of runs to rows of a table.

type Run = ResultOf<typeof recallRun>;

/** A row with its interval, whose ends a t-interval may put where no value can be. */
const cutTo = <Row extends { readonly low: number; readonly high: number }>(
  row: Row,
  [least, most]: readonly [number, number],
): Row => ({ ...row, low: Math.max(least, row.low), high: Math.min(most, row.high) });

const SHARES = [0, 1] as const;
const LOSSES = [0, Number.POSITIVE_INFINITY] as const;

/** The accuracy of an arm at each measured step, over seeds. */
const stepRows = (arm: string, runs: readonly Run[]) =>
  (runs[0]?.byStep ?? []).map(({ step }, index) => ({
    arm,
    step,
    ...cutTo(
      meanAs(
        "accuracy",
        runs.map(({ byStep }) => byStep[index]?.accuracy ?? Number.NaN),
      ),
      SHARES,
    ),
  }));

const trainedBody = ({ trains }: Arm) =>
  countParameters({ ...model, vocabSize: task.symbols }, trains).trainedBody;

export const experiment = defineExperiment({
  // One config per profile. `quick` is for looking at the page, `long` makes recorded runs too; this slide has none.
  profiles: {
    quick: {
      ...common,
      ...trainingPlans.quick,
      recall: { ...common.recall, steps: recallSteps / 50 },
      targets: 64,
      seeds: reportSeeds(1),
      textSeeds: reportSeeds(1),
    },
    default: { ...common, ...trainingPlans.default },
    long: { ...common, ...trainingPlans.long },
  },

  // What to run, in any tree of records and lists; nothing runs here. A trial's config identifies it. A run that
  // other slides list too, such as full training, runs once for all of them, and not at all if the store has it.
  trials: (config) => {
    const { recall, seeds, textSeeds, characters, targets, training } = config;
    const text = {
      model: training.model,
      evaluatedOn: training.evaluatedOn,
      finalWindows: targets,
      characters,
    };
    return {
      recall: trainedArms.map((arm) => seeds.map((seed) => recallRun(arm, { steps: recall.steps, seed }))),
      text: textArms.map((arm) =>
        languageRuns(arm, { length: "long", seeds: textSeeds }, config).map((run) =>
          contextLength(text, { model: run }),
        ),
      ),
    };
  },

  // The results, in the same tree, as tables of plain rows: each is a CSV file of the report. A figure draws a table
  // of means with intervals. Another table has a row per seed, from which findings and claims come.
  tables: ({ recall, text }, { seeds, textSeeds, characters }) => {
    const runs = zip(trainedArms, recall).flatMap(([{ name: arm }, ofArm]) =>
      zip(seeds, ofArm).map(([seed, { accuracy, finalLoss: loss }]) => ({ arm, seed, accuracy, loss })),
    );
    const textRuns = zip(textArms, text).flatMap(([{ name: arm }, ofArm]) =>
      zip(textSeeds, ofArm).flatMap(([seed, { losses: byLength }]) =>
        byLength.map((row) => ({ arm, seed, ...row })),
      ),
    );
    return {
      runs,
      accuracy: rowsOver({ arm: column(trainedArms, "name") }, (at) =>
        cutTo(meanAs("accuracy", column(runs, "accuracy", at)), SHARES),
      ),
      loss: rowsOver({ arm: column(trainedArms, "name") }, (at) =>
        cutTo(meanAs("loss", column(runs, "loss", at)), LOSSES),
      ),
      steps: zip(trainedArms, recall).flatMap(([{ name }, ofArm]) => stepRows(name, ofArm)),
      textRuns,
      text: rowsOver({ arm: column(textArms, "name"), characters }, (at) =>
        meanAs("loss", column(textRuns, "loss", at)),
      ),
      counts: trainedArms.map((arm) => ({ arm: arm.name, trained: trainedBody(arm) })),
    };
  },
});
