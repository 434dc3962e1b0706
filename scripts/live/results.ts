/** Reads losses from a trial's result. */
import { isRecord } from "../base/json.ts";
import type { ListedTrial } from "./listing.ts";

/** The training losses in a trial's result, one per step; empty if it keeps none. */
export function lossesIn(result: unknown, { curve }: Pick<ListedTrial, "curve">): readonly number[] {
  const losses = curve !== undefined && isRecord(result) ? result[curve] : undefined;
  return Array.isArray(losses) ? losses : [];
}

/** The loss after training, if the result has it. */
export function finalLossIn(
  result: unknown,
  { finalLoss }: Pick<ListedTrial, "finalLoss">,
): number | undefined {
  const loss = finalLoss !== undefined && isRecord(result) ? result[finalLoss] : undefined;
  return typeof loss === "number" ? loss : undefined;
}
