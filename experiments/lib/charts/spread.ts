/** Moves labels apart along one axis, each as little as it must. */

/**
 * Positions at least `gap` apart, in the order of the given ones. Neighbours that are too close form a block that is
 * centred on the mean of what its members wanted; blocks that then touch merge. With limits, none leaves them as long
 * as there is room for all.
 */
export function spreadApart(
  wanted: readonly number[],
  gap: number,
  [low, high]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const blocks: { sum: number; members: number[] }[] = [];
  for (const index of order) {
    let block = { sum: wanted[index] ?? 0, members: [index] };
    let before = blocks.at(-1);
    while (before !== undefined && startOf(block, gap) - endOf(before, gap) < gap) {
      blocks.pop();
      block = { sum: before.sum + block.sum, members: [...before.members, ...block.members] };
      before = blocks.at(-1);
    }
    blocks.push(block);
  }
  const sorted = blocks.flatMap((block) =>
    block.members.map((_, place) => startOf(block, gap) + place * gap),
  );
  const last = sorted.length - 1;
  const limited = sorted
    .map((place, index) => Math.min(place, high - (last - index) * gap))
    .map((place, index) => Math.max(place, low + index * gap));
  const places = new Array<number>(wanted.length).fill(0);
  order.forEach((index, place) => {
    places[index] = limited[place] ?? 0;
  });
  return places;
}

type Block = { readonly sum: number; readonly members: readonly number[] };
const halfLength = (block: Block, gap: number): number => ((block.members.length - 1) * gap) / 2;
const startOf = (block: Block, gap: number): number =>
  block.sum / block.members.length - halfLength(block, gap);
const endOf = (block: Block, gap: number): number =>
  block.sum / block.members.length + halfLength(block, gap);
