/** A number that is not finite, with the step and the tensor in which it came up: the run is worth nothing from there. */
export class NotFiniteError extends Error {
  override readonly name = "NotFiniteError";

  constructor(what: string, step: number) {
    super(`invalid number: ${what} is not finite at step ${step}`);
  }
}
