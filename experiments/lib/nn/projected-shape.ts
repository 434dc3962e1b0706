/** The shape to which GaLore cuts a gradient, apart from its training so that costs can be counted without an engine. */

/** Shape of the projected gradient of a weight [in, out]: its shorter side is cut to the rank. */
export function projectedShape([inputs, outputs]: readonly [number, number], rank: number): [number, number] {
  return inputs <= outputs ? [Math.min(rank, inputs), outputs] : [inputs, Math.min(rank, outputs)];
}
