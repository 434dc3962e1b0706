/** The engine's operations again, in double precision and simple loops: the oracle of its tests. */

export interface Values {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

const at = ({ values }: Values, index: number): number => values[index] as number;
const channelsOf = ({ shape }: Values): number => shape.at(-1) ?? 1;
const rowsOf = (x: Values): number => x.values.length / channelsOf(x);

/** [m, k] x [k, n], either operand stored transposed. */
export function multiply(
  left: Values,
  right: Values,
  [m, n, k]: readonly [number, number, number],
  leftTransposed = false,
  rightTransposed = false,
): number[] {
  const term = (i: number, j: number, l: number) =>
    at(left, leftTransposed ? l * m + i : i * k + l) * at(right, rightTransposed ? j * k + l : l * n + j);
  return Array.from({ length: m * n }, (_, index) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += term(Math.floor(index / n), index % n, l);
    return sum;
  });
}

export function linear(x: Values, weight: Values): number[] {
  return multiply(x, weight, [rowsOf(x), channelsOf(weight), channelsOf(x)]);
}

export function loraLinear(scaling: number) {
  return (x: Values, weight: Values, loraA: Values, loraB: Values): number[] => {
    const low = { shape: [rowsOf(x), channelsOf(loraA)], values: linear(x, loraA) };
    const adapted = linear(low, loraB);
    return linear(x, weight).map((value, index) => value + scaling * (adapted[index] as number));
  };
}

export function layerNorm(epsilon: number) {
  return (x: Values): number[] =>
    eachRow(x, (row) => {
      const mean = sum(row) / row.length;
      const variance = sum(row.map((value) => (value - mean) ** 2)) / row.length;
      return row.map((value) => (value - mean) / Math.sqrt(variance + epsilon));
    });
}

export function causalAttention(window: number) {
  return (query: Values, key: Values, value: Values): number[] => {
    const [, , length = 0, size = 0] = query.shape;
    const index = (head: number, position: number, channel: number) =>
      (head * length + position) * size + channel;
    const score = (head: number, i: number, j: number) => {
      const products = range(size).map((c) => at(query, index(head, i, c)) * at(key, index(head, j, c)));
      return sum(products) / Math.sqrt(size);
    };
    const output = (head: number, i: number) => {
      const visible = range(length).filter((j) => j <= i && j > i - window);
      const weights = softmax(visible.map((j) => score(head, i, j)));
      return range(size).map((c) =>
        sum(visible.map((j, n) => (weights[n] as number) * at(value, index(head, j, c)))),
      );
    };
    const heads = range(query.values.length / (length * size));
    return heads.flatMap((head) => range(length).flatMap((i) => output(head, i)));
  };
}

export function crossEntropy(targets: readonly number[]) {
  return (logits: Values): number[] =>
    rows(logits).map((row, index) => {
      const shift = Math.max(...row);
      return (
        shift + Math.log(sum(row.map((x) => Math.exp(x - shift)))) - (row[targets[index] as number] as number)
      );
    });
}

export function embedding(ids: readonly number[]) {
  return (table: Values): number[] => ids.flatMap((id) => rows(table)[id] as number[]);
}

/** Bags as lists of rows, each row with its weight. */
export function pool(bags: readonly (readonly (readonly [row: number, weight: number])[])[]) {
  return (table: Values): number[] =>
    bags.flatMap((entries) =>
      range(channelsOf(table)).map((channel) =>
        sum(entries.map(([row, weight]) => weight * at(table, row * channelsOf(table) + channel))),
      ),
    );
}

const functions = {
  relu: (x: number) => Math.max(0, x),
  tanh: Math.tanh,
  gelu: (x: number) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
};

export function activation(kind: keyof typeof functions) {
  return (x: Values, bias?: Values): number[] =>
    eachRow(x, (row) =>
      row.map((value, c) => functions[kind](value + (bias === undefined ? 0 : at(bias, c)))),
    );
}

/** Central differences of sum(weights f(inputs)) with respect to every element of every input. */
export function gradients(
  f: (...inputs: Values[]) => number[],
  inputs: readonly Values[],
  weights: ArrayLike<number>,
): number[][] {
  const step = 1e-5;
  const loss = (moved: Values[]) =>
    sum(f(...moved).map((value, index) => value * (weights[index] as number)));
  return inputs.map(({ shape, values }, which) =>
    Array.from(values, (value, index) => {
      const moveTo = (x: number) => inputs.with(which, { shape, values: Array.from(values).with(index, x) });
      return (loss(moveTo(value + step)) - loss(moveTo(value - step))) / (2 * step);
    }),
  );
}

function softmax(scores: readonly number[]): number[] {
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  return powers.map((power) => power / sum(powers));
}

function rows(x: Values): number[][] {
  const channels = channelsOf(x);
  return range(rowsOf(x)).map((row) => Array.from(x.values).slice(row * channels, (row + 1) * channels));
}

const eachRow = (x: Values, f: (row: number[]) => number[]): number[] => rows(x).flatMap(f);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
