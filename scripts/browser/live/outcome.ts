/** The panel's text after a run. */

import type { ListedTrial } from "../../live/listing.ts";
import { type Reference, referencesOf } from "../../live/references.ts";
import { finalLossIn, lossesIn } from "../../live/results.ts";
import { type Comparison, divergedAt } from "./compare.ts";
import type { RunResult } from "./run-trial.ts";

/** A run to show: a published trial, or one with other settings. */
export interface Wanted {
  readonly trial: ListedTrial;
  readonly published: unknown;
  readonly isOwn: boolean;
  /** What a run with own settings is called: "Run 2". */
  readonly name: string;
  readonly settings: string;
  /** The published trials whose losses can be compared with its loss. */
  readonly comparable: readonly ListedTrial[];
  readonly unit: string | null;
}

type Said = readonly [status: string, detail: string];

const count = (value: number) => value.toLocaleString("en");

/** States whether a repeated trial is identical, and where it ended. */
export function repeatedText(comparison: Comparison, wanted: Wanted, run: RunResult, isSame: boolean): Said {
  return isSame ? identicalText(comparison, wanted, run) : differentText(comparison, wanted, run);
}

function identicalText({ total }: Comparison, wanted: Wanted, { result, digest }: RunResult): Said {
  const losses = lossesIn(wanted.published, wanted.trial).length;
  const [how, ofLosses] = losses === 0 ? ["", ""] : [", loss by loss,", `${count(losses)} losses, `];
  const loss = finalLossIn(result, wanted.trial);
  const ends = loss === undefined ? "" : `It ends at ${loss.toFixed(4)}${gapText(loss, wanted)}. `;
  return [
    `Identical${how} to the published run: ${ofLosses}${count(total)} numbers and the checksum`,
    `${ends}The checksum ${digest.slice(0, 12)}… covers the result and all trained weights. This repeats one run; the slide’s finding rests on all its arms and seeds.`,
  ];
}

function differentText({ equal, total, first }: Comparison, { trial }: Wanted, { digest }: RunResult): Said {
  const status =
    first === undefined
      ? "Differs in the trained weights: all numbers are equal, the checksum is not"
      : `Differs: ${count(equal)} of ${count(total)} numbers are equal; the first that is not is ${first.path}`;
  const numbers = first === undefined ? "" : `Here ${first.here}, published ${first.published}. `;
  return [
    status,
    `${numbers}Checksum here ${digest.slice(0, 12)}…, published ${trial.digest.slice(0, 12)}…. Save the result and send it, with the name of your browser and processor, to whoever published this report.`,
  ];
}

/** States where the run with the reader's settings ended, compared with published ones. */
export function ownText(wanted: Wanted, { result }: RunResult): Said {
  const { trial, name, settings } = wanted;
  const loss = finalLossIn(result, trial);
  const ends = loss === undefined ? " has ended" : ` ends at ${loss.toFixed(4)}${gapText(loss, wanted)}`;
  const step = divergedAt(lossesIn(result, trial));
  const diverged = step === undefined ? "" : ` It diverged at step ${count(step)}.`;
  return [`${name} (${settings})${ends}.${diverged}`, loss === undefined ? "" : armText(loss, wanted)];
}

/** Compares with the published arm whose settings were changed. */
function armText(loss: number, wanted: Wanted): string {
  const { trial, comparable } = wanted;
  const own = referencesOf(comparable, comparable[0]?.group).find(({ name }) => name === trial.arm);
  if (own === undefined) return "No published run has such settings, so its loss is compared with none.";
  return `That is ${differenceText(loss, own, wanted)}. Your run has one seed and rates that were tuned for the published one.`;
}

/** ": 0.21 nats above full training with the same seed", compared with the lowest of the other arms. */
function gapText(loss: number, wanted: Wanted): string {
  const { trial, comparable, isOwn } = wanted;
  const best = referencesOf(comparable, comparable[0]?.group).find(({ name }) => name !== trial.arm);
  if (best === undefined) return "";
  const published = isOwn ? "" : `, as published for ${trial.arm}`;
  return `: ${differenceText(loss, best, wanted)}${published}`;
}

/** Differences below this are written as none. */
const LEVEL = 0.005;

function differenceText(loss: number, { name, loss: mean, seeds }: Reference, wanted: Wanted): string {
  const { trial, comparable, unit } = wanted;
  const seed = trial.config.seed ?? trial.seed;
  const paired = comparable.find((other) => other.arm === name && other.seed === seed)?.ends;
  const difference = loss - (paired ?? mean);
  const compared = paired === undefined ? `${name} (mean of ${seeds} seeds)` : `${name} with the same seed`;
  if (Math.abs(difference) < LEVEL) return `level with ${compared}`;
  const amount = [Math.abs(difference).toFixed(2), ...(unit === null ? [] : [unit])].join(" ");
  return `${amount} ${difference > 0 ? "above" : "below"} ${compared}`;
}
