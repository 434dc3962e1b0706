/** Rank by Gaussian elimination with full pivoting. */
export function rankOf(matrix: readonly (readonly number[])[]): number {
  const rest = matrix.map((row) => [...row]);
  for (let rank = 0; ; rank++) {
    let pivot = { row: rank, column: rank, size: 0 };
    rest.forEach((row, i) => {
      row.forEach((value, j) => {
        if (i >= rank && Math.abs(value) > pivot.size) pivot = { row: i, column: j, size: Math.abs(value) };
      });
    });
    if (pivot.size < 1e-9) return rank;
    [rest[rank], rest[pivot.row]] = [rest[pivot.row] ?? [], rest[rank] ?? []];
    const lead = rest[rank] ?? [];
    for (const row of rest.slice(rank + 1)) {
      const factor = (row[pivot.column] ?? 0) / (lead[pivot.column] ?? 1);
      row.forEach((value, j) => {
        row[j] = value - factor * (lead[j] ?? 0);
      });
    }
  }
}

/** Values row by row as a matrix. */
export const asMatrix = (values: readonly number[], columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, row) =>
    values.slice(row * columns, (row + 1) * columns),
  );
