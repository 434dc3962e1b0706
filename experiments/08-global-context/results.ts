/** Figures, findings and estimates, computed from the tables in every build; slide.md has their texts. */
import { intervalRows } from "../kit/charts/intervals.ts";
import { lines } from "../kit/charts/lines.ts";
import { axisToLast, logAxis } from "../kit/charts/parts.ts";
import { type ConfigOf, defineResults, type Figure, type Finding, type TablesOf } from "../kit/experiment.ts";
import { armDifferences, mean, pairedDifferences } from "../kit/stats/describe.ts";
import { count, decimal, percent } from "../kit/stats/findings.ts";
import { column } from "../kit/tables.ts";
import { figureSizes } from "../kit/theme.ts";
import { lossFinding, lossGap } from "../lab/losses.ts";
import { type experiment, textArms, trainedArms } from "./experiment.ts";
import { recallArms, recallTuningMargin, searchedLosses } from "./recall-runs.ts";

// Types come from the experiment, so misspelt tables, columns or arms do not compile.

type Tables = TablesOf<typeof experiment>;
type Config = ConfigOf<typeof experiment>;
type RecallArm = (typeof trainedArms)[number];
type TextArm = (typeof textArms)[number]["name"];

const [full, everywhere, oneBlock] = trainedArms;

/** The share of recalled symbols if each is guessed among those of its block, which has as often one length as another. */
function guessedShare({ recall: { blockLengths } }: Config): number {
  const [fewest, most] = blockLengths;
  return mean(Array.from({ length: most - fewest + 1 }, (_, index) => 1 / (fewest + index)));
}

// Figures: a specification names the table that it draws. `tables` are those shown to readers as its data.

const width = figureSizes.width - 155;

const accuracyPanel = (config: Config) => ({
  ...intervalRows({
    table: "accuracy",
    value: { field: "accuracy", title: "recalled symbols", domain: [0, 1], format: ".0%" },
    arms: trainedArms,
    seeds: "runs",
    references: [{ value: guessedShare(config), label: "guess" }],
  }),
  title: "Accuracy",
  width,
});

const lossPanel = {
  ...intervalRows({
    table: "loss",
    value: { field: "loss", title: "nats per symbol", zero: true },
    arms: trainedArms,
    seeds: "runs",
  }),
  title: "Loss (less is better)",
  width,
};

const recallFigure = (config: Config): Figure => ({
  spec: {
    vconcat: [accuracyPanel(config), lossPanel],
    spacing: 18,
    resolve: { scale: { color: "independent", shape: "independent" } },
  },
  tables: ["accuracy", "loss", "runs", "counts"],
  screen: { vconcat: [accuracyPanel(config)] },
});

const stepsFigure = ({ steps }: Tables): Figure => ({
  spec: lines({
    table: "steps",
    rows: steps,
    x: axisToLast("step", "steps of training", steps),
    y: { field: "accuracy", title: "recalled symbols", domain: [0, 1], format: ".0%" },
    arms: trainedArms,
  }),
});

const textFigure = ({ text }: Tables, { characters }: Config): Figure => ({
  spec: lines({
    table: "text",
    rows: text,
    x: logAxis("characters", "characters that the model sees", { format: "d", values: characters }),
    y: { field: "loss", title: "test loss (nats per character)" },
    arms: textArms,
    points: true,
  }),
  tables: ["text", "textRuns"],
});

/** Loss of one arm of recall minus that of another with the same seed. */
const differences = ({ runs }: Tables, arm: RecallArm, over: RecallArm) =>
  armDifferences(runs, "loss", { arm: arm.name, over: over.name });

/** What an arm loses on natural text if it sees `fewer` characters instead of `more`. */
const lossOfContext = ({ textRuns }: Tables, arm: TextArm, fewer: number, more: number) =>
  pairedDifferences(
    column(textRuns, "loss", { arm, characters: fewer }),
    column(textRuns, "loss", { arm, characters: more }),
  );

export const results = defineResults<typeof experiment>({
  figures: (tables, config) => ({
    recall: recallFigure(config),
    steps: stepsFigure(tables),
    text: textFigure(tables, config),
  }),

  // Numbers that texts show by {{finding "id"}}.
  findings: (tables, config) => {
    const { runs, counts } = tables;
    const [, , , fewer = 0, , more = 0] = config.characters;
    const accuracyOf = ({ name: arm }: RecallArm): Finding =>
      percent(mean(column(runs, "accuracy", { arm })));
    const searched = (arm: Parameters<typeof searchedLosses>[0]): Finding => {
      const losses = column(searchedLosses(arm), "loss");
      return losses.length === 0 ? { value: "not searched" } : decimal(mean(losses), 2, "nats");
    };
    const ofContext = (arm: TextArm) => lossFinding(lossOfContext(tables, arm, fewer, more));
    return {
      seeds: count(config.seeds.length),
      trained: count(counts[1]?.trained ?? 0),
      accuracy: accuracyOf(oneBlock),
      "accuracy-all": accuracyOf(everywhere),
      "accuracy-full": accuracyOf(full),
      "accuracy-full-lowest": percent(Math.min(...column(runs, "accuracy", { arm: full.name }))),
      guess: percent(guessedShare(config)),
      "gap-recall": lossGap(differences(tables, oneBlock, full)),
      "gap-layers": lossGap(differences(tables, oneBlock, everywhere)),
      "gap-all": lossGap(differences(tables, everywhere, full)),
      "search-high-rank": searched(recallArms.highRank),
      "search-frozen": searched(recallArms.frozen),
      "context-full": ofContext(textArms[0].name),
      "context-lora": ofContext(textArms[1].name),
      "context-error": decimal(
        mean(column(tables.textRuns, "error", { arm: textArms[0].name, characters: fewer })),
        3,
        "nats",
      ),
      "text-seeds": count(config.textSeeds.length),
    };
  },

  // The measurement of each claim of slide.md, by its id, one sample per seed. The claim's rule alone decides.
  estimates: (tables) => ({
    recall: {
      samples: differences(tables, oneBlock, full),
      format: ".2f",
      tuning: recallTuningMargin([oneBlock, full]),
    },
    layers: {
      samples: differences(tables, oneBlock, everywhere),
      format: ".3f",
    },
  }),
});
