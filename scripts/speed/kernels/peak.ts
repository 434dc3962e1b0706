/**
 * A loop that multiplies and adds as fast as the processor can, in registers alone: the limit for matrix products. Half of
 * the chains multiply and half add, since a product needs as many of one as of the other. Twelve of them keep two or four
 * pipes busy at a latency of three or four cycles.
 */

/** `count` times 6 multiply-adds in four lanes; `out` is the address of one input vector and of the result. */
export function peak(count: i32, out: usize): void {
  const one = f32x4.splat(load<f32>(out));
  let sum0 = one;
  let sum1 = one;
  let sum2 = one;
  let sum3 = one;
  let sum4 = one;
  let sum5 = one;
  let product0 = one;
  let product1 = one;
  let product2 = one;
  let product3 = one;
  let product4 = one;
  let product5 = one;
  for (; count > 0; count--) {
    sum0 = f32x4.add(sum0, one);
    product0 = f32x4.mul(product0, one);
    sum1 = f32x4.add(sum1, one);
    product1 = f32x4.mul(product1, one);
    sum2 = f32x4.add(sum2, one);
    product2 = f32x4.mul(product2, one);
    sum3 = f32x4.add(sum3, one);
    product3 = f32x4.mul(product3, one);
    sum4 = f32x4.add(sum4, one);
    product4 = f32x4.mul(product4, one);
    sum5 = f32x4.add(sum5, one);
    product5 = f32x4.mul(product5, one);
  }
  const sums = f32x4.add(f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3)), f32x4.add(sum4, sum5));
  const low = f32x4.add(f32x4.add(product0, product1), f32x4.add(product2, product3));
  v128.store(out, f32x4.add(sums, f32x4.add(low, f32x4.add(product4, product5))));
}
