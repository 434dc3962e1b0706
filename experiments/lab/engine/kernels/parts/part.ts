/** Which part of a product is wanted or not zero. A triangle is the lower one, with its diagonal. */
export namespace Part {
  export const ALL: i32 = 0;
  /** Only the triangle of the result is wanted: what is above it may be left as it was. */
  export const TRIANGLE: i32 = 1;
  /** The left operand is a triangle: what is above it counts as zero, whatever it holds, four by four. */
  export const LEFT_TRIANGLE: i32 = 2;
  /** The left operand is the transpose of a triangle. */
  export const LEFT_TRANSPOSED_TRIANGLE: i32 = 3;
}
