/** The ladder of widths: its runs, and the tables of LoRA's gap at two shares of the width. */

import { exp, log } from "../kit/exact-math.ts";
import type { ResultTree } from "../kit/experiment.ts";
import { mean, pairedDifferences, slopesOfSeeds } from "../kit/stats/describe.ts";
import { meanAs } from "../kit/stats/intervals.ts";
import { column, rowsWith, zip } from "../kit/tables.ts";
import { fullArm, loraArm, type TunedArm } from "../lab/arms.ts";
import { countParameters } from "../lab/nn/costs.ts";
import { tuningMargin } from "../lab/settings.ts";
import { coreTraining, coreWidth, ladderSize, modelOfWidth } from "../lab/setup.ts";
import { languageRuns, searchFor, type TrainingPlan } from "../lab/trials/language-runs.ts";
import { allRecorded, recordedRuns } from "../lab/trials/recorded-runs.ts";

/** A way in which LoRA's rank grows with the width, or full training. */
type Key = "full" | "quarter" | "sixteenth";

export interface LadderConfig extends TrainingPlan {
  readonly ladder: {
    /** The width over the rank, of the claim and of the lower rank. */
    readonly share: number;
    readonly lowShare: number;
    readonly widths: readonly number[];
    /** The widths that each build trains; the others are recorded. */
    readonly builtWidths: readonly number[];
    readonly charactersPerWeight: number;
  };
  readonly seeds: readonly number[];
  /** The first of them: what a build trains where no other slide needs more. */
  readonly fewSeeds: readonly number[];
}

const armOf = (key: Key, width: number, { share, lowShare }: LadderConfig["ladder"]): TunedArm =>
  key === "full" ? fullArm : loraArm(width / (key === "quarter" ? share : lowShare));

/** Seeds of all runs, and of those that a build trains. The core model has the runs of the other slides. */
function seedsOf(key: Key, width: number, { ladder, seeds, fewSeeds }: LadderConfig) {
  const all = key === "sixteenth" ? fewSeeds : seeds;
  const isCore = width === coreWidth;
  if (key === "full" && isCore) return { all, built: seeds };
  const isBuilt = key === "sixteenth" ? isCore : ladder.builtWidths.includes(width);
  return { all, built: isBuilt ? fewSeeds : [] };
}

function runsOf(key: Key, width: number, config: LadderConfig) {
  const arm = armOf(key, width, config.ladder);
  const { all, built } = seedsOf(key, width, config);
  const size = { length: "ladder", width } as const;
  return {
    built: languageRuns(arm, { ...size, seeds: built }, config),
    recorded: recordedRuns(arm, { ...size, seeds: all.slice(built.length) }, config),
  };
}

/** Every run of the ladder, by width. */
export const ladderTrials = (config: LadderConfig) =>
  config.ladder.widths.map((width) => ({
    full: runsOf("full", width, config),
    quarter: runsOf("quarter", width, config),
    sixteenth: runsOf("sixteenth", width, config),
  }));

type LadderResults = ResultTree<ReturnType<typeof ladderTrials>>;

interface Loss {
  readonly seed: number;
  readonly loss: number;
  readonly recorded: boolean;
}

/** The known losses of an arm at a width: those of the build, and the recorded ones if there is one for each seed. */
function lossesOf(
  key: Key,
  width: number,
  results: LadderResults[number][Key],
  config: LadderConfig,
): readonly Loss[] {
  const { all, built } = seedsOf(key, width, config);
  const others = all.slice(built.length);
  const known = allRecorded(results.recorded, others.length) ?? [];
  const rows = (seeds: readonly number[], runs: readonly { finalLoss: number }[], recorded: boolean) =>
    zip(seeds.slice(0, runs.length), runs).map(([seed, { finalLoss }]) => ({
      seed,
      loss: finalLoss,
      recorded,
    }));
  return [...rows(built, results.built, false), ...rows(others, known, true)];
}

/** Names of the two ways. */
export const shareName = (share: number) => `r = d/${share}`;

const bodyWeights = (width: number): number =>
  countParameters({ ...modelOfWidth(width), vocabSize: 0 }, fullArm.trains).body;

/**
 * The gap of each seed whose two runs are known, at both shares and every width. Where the claim rests on the build's own
 * seeds, its share has these alone, so that the figure and the claim agree.
 */
export function gapRows(results: LadderResults, config: LadderConfig) {
  const rows = allGapRows(results, config);
  const { isWhole, seeds } = extentOf(rows, config);
  const arm = shareName(config.ladder.share);
  return rows.filter((row) => isWhole || row.arm !== arm || seeds.includes(row.seed));
}

function allGapRows(results: LadderResults, config: LadderConfig) {
  const { ladder } = config;
  const shares = [
    ["quarter", ladder.share],
    ["sixteenth", ladder.lowShare],
  ] as const;
  return shares.flatMap(([key, share]) =>
    zip(ladder.widths, results).flatMap(([width, runs]) => {
      const full = lossesOf("full", width, runs.full, config);
      return lossesOf(key, width, runs[key], config).flatMap(({ seed, loss, recorded }) => {
        const ofFull = full.find((row) => row.seed === seed);
        if (ofFull === undefined) return [];
        return {
          arm: shareName(share),
          width,
          weights: bodyWeights(width),
          rank: width / share,
          seed,
          full: ofFull.loss,
          lora: loss,
          gap: loss - ofFull.loss,
          recorded: recorded || ofFull.recorded,
        };
      });
    }),
  );
}

type GapRow = ReturnType<typeof allGapRows>[number];

/** The mean gap at each width, and the ratio of perplexities. A mark is recorded if one of its seeds is. */
export const meanGaps = (rows: readonly GapRow[], { widths }: LadderConfig["ladder"]) =>
  [...new Set(column(rows, "arm"))].flatMap((arm) =>
    widths.flatMap((width) => {
      const here = rowsWith(rows, { arm, width });
      const [first] = here;
      if (first === undefined) return [];
      const gaps = column(here, "gap");
      return {
        arm,
        width,
        weights: first.weights,
        rank: first.rank,
        ...meanAs("gap", gaps),
        ratio: exp(mean(gaps)),
        recorded: here.some(({ recorded }) => recorded),
      };
    }),
  );

const gapsAt = (rows: readonly GapRow[], arm: string, width: number, seeds: readonly number[]) =>
  rowsWith(rows, { arm, width }).filter(({ seed }) => seeds.includes(seed));

/** Widths and seeds that a slope can use. */
interface Extent {
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  /** Whether these are all widths of the ladder. */
  readonly isWhole: boolean;
}

const isComplete = (rows: readonly GapRow[], arm: string, { widths, seeds }: Omit<Extent, "isWhole">) =>
  widths.every((width) => gapsAt(rows, arm, width, seeds).length === seeds.length);

/** All widths and seeds of the claim's share if they are known, otherwise the widths of the build with its seeds. */
export function extentOf(rows: readonly GapRow[], { ladder, seeds, fewSeeds }: LadderConfig): Extent {
  const whole = { widths: ladder.widths, seeds };
  const isWhole = isComplete(rows, shareName(ladder.share), whole);
  return isWhole ? { ...whole, isWhole } : { widths: ladder.builtWidths, seeds: fewSeeds, isWhole };
}

const doublingsOf = (widths: readonly number[]): number[] => widths.map((width) => log(width) / Math.LN2);

const slopes = (rows: readonly GapRow[], arm: string, { widths, seeds }: Omit<Extent, "isWhole">) =>
  slopesOfSeeds(
    doublingsOf(widths),
    widths.map((width) => column(gapsAt(rows, arm, width, seeds), "gap")),
  );

/** The growth of the gap for each doubling of the width, one slope per seed; none at the low share until it is recorded. */
export function slopeRows(rows: readonly GapRow[], config: LadderConfig) {
  const { ladder, fewSeeds } = config;
  const extent = extentOf(rows, config);
  const low = { widths: ladder.widths, seeds: fewSeeds };
  const lowArm = shareName(ladder.lowShare);
  const rowsOf = (arm: string, { widths, seeds }: Omit<Extent, "isWhole">) =>
    zip(seeds, slopes(rows, arm, { widths, seeds })).map(([seed, slope]) => ({ arm, seed, slope }));
  return [
    ...rowsOf(shareName(ladder.share), extent),
    ...(isComplete(rows, lowArm, low) ? rowsOf(lowArm, low) : []),
  ];
}

/** The gap at one width minus that at another at the claim's share, per seed; undefined if one is missing. */
export function gapDifferences(
  rows: readonly GapRow[],
  { from, to }: { readonly from: number; readonly to: number },
  { ladder, seeds }: Pick<LadderConfig, "ladder" | "seeds">,
): number[] | undefined {
  const arm = shareName(ladder.share);
  if (!isComplete(rows, arm, { widths: [from, to], seeds })) return undefined;
  const gaps = (width: number) => column(gapsAt(rows, arm, width, seeds), "gap");
  return pairedDifferences(gaps(to), gaps(from));
}

/** The change of the gap from each width to the next at the claim's share: a row per seed. */
export function changeRows(rows: readonly GapRow[], config: LadderConfig) {
  const { widths, seeds, isWhole } = extentOf(rows, config);
  return widths.slice(1).flatMap((to, index) => {
    const from = widths[index] ?? to;
    const changes = gapDifferences(rows, { from, to }, { ...config, seeds }) ?? [];
    const recorded = isWhole && !config.ladder.builtWidths.includes(to);
    return zip(seeds, changes).map(([seed, change]) => ({
      step: `${from} to ${to}`,
      seed,
      change,
      recorded,
    }));
  });
}

/**
 * LoRA's model in the size of one trained in full: the width at which full training has the same mean loss, on straight lines of
 * the loss against log d. Arms and widths whose loss lies outside those of full training have no row.
 */
export function equalWidths(rows: readonly GapRow[], { widths }: LadderConfig["ladder"]) {
  const ofFull = widths.flatMap((width) => {
    const losses = new Map(rowsWith(rows, { width }).map(({ seed, full }) => [seed, full]));
    return losses.size === 0 ? [] : [{ width, loss: mean([...losses.values()]) }];
  });
  return [...new Set(column(rows, "arm"))].flatMap((arm) =>
    widths.flatMap((width) => {
      const losses = column(rowsWith(rows, { arm, width }), "lora");
      const equal = losses.length === 0 ? undefined : widthWithLoss(ofFull, mean(losses));
      return equal === undefined ? [] : [{ arm, width, equal, share: equal / width }];
    }),
  );
}

/** Where the points, of falling losses, have a loss. */
function widthWithLoss(
  points: readonly { readonly width: number; readonly loss: number }[],
  loss: number,
): number | undefined {
  const index = points.findIndex((point) => point.loss <= loss);
  const [narrow, wide] = [points[index - 1], points[index]];
  if (narrow === undefined || wide === undefined) return undefined;
  const share = (narrow.loss - loss) / (narrow.loss - wide.loss);
  return exp(log(narrow.width) + share * log(wide.width / narrow.width));
}

/** The mean change from each width to the next. */
export const changeMeans = (rows: ReturnType<typeof changeRows>) =>
  [...new Set(column(rows, "step"))].map((step) => {
    const ofStep = rowsWith(rows, { step });
    return {
      step,
      ...meanAs("change", column(ofStep, "change")),
      recorded: ofStep.some(({ recorded }) => recorded),
    };
  });

/** How far the slope could move if every arm had its second-best settings, each against the slope. */
export function tuningOfSlope({ ladder }: Pick<LadderConfig, "ladder">, { widths }: Pick<Extent, "widths">) {
  const doublings = doublingsOf(widths);
  const centre = mean(doublings);
  const squares = doublings.reduce((sum, x) => sum + (x - centre) * (x - centre), 0);
  return zip(widths, doublings).reduce((sum, [width, x]) => {
    const arms = (["full", "quarter"] as const).map((key) => armOf(key, width, ladder));
    const names = arms.map((arm) => searchFor(arm, { length: "ladder", width }));
    return sum + (Math.abs(x - centre) / squares) * tuningMargin(names);
  }, 0);
}

/** Sizes of the models, and what their training reads. The vocabulary is that of the runs. */
export const sizeRows = ({ ladder }: Pick<LadderConfig, "ladder">, vocabSize: number) =>
  ladder.widths.map((width) => {
    const { body, outer } = countParameters({ ...modelOfWidth(width), vocabSize }, fullArm.trains);
    const { steps, batchSize } = ladderSize(width);
    return {
      width,
      body,
      outer,
      outerShare: outer / body,
      steps,
      batchSize,
      characters: steps * batchSize * coreTraining.model.contextLength,
    };
  });
