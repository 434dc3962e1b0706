/** Moves labels apart along one axis, each as little as it must. */

/**
 * Positions at least `gap` apart, in the order of the given ones. Neighbours that are too close form a block that is
 * centred on the mean of what its members wanted; blocks that then touch merge.
 */
export function spreadApart(wanted: readonly number[], gap: number): number[] {
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
  const places = new Array<number>(wanted.length).fill(0);
  for (const block of blocks) {
    block.members.forEach((index, place) => {
      places[index] = startOf(block, gap) + place * gap;
    });
  }
  return places;
}

type Block = { readonly sum: number; readonly members: readonly number[] };
const halfLength = (block: Block, gap: number): number => ((block.members.length - 1) * gap) / 2;
const startOf = (block: Block, gap: number): number =>
  block.sum / block.members.length - halfLength(block, gap);
const endOf = (block: Block, gap: number): number =>
  block.sum / block.members.length + halfLength(block, gap);
