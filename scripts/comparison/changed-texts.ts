/** Which blocks of text differ between two pages: the fewest that have to be taken out and put in. */
import type { TextBlock } from "./report-texts.ts";

/** Neighbouring blocks that were replaced, removed (`after` is empty) or added (`before` is empty). */
export interface TextChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export function changedTexts(
  before: readonly TextBlock[],
  after: readonly TextBlock[],
): readonly TextChange[] {
  const changes: { readonly before: string[]; readonly after: string[] }[] = [];
  let isOpen = false;
  for (const step of stepsBetween(before, after)) {
    if (step === "same") {
      isOpen = false;
      continue;
    }
    if (!isOpen) changes.push({ before: [], after: [] });
    isOpen = true;
    changes.at(-1)?.[step.side].push(step.text);
  }
  return changes;
}

type Step = "same" | { readonly side: "before" | "after"; readonly text: string };

/** What leads from one list to the other, block by block. */
function* stepsBetween(before: readonly TextBlock[], after: readonly TextBlock[]): Generator<Step> {
  const common = lengthsInCommon(before, after);
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [was, is] = [before[row], after[column]];
    if (was?.key === is?.key) {
      [row, column] = [row + 1, column + 1];
      yield "same";
    } else if (
      was !== undefined &&
      (is === undefined || common(row + 1, column) >= common(row, column + 1))
    ) {
      row++;
      yield { side: "before", text: was.text };
    } else {
      column++;
      yield { side: "after", text: is?.text ?? "" };
    }
  }
}

/** The length of the longest common subsequence of the blocks from these places on. */
function lengthsInCommon(
  before: readonly TextBlock[],
  after: readonly TextBlock[],
): (row: number, column: number) => number {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        before[row]?.key === after[column]?.key
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return at;
}
