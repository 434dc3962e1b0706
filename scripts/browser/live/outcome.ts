/** The panel's text after a run. */

import type { ListedTrial } from "../../live/listing.ts";
import { type Comparison, divergedAt, finalLossIn, lossesIn } from "./compare.ts";
import type { RunResult } from "./run-trial.ts";

/** A run to show: the published trial, or one with other settings. */
export interface Wanted {
  readonly trial: ListedTrial;
  readonly published: unknown;
  readonly isOwn: boolean;
  readonly settings: string;
}

/** States whether a repeated trial is identical. */
export function verdictText(
  { equal, total, first }: Comparison,
  { trial, published }: Wanted,
  isSame: boolean,
): string {
  const losses = lossesIn(published, trial).length;
  const count = (value: number) => value.toLocaleString("en");
  if (isSame) {
    const ofLosses = losses === 0 ? "" : `${count(losses)} of ${count(losses)} losses, `;
    return `✓ identical: ${ofLosses}${count(equal)} of ${count(total)} numbers, and the digest`;
  }
  if (first === undefined)
    return "✗ differs in the trained weights: all numbers are equal, the digest is not";
  return `✗ differs: ${count(equal)} of ${count(total)} numbers are equal; the first that is not is ${first.path}`;
}

/** The digests, and their consequence. */
export function detailText(
  { first }: Comparison,
  { trial }: Wanted,
  { digest }: RunResult,
  isSame: boolean,
): string {
  if (isSame) {
    return `Digest ${digest.slice(0, 12)}…, over the result and all trained weights. This repeats one run; the slide’s finding rests on all its arms and seeds.`;
  }
  const numbers = first === undefined ? "" : `Here ${first.here}, published ${first.published}. `;
  return `${numbers}Digest here ${digest.slice(0, 12)}…, published ${trial.digest.slice(0, 12)}…. Save the result and send it, with the name of your browser and processor, to whoever published this report.`;
}

/** States where the run with the reader's settings ended, and where the published one did. */
export function ownText(
  { trial, settings, published }: Wanted,
  { result }: RunResult,
): readonly [string, string] {
  const [here, there] = [finalLossIn(result, trial), finalLossIn(published, trial)];
  const ends = here === undefined ? "has ended" : `ends at a held-out loss of ${here.toFixed(4)}`;
  const step = divergedAt(lossesIn(result, trial));
  const diverged = step === undefined ? "" : ` It diverged at step ${step}.`;
  const compared = there === undefined ? "" : `The published trial ends at ${there.toFixed(4)}.`;
  return [`Your run (${settings}) ${ends}.${diverged}`, compared];
}
