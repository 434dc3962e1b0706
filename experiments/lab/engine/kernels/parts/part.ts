/** Which part of a product is needed, or is not zero. A triangle is the lower one, with its diagonal. */
export namespace Part {
  export const ALL: i32 = 0;
  /** Only the triangle of the result is needed; values above it may keep their old content. */
  export const TRIANGLE: i32 = 1;
  /** The left operand is a triangle: values above it count as zero, whatever they are, in four by four blocks. */
  export const LEFT_TRIANGLE: i32 = 2;
  /** The left operand is the transpose of a triangle. */
  export const LEFT_TRANSPOSED_TRIANGLE: i32 = 3;
}
